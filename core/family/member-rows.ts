import { isAge, isDate, isList } from '../forms/answer-kind.ts';
import type { LoadedConfiguration } from '../forms/config-index.ts';
import { rowsOf } from '../forms/document-edit.ts';
import type { CaseDocument, FieldValue, Row, Values } from '../forms/types.ts';
import type { Change } from '../records/changes.ts';
import { normaliseName } from '../records/names.ts';

/** A case of the family, with as much of it as the person may read. */
export interface FamilySource {
  readonly code: string;
  /** Its code, and those of the cases that were merged into it. */
  readonly codes: readonly string[];
  readonly document: CaseDocument;
  /** Whether the case may leave for another office: what is written of it elsewhere may name the child. */
  readonly leaves: boolean;
  /** The child asked to keep something from offices: nothing of it is written elsewhere. */
  readonly withheld: boolean;
}

/** Where the members of the family stand in a case, in profiles that ask for them. */
export const MEMBERS = 'family_members';
/** The code of the member's own case. */
export const OWN_CASE = 'sibling_case';
/** Which family the case is of; written by use cases only. */
export const FAMILY_NUMBER = 'family_number';

export const asksForMembers = (config: LoadedConfiguration): boolean => config.fields.has(MEMBERS);

/** The codes that a member row gives as the member's own cases. */
export function casesOfMember({ values }: Row): readonly string[] {
  const codes = values[OWN_CASE];
  return isList(codes) ? codes : [];
}

/** The member row that gives one of these codes. */
export const rowOfCase = (document: CaseDocument, codes: readonly string[]): Row | undefined =>
  rowsOf(document, MEMBERS).find((row) => casesOfMember(row).some((code) => codes.includes(code)));

/** All codes of own cases that a case's member rows give. */
export const namedCases = (document: CaseDocument): readonly string[] => [
  ...new Set(rowsOf(document, MEMBERS).flatMap(casesOfMember)),
];

const text = (value: FieldValue | undefined): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

/** Names that are the same but for spacing, marks and case. */
export function sameName(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  const [x, y] = [text(a), text(b)];
  return x !== undefined && y !== undefined && normaliseName(x) === normaliseName(y);
}

/**
 * What a member row says of the child of another case. It goes wherever the case goes that it stands in, so a child
 * whose own case may not leave is not named: the code stands for it.
 */
export function memberOf(config: LoadedConfiguration, { code, document: { values }, leaves }: FamilySource): Values {
  if (!leaves) return { [OWN_CASE]: [code] };
  const name = text(values['full_name']);
  const sex = text(values['sex']);
  const knownSex = sex !== undefined && config.options.get('sex_adult')?.has(sex) === true;
  const [birth, age] = [values['date_of_birth'], values['age']];
  return {
    ...(name === undefined ? {} : { name }),
    ...(knownSex ? { sex } : {}),
    ...(isDate(birth) ? { date_of_birth: birth } : isAge(age) ? { age } : {}),
    alive: 'alive',
    [OWN_CASE]: [code],
  };
}

/** How a case comes to name another one. */
export interface Naming extends Pick<FamilySource, 'code' | 'codes'> {
  /** What the row says when there is none yet (`memberOf`). */
  readonly person: Values;
  /** The row that is meant; absent: the one of that name. */
  readonly row?: string | undefined;
  /** What the other child is to this one; put where nothing is answered. */
  readonly relation?: string | undefined;
  readonly newRowId: () => string;
}

/** What is written into a case so that one of its member rows gives the other's code. Empty when one does. */
export function namingChanges(document: CaseDocument, naming: Naming): Change[] {
  const rows = rowsOf(document, MEMBERS);
  const { code, codes, person, relation } = naming;
  const meant =
    rows.find(({ id }) => id === naming.row) ??
    rowOfCase(document, codes) ??
    rows.find((row) => casesOfMember(row).length === 0 && sameName(row.values['name'], person['name']));
  const known: Values = relation === undefined ? {} : { relation };
  if (meant === undefined) {
    const values = { ...person, ...known, [OWN_CASE]: [code] };
    return [{ kind: 'add', collection: MEMBERS, row: naming.newRowId(), values }];
  }
  const named = casesOfMember(meant);
  const link: Values = named.some((one) => codes.includes(one)) ? {} : { [OWN_CASE]: [...named, code] };
  const missing = meant.values['relation'] === undefined ? known : {};
  return Object.entries({ ...link, ...missing }).map(([field, value]): Change => ({
    kind: 'set',
    collection: MEMBERS,
    row: meant.id,
    field,
    value,
  }));
}

/** What is written into a case so that none of its member rows gives one of these codes any more. */
export function unnamingChanges(document: CaseDocument, codes: ReadonlySet<string>): Change[] {
  return rowsOf(document, MEMBERS).flatMap((row): Change[] => {
    const named = casesOfMember(row);
    const kept = named.filter((code) => !codes.has(code));
    if (kept.length === named.length) return [];
    const value = kept.length === 0 ? null : kept;
    return [{ kind: 'set', collection: MEMBERS, row: row.id, field: OWN_CASE, value }];
  });
}
