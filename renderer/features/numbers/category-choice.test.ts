import { describe, expect, it } from 'vitest';
import type { Category } from '#core/measures/report-def.ts';
import { categoryOf, choiceOf } from './category-choice.ts';

const CATEGORIES: readonly Category[] = [
  { by: 'split', split: 'sex' },
  { by: 'split', split: 'area', level: 2 },
  { by: 'answer', field: 'services.service_type' },
  { by: 'answer', field: 'inquirer_area', level: 2 },
  { by: 'time', field: 'registration_date', length: 'quarter' },
];

describe('a category of a report', () => {
  it.each(CATEGORIES)('is the same after it stood in a list: $by', (category) => {
    expect(categoryOf(choiceOf(category), 2, (field) => field === 'inquirer_area')).toEqual(category);
  });
  it('is none for anything else', () => {
    for (const text of ['', 'none', 'time:registration_date:week', 'split:']) {
      expect(categoryOf(text, 1, () => false)).toBeUndefined();
    }
  });
});
