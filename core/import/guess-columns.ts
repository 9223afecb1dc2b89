import type { Configuration } from '../forms/types.ts';
import { guessDates } from './guess-dates.ts';
import { plainDigits } from '../records/digits.ts';
import { MOST_ENTRIES, placeOf, plainColumn, type ColumnPlan, type ImportPlan } from './plan.ts';
import { headingsOf, importTargets, type ImportTarget } from './targets.ts';
import { wordKey } from './words.ts';

/** What lists of other offices call these questions, in the languages of the product, the likeliest question first. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  full_name: [
    'name',
    'child name',
    'name of child',
    'full name',
    'nom',
    'nom complet',
    "nom de l'enfant",
    'الاسم',
    'اسم الطفل',
    'الاسم الكامل',
  ],
  given_name: ['first name', 'firstname', 'given name', 'name first', 'prenom', 'الاسم الاول'],
  middle_name: ['middle name', 'father name', 'fathers name', 'name middle', 'nom du pere', 'اسم الاب'],
  grandfather_name: ['grandfather name', 'grandfathers name', 'nom du grand pere', 'اسم الجد'],
  family_name: [
    'last name',
    'lastname',
    'surname',
    'family name',
    'name last',
    'nom de famille',
    'اللقب',
    'اسم العائله',
  ],
  nickname: ['nickname', 'known as', 'surnom', 'الكنيه'],
  sex: ['sex', 'gender', 'm f', 'sexe', 'genre', 'الجنس', 'النوع'],
  date_of_birth: [
    'dob',
    'birth date',
    'birthdate',
    'date of birth',
    'born',
    'date de naissance',
    'ne le',
    'تاريخ الميلاد',
    'تاريخ الولاده',
  ],
  age: ['age', 'age years', 'age in years', 'ages', 'العمر', 'السن'],
  registration_date: [
    'registered',
    'registration date',
    'date registered',
    'date of registration',
    "date d'enregistrement",
    'تاريخ التسجيل',
  ],
  phone: ['phone', 'telephone', 'tel', 'mobile', 'phone number', 'telephone number', 'الهاتف', 'رقم الهاتف'],
  current_address: ['address', 'village', 'location', 'adresse', 'lieu', 'العنوان', 'القريه'],
  current_area: ['area', 'district', 'zone', 'المنطقه'],
  nationalities: ['nationality', 'nationalite', 'الجنسيه'],
  risk_level: ['risk', 'risque', 'priority', 'مستوي الخطر'],
  protection_concerns: ['concern', 'concerns', 'problem', 'probleme', 'المشكله'],
  'care_arrangements.caregiver_name': [
    'caregiver',
    'caregiver name',
    'guardian',
    'tuteur',
    'responsable',
    'مقدم الرعايه',
    'ولي الامر',
  ],
  'care_arrangements.caregiver_phone': ['caregiver phone', 'guardian phone', 'telephone du tuteur'],
  'family_members.name': ['mother', 'mother name', 'mothers name', 'mere', 'nom de la mere', 'الام', 'اسم الام'],
  'identity_documents.document_number': [
    'id',
    'id number',
    'document number',
    'national id',
    'numero de document',
    'رقم الهويه',
  ],
};

const indexes = new WeakMap<Configuration, ReadonlyMap<string, string>>();

/** Which question each heading means. What a form calls a question comes before what other lists call it. */
function indexOf(configuration: Configuration): ReadonlyMap<string, string> {
  const before = indexes.get(configuration);
  if (before !== undefined) return before;
  const index = new Map<string, string>();
  const add = (key: string, id: string): void => {
    if (key !== '' && !index.has(key)) index.set(key, id);
  };
  const targets = importTargets(configuration);
  // Ids and names that everybody knows first: two questions may share a label.
  for (const [id, { rows }] of targets) if (rows === undefined) add(wordKey(id), id);
  for (const [id, words] of Object.entries(ALSO)) if (targets.has(id)) for (const word of words) add(wordKey(word), id);
  for (const [id, target] of targets) for (const heading of headingsOf(target)) add(heading, id);
  indexes.set(configuration, index);
  return index;
}

