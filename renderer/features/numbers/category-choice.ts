import type { Category } from '#core/measures/report-def.ts';

/** A category as the value of an option, and back. */
export function choiceOf(category: Category): string {
  if (category.by === 'split') return ['split', category.split].join(':');
  if (category.by === 'time') return ['time', category.field, category.length].join(':');
  return ['answer', category.field].join(':');
}

/** @param level of the tree of areas, for what is about places. */
export function categoryOf(choice: string, level: number, isPlace: (field: string) => boolean): Category | undefined {
  const [by, what = '', length] = choice.split(':');
  if (what === '') return undefined;
  if (by === 'split') return what === 'area' ? { by, split: what, level } : { by, split: what };
  if (by === 'answer') return isPlace(what) ? { by, field: what, level } : { by, field: what };
  if (by === 'time' && (length === 'month' || length === 'quarter' || length === 'year'))
    return { by, field: what, length };
  return undefined;
}
