import { own } from '../forms/answer-kind.ts';
import type { LoadedConfiguration, LoadedField } from '../forms/config-index.ts';
import type { CaseDocument, Values } from '../forms/types.ts';
import type { FieldPath } from '../forms/view.ts';
import { parseCaseCode } from './case-code.ts';
import { CASE_RECORD } from './changes.ts';
import type { CaseFacts } from './facts.ts';
import { namesOf } from './facts.ts';
import { normaliseName } from './names.ts';

/** A text that somebody wrote freely, and where it stands. */
export interface Narrative {
  readonly path: FieldPath;
  readonly collection: string;
  readonly row: string;
  readonly field: string;
  readonly text: string;
}

const known = new WeakMap<LoadedConfiguration, readonly LoadedField[]>();

/** The free texts that people fill in; what only use cases write is none. */
function narrativeFields(config: LoadedConfiguration): readonly LoadedField[] {
  const before = known.get(config);
  if (before !== undefined) return before;
  const fields = [...config.fields.values()].filter(
    ({ def, form, calculate }) => def.type === 'long_text' && calculate === undefined && !config.systemForms.has(form),
  );
  known.set(config, fields);
  return fields;
}

/** Every free text of a case that says something. */
export function narrativesOf(config: LoadedConfiguration, document: CaseDocument): readonly Narrative[] {
  const at = (values: Values, { def, subform }: LoadedField, row: string): Narrative[] => {
    const text = values[def.id];
    if (typeof text !== 'string' || text.trim() === '') return [];
    const path = subform === undefined ? { field: def.id } : { rows: subform, row, field: def.id };
    return [{ path, collection: subform ?? CASE_RECORD, row, field: def.id, text }];
  };
  return narrativeFields(config).flatMap((field) =>
    field.subform === undefined
      ? at(document.values, field, CASE_RECORD)
      : (own(document.rows, field.subform) ?? []).flatMap((row) => at(row.values, field, row.id)),
  );
}

/**
 * The words of the free texts of a case (`narrativesOf`) by the class that may read them, from 1 to 5: what is looked through when
 * somebody searches in texts. A text in an entry of a subform is as closed as the subform.
 */
export function narrativeWords(config: LoadedConfiguration, texts: readonly Narrative[]): readonly string[] {
  const byClass = ['', '', '', '', ''];
  for (const { collection, field, text } of texts) {
    const rows = collection === CASE_RECORD ? undefined : config.fields.get(collection);
    const asked = config.fields.get(rows === undefined ? field : `${collection}.${field}`);
    const at = Math.max(asked?.def.sensitivity ?? MOST_CLOSED, rows?.def.sensitivity ?? 1) - 1;
    byClass[at] = `${byClass[at] ?? ''} ${wordsOf(text).join(' ')}`.trim();
  }
  return byClass;
}
const MOST_CLOSED = 5;

/**
 * The highest class up to which somebody may look through the long texts of all cases that their lists hold: one text
 * that is closed to them closes all of its class, or the answer would tell what stands in it. 0: none.
 */
export function readableTexts(config: LoadedConfiguration, sees: (key: string) => boolean): number {
  const closed = narrativeFields(config).flatMap(({ key, def, subform }) => {
    const rows = subform === undefined ? undefined : config.fields.get(subform)?.def;
    return sees(key) && (subform === undefined || sees(subform))
      ? []
      : [Math.max(def.sensitivity, rows?.sensitivity ?? 1)];
  });
  return Math.min(MOST_CLOSED + 1, ...closed) - 1;
}

/** Names of one word are in every text ("Hope", "Grace"); of more than four words nobody writes all. */
const FEWEST_WORDS = 2;
const MOST_WORDS = 4;
/** A longer text is not read to its end: it would be a document pasted in. */
const MOST_READ = 20_000;

/** The words of a text as names are compared. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .slice(0, MOST_READ)
    .split(/\s+/u)
    .flatMap((word) => normaliseName(word).split(' '))
    .filter((word) => word !== '');

/** The names of a child that a text can be found to hold: whole, of two to four words. */
export function nameKeys(facts: CaseFacts): readonly string[] {
  const words = namesOf(facts).map((name) => normaliseName(name).split(' '));
  return [
    ...new Set(
      words.filter(({ length }) => length >= FEWEST_WORDS && length <= MOST_WORDS).map((name) => name.join(' ')),
    ),
  ];
}

/** All runs of two to four words of a text: what may be a name in it. */
export function wordRuns(text: string): readonly string[] {
  const words = wordsOf(text);
  const runs = new Set<string>();
  for (let from = 0; from < words.length; from += 1) {
    for (let length = FEWEST_WORDS; length <= MOST_WORDS && from + length <= words.length; length += 1) {
      runs.add(words.slice(from, from + length).join(' '));
    }
  }
  return [...runs];
}

/** As a code is written, with dashes or spaces of any kind, or none. */
const MAYBE_CODE =
  /[A-Za-z]{2,5}[\s‐‑‒–—_.·/-]{0,2}\d{2}[\s‐‑‒–—_.·/-]{0,2}[0-9A-Za-z]{5}[\s‐‑‒–—_.·/-]{0,2}[0-9A-Za-z]/gu;

/** The case codes that stand in a text, as they are written in lists. */
export const codesIn = (text: string): readonly string[] => [
  ...new Set(
    [...text.slice(0, MOST_READ).matchAll(MAYBE_CODE)].flatMap(([maybe]) => {
      const code = parseCaseCode(maybe);
      return code.ok ? [code.value.code] : [];
    }),
  ),
];
