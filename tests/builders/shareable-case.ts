import type { CaseDocument, Values } from '#core/forms/types.ts';
import { storyCases } from './story.ts';
import { wallDay } from './calendar-days.ts';

/** A case that can be saved and shared, with some answers of the test's own. */
export function aCase(values: Values = {}): CaseDocument {
  const today = wallDay();
  const story = storyCases(today, 'KSM').find(({ key }) => key === 'edited_apart');
  if (!story) throw new Error('the story has no case edited_apart');
  return { ...story.document, values: { ...story.document.values, ...values } };
}
