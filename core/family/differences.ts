import { ageNow } from '../forms/age.ts';
import { isAge } from '../forms/answer-kind.ts';
import type { LoadedConfiguration } from '../forms/config-index.ts';
import { rowsOf } from '../forms/document-edit.ts';
import type { FieldValue, Row, Values } from '../forms/types.ts';
import { CASE_RECORD, sameValue, type Change } from '../records/changes.ts';
import { CARE, careNow } from './care-over-time.ts';
import { MEMBERS, OWN_CASE, asksForMembers, casesOfMember, sameName, type FamilySource } from './member-rows.ts';
import { isAnswered, rowForOther, sharedFields, sharedRowFields } from './shared-answers.ts';

export interface FieldDifference {
  readonly field: string;
  readonly ours: FieldValue;
  readonly theirs: FieldValue | undefined;
}

/** Something that one case says and another of the family does not, or says otherwise. */
export interface Difference {
  /** `case`, or the subform. */
  readonly collection: string;
  /** Of whom or what a row speaks, as it is named in it. */
  readonly title: string | undefined;
  /** The other case's row; undefined: it has none, and one would be added. For the case itself `case`. */
  readonly row: string | undefined;
  readonly fields: readonly FieldDifference[];
}

interface Pair {
  readonly config: LoadedConfiguration;
  readonly ours: FamilySource;
  readonly theirs: FamilySource;
  /** What the other child is to ours; undefined when nobody said. */
  readonly relation: string | undefined;
  /** `YYYY-MM-DD` */
  readonly today: string;
}

/**
 * Where the other case of the family does not say what ours does, as far as brothers and sisters share it. What the
 * child asked to withhold from offices is offered to no other case.
 */
export function familyDifferences(pair: Pair): readonly Difference[] {
  if (pair.ours.withheld) return [];
  return [...inCase(pair), ...inMembers(pair), ...inCare(pair)];
}

function inCase({ config, ours, theirs, today }: Pair): Difference[] {
  return sharedFields(config, ['household']).flatMap(({ def }) => {
    const fields = differing({ [def.id]: ours.document.values[def.id] }, theirs.document.values, today);
    return fields.length === 0
      ? []
      : [{ collection: CASE_RECORD, title: undefined, row: CASE_RECORD, fields } satisfies Difference];
  });
}

function differing(
  ours: Readonly<Record<string, FieldValue | undefined>>,
  theirs: Values,
  today: string,
): FieldDifference[] {
  return Object.entries(ours).flatMap(([field, value]) => {
    const other = theirs[field];
    return !isAnswered(value) || sameAnswer(value, other, today) ? [] : [{ field, ours: value, theirs: other }];
  });
}

/** An age that was stated on two days is the same when it has become the same. */
function sameAnswer(a: FieldValue, b: FieldValue | undefined, today: string): boolean {
  if (sameValue(a, b)) return true;
  if (!isAge(a) || !isAge(b)) return false;
  const years = ageNow(a, today);
  return years !== undefined && years === ageNow(b, today);
}

const nameOf = (value: FieldValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

function inMembers({ config, ours, theirs, relation, today }: Pair): Difference[] {
  if (!asksForMembers(config)) return [];
  const fields = sharedRowFields(config, MEMBERS, ['kin']);
  const others = rowsOf(theirs.document, MEMBERS);
  const child = theirs.document.values['full_name'];
  return rowsOf(ours.document, MEMBERS).flatMap((row) => {
    const cases = casesOfMember(row);
    if (cases.some((code) => theirs.codes.includes(code)) || sameName(row.values['name'], child)) return [];
    const values = rowForOther(fields, row, relation);
    const same =
      others.find((one) => casesOfMember(one).some((code) => cases.includes(code))) ??
      others.find((one) => sameName(one.values['name'], row.values['name']));
    return ofRow(MEMBERS, nameOf(row.values['name']), values, same, today);
  });
}

function inCare({ config, ours, theirs, relation, today }: Pair): Difference[] {
  const now = ({ document }: FamilySource): Row | undefined =>
    careNow(rowsOf(document, CARE), document.values['registration_date'], today);
  const [care, other] = [now(ours), now(theirs)];
  if (care === undefined) return [];
  const values = rowForOther(sharedRowFields(config, CARE, ['household']), care, relation);
  const { caregiver_name: name } = care.values;
  const same = other !== undefined && sameName(name, other.values['caregiver_name']) ? other : undefined;
  return ofRow(CARE, nameOf(name), values, same, today);
}

/** `same`: the row in which the other case speaks of it. A row without a name says too little to be added. */
function ofRow(
  collection: string,
  title: string | undefined,
  values: Values,
  same: Row | undefined,
  today: string,
): Difference[] {
  if (same === undefined && title === undefined) return [];
  // Own cases are links and no answers to compare: they are only put where there are none.
  const linked = isAnswered(same?.values[OWN_CASE]);
  const fields = differing(values, same?.values ?? {}, today).filter(({ field }) => !linked || field !== OWN_CASE);
  return fields.length === 0 ? [] : [{ collection, title, row: same?.id, fields }];
}

/** What is written into the other case so that it says the same. */
export function changesFor(difference: Difference, newRowId: () => string): readonly Change[] {
  const { collection, row, fields } = difference;
  if (row === undefined) {
    const values = Object.fromEntries(fields.map(({ field, ours }) => [field, ours]));
    return [{ kind: 'add', collection, row: newRowId(), values }];
  }
  return fields.map(({ field, ours }): Change => ({ kind: 'set', collection, row, field, value: ours }));
}