/** Exports put the id behind two labels that would be the same: `Name (family_name)`. */
const ID_BEHIND = /\(([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\)\s*$/u;

/** The question that a heading means; undefined when none is called so. */
export function guessTarget(configuration: Configuration, heading: string): ImportTarget | undefined {
  const targets = importTargets(configuration);
  const behind = ID_BEHIND.exec(heading)?.[1];
  const id = behind !== undefined && targets.has(behind) ? behind : indexOf(configuration).get(wordKey(heading));
  return id === undefined ? undefined : targets.get(id);
}

/**
 * What the columns of a file answer, as far as their headings and cells tell: for a person to correct. A question is
 * guessed for one column only, the first.
 *
 * @param cellsOf some cells of a column, by its number from 0.
 */
export function guessColumns(
  configuration: Configuration,
  headers: readonly string[],
  cellsOf: (column: number) => readonly string[],
): readonly ColumnPlan[] {
  const taken = new Set<string>();
  return headers.map((header, i): ColumnPlan => {
    const guess = guessEntry(configuration, header);
    if (guess === undefined) return plainColumn(header);
    const { target, ...entry } = guess;
    const place = placeOf({ to: target.id, ...entry });
    if (taken.has(place)) return plainColumn(header);
    taken.add(place);
    const dated = DATED.has(target.field.type) ? guessDates(cellsOf(i)) : {};
    return { ...plainColumn(header), to: target.id, ...entry, ...dated };
  });
}
const DATED: ReadonlySet<string> = new Set(['date', 'date_time', 'date_range']);

/** A number by itself in a heading: `Family member 2 name`, `family_members.2.name`. */
const ENTRY = /(?<![\p{L}\p{N}])(\d{1,2})(?![\p{L}\p{N}])/u;

/** The question that a heading means, and of a list which of its entries where the heading has a number. */
function guessEntry(
  configuration: Configuration,
  heading: string,
): { readonly target: ImportTarget; readonly entry?: number } | undefined {
  const plain = guessTarget(configuration, heading);
  const found = ENTRY.exec(plainDigits(heading));
  const entry = Number(found?.[1]);
  if (plain !== undefined || found === null || entry < 1 || entry > MOST_ENTRIES)
    return plain === undefined ? undefined : { target: plain };
  const without = `${heading.slice(0, found.index)}${heading.slice(found.index + (found[1]?.length ?? 0))}`;
  const target = guessTarget(configuration, without.replaceAll(/\.\.|[_\s]+\./gu, '.').trim());
  return target?.rows === undefined ? undefined : { target, ...(entry === 1 ? {} : { entry }) };
}

/** Where a column of a kept mapping stands among the columns of a file. */
export function columnLike(
  columns: readonly ColumnPlan[],
  { columns: kept, child }: Pick<ImportPlan, 'columns' | 'child'>,
): number | undefined {
  const header = child === undefined ? undefined : kept[child]?.header;
  const at = header === undefined ? -1 : columns.findIndex((one) => wordKey(one.header) === wordKey(header));
  return at < 0 ? undefined : at;
}

/** The headings of a file as one word, by which a kept mapping is offered again. */
export const headersKey = (headers: readonly string[]): string => JSON.stringify(headers.map(wordKey).toSorted());

/** A kept mapping put on the columns of a file: each column as that of the same heading; others stay as they are. */
export function applyMapping(
  columns: readonly ColumnPlan[],
  kept: readonly ColumnPlan[],
  configuration: Configuration,
): readonly ColumnPlan[] {
  const targets = importTargets(configuration);
  const byHeader = new Map(kept.map((column) => [wordKey(column.header), column]));
  return columns.map((column) => {
    const before = byHeader.get(wordKey(column.header));
    // A question that is not asked any more is nobody's answer.
    if (before === undefined || (before.to !== '' && !targets.has(before.to))) return column;
    return { ...before, header: column.header };
  });
}
