import { isMissing } from '../forms/answer-kind.ts';
import type { Row } from '../forms/types.ts';
import { rowOfCase, type FamilySource } from './member-rows.ts';
import { relationBack } from './relations.ts';

const textOf = (row: Row | undefined, field: string): string | undefined => {
  const value = row?.values[field];
  return typeof value === 'string' ? value : undefined;
};

/** What the other child is to this one: as this case says, or turned round from what the other says. */
export function relationTo(theirs: FamilySource, ours: FamilySource): string | undefined {
  const said = textOf(rowOfCase(ours.document, theirs.codes), 'relation');
  if (said !== undefined) return said;
  const turned = textOf(rowOfCase(theirs.document, ours.codes), 'relation');
  const sex = theirs.document.values['sex'];
  return turned === undefined ? undefined : relationBack(turned, typeof sex === 'string' ? sex : undefined);
}

/** Whether the two live together, as either case says; undefined when neither does. */
export function livesTogether(theirs: FamilySource, ours: FamilySource): 'yes' | 'no' | undefined {
  for (const row of [rowOfCase(ours.document, theirs.codes), rowOfCase(theirs.document, ours.codes)]) {
    const value = row?.values['lives_with_child'];
    if (!isMissing(value) && (value === 'yes' || value === 'no')) return value;
  }
  return undefined;
}
