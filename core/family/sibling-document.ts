import { isMissing } from '../forms/answer-kind.ts';
import type { LoadedConfiguration } from '../forms/config-index.ts';
import { rowsOf } from '../forms/document-edit.ts';
import type { CaseDocument, FieldValue, Row, Values } from '../forms/types.ts';
import { pathKey } from '../forms/view.ts';
import { CARE, careNow } from './care-over-time.ts';
import { MEMBERS, asksForMembers, memberOf, type FamilySource } from './member-rows.ts';
import { isSibling, relationBack } from './relations.ts';
import { isAnswered, rowForOther, sharedFields, sharedRowFields, type Shared } from './shared-answers.ts';

export interface NewMember {
  /** The member row of the new child in that case, when there is one. */
  readonly row?: string | undefined;
  /** What the new child is to the first one; undefined when nobody said. */
  readonly relation: string | undefined;
  /** Somebody asked to take the protection concerns over too. */
  readonly concerns: boolean;
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly newRowId: () => string;
}

export interface StartedDocument extends CaseDocument {
  /** The answers that were taken over, by `pathKey`. */
  readonly copied: Readonly<Record<string, FieldValue>>;
}

/**
 * The answers that a new case of the family begins with. What belongs to the household is taken over unless the child
 * is said to live elsewhere, and nothing at all when the first child asked to withhold from offices; consent, risk, steps
 * and everything of the first child alone never are.
 */
export function siblingDocument(config: LoadedConfiguration, source: FamilySource, member: NewMember): StartedDocument {
  const { document } = source;
  const own = rowsOf(document, MEMBERS).find(({ id }) => id === member.row);
  // What a child asked to keep from offices must not leave by way of a brother's or sister's case.
  if (source.withheld) return onlyNamed(config, source, member, own);
  const ways: Shared[] = [
    ...(own?.values['lives_with_child'] === 'no' ? [] : (['household'] as const)),
    ...(member.relation === undefined || isSibling(member.relation) || member.relation === 'own_child'
      ? (['kin'] as const)
      : []),
    ...(member.concerns ? (['asked'] as const) : []),
  ];
  const fromCase = sharedFields(config, ways).flatMap(({ def }): [string, FieldValue][] => {
    const value = document.values[def.id];
    return isAnswered(value) ? [[def.id, value]] : [];
  });
  const values: Values = { ...Object.fromEntries(fromCase), ...ownAnswers(config, own) };
  const rows: Record<string, readonly Row[]> = {};
  if (asksForMembers(config)) rows[MEMBERS] = members(config, source, member, ways);
  const care = careNow(rowsOf(document, CARE), document.values['registration_date'], member.today);
  if (care !== undefined && ways.includes('household')) {
    const carried = rowForOther(sharedRowFields(config, CARE, ways), care, member.relation);
    if (Object.keys(carried).length > 0) rows[CARE] = [{ id: member.newRowId(), values: carried }];
  }
  return { values, rows, copied: pathsOf(values, rows) };
}

function onlyNamed(
  config: LoadedConfiguration,
  source: FamilySource,
  member: NewMember,
  own: Row | undefined,
): StartedDocument {
  const values = ownAnswers(config, own);
  const [first] = asksForMembers(config) ? members(config, source, member, []) : [];
  const rows = first === undefined ? {} : { [MEMBERS]: [first] };
  return { values, rows, copied: pathsOf(values, rows) };
}

/** What the first child's case says of the new child. */
function ownAnswers(config: LoadedConfiguration, row: Row | undefined): Values {
  if (row === undefined) return {};
  const { name, sex, age, date_of_birth: birth, address, phone } = row.values;
  const said: Record<string, FieldValue | undefined> = {
    full_name: name,
    sex: typeof sex === 'string' && config.options.get('sex')?.has(sex) === true ? sex : undefined,
    age,
    date_of_birth: birth,
    current_address: address,
    phone,
  };
  return Object.fromEntries(
    Object.entries(said).flatMap(([field, value]) =>
      isAnswered(value) && config.fields.has(field) ? [[field, value]] : [],
    ),
  );
}

/** The first child, then everybody else whom its case names, as they are to the new child. */
function members(
  config: LoadedConfiguration,
  source: FamilySource,
  { row, relation, newRowId }: NewMember,
  ways: readonly Shared[],
): readonly Row[] {
  const { document } = source;
  const sex = document.values['sex'];
  const back = relation === undefined ? undefined : relationBack(relation, typeof sex === 'string' ? sex : undefined);
  const lives = rowsOf(document, MEMBERS).find(({ id }) => id === row)?.values['lives_with_child'];
  const first: Values = {
    ...memberOf(config, source),
    ...(back === undefined ? {} : { relation: back }),
    ...(lives === undefined || isMissing(lives) ? {} : { lives_with_child: lives }),
  };
  const fields = sharedRowFields(config, MEMBERS, [...ways, 'kin']);
  const others = rowsOf(document, MEMBERS)
    .filter(({ id }) => id !== row)
    .map((each) => rowForOther(fields, each, relation))
    .filter((values) => Object.keys(values).length > 0);
  return [first, ...others].map((values) => ({ id: newRowId(), values }));
}

function pathsOf(values: Values, rows: Readonly<Record<string, readonly Row[]>>): Record<string, FieldValue> {
  const inRows = Object.entries(rows).flatMap(([subform, list]) =>
    list.flatMap((row) =>
      Object.entries(row.values).map(([field, value]): [string, FieldValue] => [
        pathKey({ rows: subform, row: row.id, field }),
        value,
      ]),
    ),
  );
  return Object.fromEntries([...Object.entries(values), ...inRows]);
}
