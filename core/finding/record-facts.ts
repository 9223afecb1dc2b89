import type { LoadedConfiguration } from '#core/forms/config-index.ts';
import { own } from '#core/forms/answer-kind.ts';
import type { CaseDocument, FieldDef, Row, Values } from '#core/forms/types.ts';
import { textIn } from '#core/casework/row-values.ts';
import { ANSWER_KINDS, marksOf, type AnswerKind, type CaseMarks } from './case-facts.ts';
import { RECORD_KINDS, RECORD_LISTS, type RecordKind, type RecordList } from './record-kinds.ts';

/** A question about a record itself by which its list is narrowed and sorted. */
export interface RecordFact {
  /** The id of the question in its subform. */
  readonly id: string;
  /** The key by which rights know it. */
  readonly key: string;
  readonly def: FieldDef;
  /** `person`: who in this office, by their id. */
  readonly kind: AnswerKind | 'person';
}

const kept = new WeakMap<LoadedConfiguration, Map<RecordList, ReadonlyMap<string, RecordFact>>>();

/** The questions by which a list of records is narrowed: those its kind names, and those marked `filterable`. */
export function recordFacts(config: LoadedConfiguration, list: RecordList): ReadonlyMap<string, RecordFact> {
  const known = kept.get(config) ?? new Map<RecordList, ReadonlyMap<string, RecordFact>>();
  kept.set(config, known);
  const before = known.get(list);
  if (before !== undefined) return before;
  const kind = RECORD_KINDS[list];
  const fields = kind.of === 'rows' ? (config.fields.get(kind.tells)?.fields ?? []) : [];
  const facts = new Map(
    fields.flatMap(({ def, key, calculate }): [string, RecordFact][] => {
      const wanted = kind.facts.includes(def.id) || def.filterable === true;
      const as = kind.people.includes(def.id) ? ('person' as const) : ANSWER_KINDS[def.type];
      return wanted && as !== undefined && calculate === undefined
        ? [[def.id, { id: def.id, key, def, kind: as }]]
        : [];
    }),
  );
  known.set(list, facts);
  return facts;
}

/** Whether the profile of this office has such records. */
export const hasList = (config: LoadedConfiguration, list: RecordList): boolean =>
  RECORD_KINDS[list].of === 'task' ? config.workflow !== undefined : config.fields.has(RECORD_KINDS[list].tells);

/** A person of this office among the values of a condition: ids alone could begin with a sign that no option has. */
export const personMark = (user: string): string => `u.${user}`;

/** The values of a record by question, as lists keep and compare them. */
export function recordMarks(facts: ReadonlyMap<string, RecordFact>, values: Values): CaseMarks {
  const marks = [...facts.values()].map(({ id, kind }) => {
    const value = values[id];
    if (kind !== 'person') return [id, marksOf(kind, value)] as const;
    return [id, typeof value === 'string' && value !== '' ? [personMark(value)] : []] as const;
  });
  return Object.fromEntries(marks.filter(([, found]) => found.length > 0));
}

/** A record as its list keeps it. */
export interface ListedRecord {
  readonly list: RecordList;
  /** The entry of the subform, or the number of the family. */
  readonly key: string;
  /** The day it is ordered by; empty when it has none. */
  readonly at: string;
  readonly marks: CaseMarks;
  /** Names and references that it is found by. */
  readonly found: readonly string[];
}

function foundBy({ found, foundIn }: RecordKind, document: CaseDocument, { id, values }: Row): readonly string[] {
  const texts = (from: Values, fields: readonly string[]) => fields.flatMap((field) => textIn(from, field) ?? []);
  const others = foundIn === undefined ? [] : (own(document.rows, foundIn.rows) ?? []);
  const linked = others.filter((row) => foundIn !== undefined && row.values[foundIn.link] === id);
  return [...texts(values, found), ...linked.flatMap((row) => texts(row.values, foundIn?.fields ?? []))];
}

/** Every record of a case that has a list, apart from its tasks, which are kept by themselves. Pure. */
export function recordsIn(config: LoadedConfiguration, document: CaseDocument): readonly ListedRecord[] {
  return RECORD_LISTS.flatMap((list): ListedRecord[] => {
    const kind = RECORD_KINDS[list];
    if (kind.of === 'family') {
      const number = textIn(document.values, kind.tells);
      return number === undefined ? [] : [{ list, key: number, at: '', marks: {}, found: [] }];
    }
    if (kind.of === 'task') return [];
    const facts = recordFacts(config, list);
    return (own(document.rows, kind.tells) ?? []).map((row) => {
      const marks = recordMarks(facts, row.values);
      const at = kind.at === undefined ? undefined : marks[kind.at]?.[0];
      return { list, key: row.id, at: String(at ?? ''), marks, found: foundBy(kind, document, row) };
    });
  });
}
