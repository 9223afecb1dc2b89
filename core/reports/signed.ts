import { isList } from '#core/forms/answer-kind.ts';
import type { SignedHow } from '#core/attachments/kinds.ts';
import type { Signer } from '#core/forms/layout-def.ts';
import type { FieldDef, FieldValue, FormDef, Row } from '#core/forms/types.ts';
import { pathKey, type FieldPath } from '#core/forms/view.ts';
import type { AnswerSetting } from './answers.ts';
import { dateText } from './dates.ts';
import { data, words, type Runs } from './document.ts';
import type { FilledCase } from './filled-case.ts';
import { rowsInOrder } from './rows-in-order.ts';
import { showsSignature } from './redaction.ts';

/** A signature that was given in the program. */
export interface DrawnSignature {
  /**
   * Address of the picture, which the shell offers beside the page once it was asked for; undefined when its file is not
   * here or is damaged.
   */
  readonly picture: () => string | undefined;
  readonly how: SignedHow;
  /** The name given with it; absent where whoever prints may not read it. */
  readonly who?: string;
  /** `YYYY-MM-DD` at the office. */
  readonly day: string;
}

type Setting = Pick<AnswerSetting, 'print' | 'closed' | 'drawn'>;

/** The id of the signature that answers a question; a question has one. */
const idIn = (value: FieldValue | undefined): string | undefined =>
  value !== undefined && isList(value) ? value.at(-1) : undefined;

/**
 * The signature that this copy shows as a picture: one that the person may see, of a class that the copy has, and where
 * the copy names who signed, since a signature is a name.
 */
export function signatureIn(
  field: FieldDef,
  path: string,
  value: FieldValue | undefined,
  { print, closed, drawn }: Setting,
): DrawnSignature | undefined {
  if (field.type !== 'signature' || closed.has(path) || field.sensitivity > (print.mostClass ?? 5)) return undefined;
  const id = idIn(value);
  return id === undefined || !showsSignature(field, print.names) ? undefined : drawn?.(id);
}

/** By whom and how. `elsewhere`: the picture should stand here and cannot. */
export const whoSigned = (
  { who, how }: Pick<DrawnSignature, 'who' | 'how'>,
  { t }: Setting['print'],
  elsewhere = false,
): Runs => [
  ...(who === undefined ? [] : [data(who), words(' · ')]),
  words(t(elsewhere ? 'print.signed_elsewhere' : `print.signed_${how}`)),
];
export const daySigned = ({ day }: DrawnSignature, { language }: Setting['print']): Runs => [
  words(dateText(day, language)),
];

/** A signature as an answer in words; a copy without names says that and when it was signed, not by whom. */
export function signatureWords(
  field: FieldDef,
  value: FieldValue,
  { print, drawn }: Setting,
): { readonly runs: Runs; readonly named: boolean } | undefined {
  const id = idIn(value);
  const found = id === undefined ? undefined : drawn?.(id);
  if (found === undefined) return undefined;
  const named = showsSignature(field, print.names);
  const { who: _, ...unnamed } = found;
  const told = named ? found : unnamed;
  return { runs: [...whoSigned(told, print), words(' · '), ...daySigned(told, print)], named };
}

/** The picture that stands above an answer in words. */
export function picturesOf(
  field: FieldDef,
  path: string,
  value: FieldValue | undefined,
  setting: Setting,
): { readonly pictures?: readonly { readonly address: string; readonly shows: string }[] } {
  const address = signatureIn(field, path, value, setting)?.picture();
  return address === undefined ? {} : { pictures: [{ address, shows: field.label[setting.print.language] }] };
}

/** Signatures that were given on what a paper is about, by who they are of, and the answers that they are. */
export interface SignedHere {
  readonly by: ReadonlyMap<Signer, DrawnSignature>;
  /** By `pathKey`: they stand in the blocks and not once more among the answers. */
  readonly answers: ReadonlySet<string>;
}
export const NOTHING_SIGNED: SignedHere = { by: new Map(), answers: new Set() };

/** A question for a signature with its answer. */
interface Asked {
  readonly field: FieldDef;
  readonly path: FieldPath;
  readonly value: FieldValue | undefined;
}
const inRecord = (subform: FieldDef, row: Row): Asked[] =>
  (subform.fields ?? []).map((field) => ({
    field,
    path: { rows: subform.id, row: row.id, field: field.id },
    value: row.values[field.id],
  }));

function signed(asked: readonly Asked[], people: readonly Signer[], setting: Setting): SignedHere {
  const by = new Map<Signer, DrawnSignature>();
  const answers = new Set<string>();
  for (const { field, path, value } of asked) {
    if (field.signs === undefined || !people.includes(field.signs) || by.has(field.signs)) continue;
    const key = 'rows' in path ? `${path.rows}.${path.field}` : path.field;
    const found = signatureIn(field, key, value, setting);
    if (found === undefined) continue;
    by.set(field.signs, found);
    answers.add(pathKey(path));
  }
  return { by, answers };
}

/**
 * What was signed on one record. A signature stands below what it was given for and below nothing else: none of a closure
 * on a report for a court.
 */
export const signedRecord = (
  subform: FieldDef | undefined,
  row: Row | undefined,
  people: readonly Signer[],
  setting: Setting,
): SignedHere =>
  subform === undefined || row === undefined ? NOTHING_SIGNED : signed(inRecord(subform, row), people, setting);

/**
 * What was signed on a form: on the form itself, and on its record where only one is printed. Below several records no
 * block could say which of them was signed; there the pictures stand among the answers.
 */
export function signedForm(
  form: FormDef,
  { document }: FilledCase,
  row: string | undefined,
  people: readonly Signer[],
  setting: Setting,
): SignedHere {
  const fields = form.sections.flatMap((section) => section.fields);
  const records = fields.flatMap((field) =>
    field.record === true
      ? rowsInOrder(field, document.rows[field.id] ?? [])
          .filter(({ id }) => row === undefined || id === row)
          .map((one) => inRecord(field, one))
      : [],
  );
  const own = fields.map((field): Asked => ({ field, path: { field: field.id }, value: document.values[field.id] }));
  return signed([...own, ...(records.length === 1 ? (records[0] ?? []) : [])], people, setting);
}
