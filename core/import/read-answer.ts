import type { LoadedConfiguration } from '../forms/config-index.ts';
import { toAsciiDigits } from '../forms/digits.ts';
import { normaliseValue } from '../forms/normalise.ts';
import { placeTreeOf, type PlaceTree } from '../forms/place-tree.ts';
import { LANGUAGES, type AgeValue, type FieldDef, type FieldValue, type MissingReason } from '../forms/types.ts';
import type { ValueProblem } from '../forms/view.ts';
import type { ColumnPlan } from './plan.ts';
import { countsIn, readMoney } from './read-amounts.ts';
import { readDate, readMoment } from './read-date.ts';
import { readSpan } from './read-span.ts';
import { wordKey } from './words.ts';

/**
 * Why a cell is no answer: what its field says of the value, that the spreadsheet could not reckon it, that an amount can
 * be read in two ways, or that no two whole days can be.
 */
export type CellProblem = ValueProblem | 'broken_formula' | 'unclear_amount' | 'not_a_span';
export type ReadCell =
  { readonly value: FieldValue } | { readonly problem: CellProblem; readonly word?: string } | 'blank';

export interface ReadSetting {
  /** The day it is, `YYYY-MM-DD`: an age is true on it where the cell says nothing else. */
  readonly today: string;
  /** IANA name of the place whose clock the moments in the file are told by. */
  readonly zone: string;
}

const BROKEN = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)$/u;
/** An apostrophe that keeps a spreadsheet from reckoning (security.md, Files): no part of the answer. */
const GUARD = /^'(?=[=+\-@\t\r＝＋－＠])/u;

/** What people write where nothing is known; brackets are how exports of this program write it. */
const MISSING: readonly (readonly [MissingReason, readonly string[]])[] = [
  ['unknown', ['[missing_unknown]', '[unknown]', '[inconnu]', '[غير معروف]']],
  ['refused', ['[missing_refused]', '[refused to answer]', '[refus de répondre]', '[رفض الإجابة]']],
  ['not_asked', ['[missing_not_asked]', '[not asked]', '[non demandé]', '[لم يُسأل]']],
];
const MISSING_WORDS = new Map(MISSING.flatMap(([why, words]) => words.map((word) => [word, why] as const)));
/** The same without brackets, for questions whose answers are no free text. */
const UNKNOWN_WORDS = new Set(
  ['unknown', 'not known', 'n a', 'na', 'inconnu', 'inconnue', 'غير معروف', 'مجهول'].map(wordKey),
);
const FREE_TEXT: ReadonlySet<FieldDef['type']> = new Set(['text', 'long_text', 'name', 'identifier']);

const YES = new Set(
  ['yes', 'y', 'true', '1', 'x', 'oui', 'o', 'vrai', 'نعم', '✓', '✔'].map((word) => wordKey(word) || word),
);
const NO = new Set(['no', 'n', 'false', '0', 'non', 'faux', 'لا'].map(wordKey));
/** Letters and words for the sex that lists everywhere use and no option is called by. */
const SEX: Readonly<Record<string, string>> = {
  m: 'male',
  male: 'male',
  boy: 'male',
  man: 'male',
  h: 'male',
  garcon: 'male',
  homme: 'male',
  masculin: 'male',
  ذكر: 'male',
  ولد: 'male',
  f: 'female',
  female: 'female',
  girl: 'female',
  woman: 'female',
  fille: 'female',
  femme: 'female',
  feminin: 'female',
  انثي: 'female',
  بنت: 'female',
};

const lists = new WeakMap<LoadedConfiguration, Map<string, ReadonlyMap<string, string>>>();

/** Options of a list by everything they are called: id, label in each language, codes of other systems. */
function optionWords(config: LoadedConfiguration, list: string): ReadonlyMap<string, string> {
  const all = lists.get(config) ?? new Map<string, ReadonlyMap<string, string>>();
  lists.set(config, all);
  const before = all.get(list);
  if (before !== undefined) return before;
  const words = new Map<string, string>();
  const add = (text: string, id: string): void => {
    const key = wordKey(text);
    if (key !== '' && !words.has(key)) words.set(key, id);
  };
  const options = [...(config.options.get(list)?.values() ?? [])].filter(({ active }) => active !== false);
  for (const { id } of options) add(id, id);
  for (const { id, label, codes } of options) {
    for (const language of LANGUAGES) add(label[language], id);
    for (const code of Object.values(codes ?? {})) add(code, id);
  }
  all.set(list, words);
  return words;
}

/** The option that a word of the file stands for: as the plan says, or as it is called; '' where it is to be left out. */
export function optionFor(
  config: LoadedConfiguration,
  field: FieldDef,
  word: string,
  plan: Pick<ColumnPlan, 'options'>,
): string | undefined {
  const key = wordKey(word);
  const said = Object.hasOwn(plan.options, key) ? plan.options[key] : undefined;
  if (said !== undefined) return said;
  const list = field.options ?? '';
  const found = optionWords(config, list).get(key);
  if (found !== undefined) return found;
  const usual =
    list === 'sex' ? SEX[key] : list === 'yes_no' ? (YES.has(key) ? 'yes' : NO.has(key) ? 'no' : undefined) : undefined;
  return usual !== undefined && config.options.get(list)?.has(usual) === true ? usual : undefined;
}

const ISO_AGE = /^P(\d{1,3})([YM])(?:\/P(\d{1,3})Y)?(?:\s*@\s*(\d{4}-\d{2}-\d{2}))?$/u;
const RANGE = /^(\d{1,3})\s*(?:-|–|to|à|الى)\s*(\d{1,3})$/iu;
const NUMBER_AND_WORD = /^(\d{1,3})(?:[.,]\d+)?\s*(\p{L}*)\.?$/u;
const MONTHS = new Set(['m', 'mo', 'mos', 'month', 'months', 'mois', 'شهر', 'اشهر', 'شهور'].map(wordKey));
const YEARS = new Set(['', 'y', 'yr', 'yrs', 'year', 'years', 'an', 'ans', 'سنه', 'سنوات', 'عام'].map(wordKey));

function readAge(text: string, { today }: ReadSetting): AgeValue | undefined {
  const iso = ISO_AGE.exec(text);
  if (iso !== null) {
    const asOf = iso[4] ?? today;
    const n = Number(iso[1]);
    if (iso[2] === 'M') return { months: n, asOf };
    return iso[3] === undefined ? { years: n, asOf } : { years: n, toYears: Number(iso[3]), asOf };
  }
  const range = RANGE.exec(text);
  if (range !== null) return { years: Number(range[1]), toYears: Number(range[2]), asOf: today };
  const said = NUMBER_AND_WORD.exec(text);
  if (said === null) return undefined;
  const unit = wordKey(said[2] ?? '');
  if (MONTHS.has(unit)) return { months: Number(said[1]), asOf: today };
  return YEARS.has(unit) ? { years: Number(said[1]), asOf: today } : undefined;
}

const placeWords = new WeakMap<PlaceTree, ReadonlyMap<string, string>>();

/** Areas by code and by name; a name that two areas bear finds neither. */
function readPlace(config: LoadedConfiguration, text: string): string | undefined {
  const tree = placeTreeOf(config.configuration);
  if (tree.pathOf(text).length > 0) return text;
  let words = placeWords.get(tree);
  if (words === undefined) {
    const found = new Map<string, string>();
    for (const { code, label, active } of tree.all) {
      if (!active) continue;
      for (const key of new Set([code, ...LANGUAGES.map((language) => label[language])].map(wordKey)))
        found.set(key, found.has(key) && found.get(key) !== code ? '' : code);
    }
    placeWords.set(tree, found);
    words = found;
  }
  // The last of a path, as exports and other lists write it: `Region › District › Ward`.
  const last = text.split(/[›>/]/u).at(-1) ?? text;
  return words.get(wordKey(last)) || undefined;
}

const SEVERAL = /[;|\n]|,(?!\d)/u;
/** A number that a spreadsheet made of whole cells: `12.0`. */
const WITH_ZEROS = /^(-?\d{1,15})[.,]0+$/u;

function valueOf(
  config: LoadedConfiguration,
  field: FieldDef,
  text: string,
  plan: ColumnPlan,
  setting: ReadSetting,
  end: 'from' | 'to' | undefined,
): ReadCell {
  switch (field.type) {
    case 'date': {
      const date = readDate(text, plan, Number(setting.today.slice(0, 4)));
      return date === undefined ? { problem: 'not_a_date' } : { value: date };
    }
    case 'age': {
      const age = readAge(toAsciiDigits(text), setting);
      return age === undefined ? { problem: 'not_an_age' } : { value: age };
    }
    case 'tick': {
      const key = wordKey(text) || text;
      return YES.has(key) ? { value: 'yes' } : NO.has(key) ? 'blank' : { problem: 'unknown_option', word: text };
    }
    case 'choice':
    case 'scale': {
      const option = optionFor(config, field, text, plan);
      if (option === undefined) return { problem: 'unknown_option', word: text };
      return option === '' ? 'blank' : { value: field.type === 'scale' ? Number(option) : option };
    }
    case 'choices': {
      // A label may itself have a comma.
      const whole = optionFor(config, field, text, plan);
      if (whole !== undefined) return whole === '' ? 'blank' : { value: [whole] };
      const words = text
        .split(SEVERAL)
        .map((word) => word.trim())
        .filter((word) => word !== '');
      const options = words.map((word) => [word, optionFor(config, field, word, plan)] as const);
      const stranger = options.find(([, option]) => option === undefined);
      if (stranger !== undefined) return { problem: 'unknown_option', word: stranger[0] };
      const chosen = options.flatMap(([, option]) => option || []);
      return chosen.length === 0 ? 'blank' : { value: [...new Set(chosen)] };
    }
    case 'place': {
      const code = readPlace(config, text);
      return code === undefined ? { problem: 'unknown_option', word: text } : { value: code };
    }
    case 'date_time': {
      const thisYear = Number(setting.today.slice(0, 4));
      const moment = readMoment(text, plan, { thisYear, zone: setting.zone });
      return moment === undefined ? { problem: 'not_a_moment' } : { value: moment };
    }
    case 'date_range': {
      const span = readSpan(text, plan, Number(setting.today.slice(0, 4)), end);
      return span === undefined ? { problem: 'not_a_span' } : { value: span };
    }
    case 'money': {
      const money = readMoney(text, plan.currency);
      if (money === 'unclear') return { problem: 'unclear_amount' };
      return money === undefined ? { problem: 'not_money' } : { value: money };
    }
    case 'tally': {
      const counts = countsIn(text);
      if (counts === undefined) return { problem: 'not_whole' };
      const options = counts.map(([word, count]) => [word, optionFor(config, field, word, plan), count] as const);
      const stranger = options.find(([, option]) => option === undefined);
      if (stranger !== undefined) return { problem: 'unknown_option', word: stranger[0] };
      const told = options.flatMap(([, option, count]) => (option ? [[option, count] as const] : []));
      return told.length === 0 ? 'blank' : { value: { tally: Object.fromEntries(told) } };
    }
    case 'number':
      return { value: WITH_ZEROS.exec(toAsciiDigits(text))?.[1] ?? text };
    default:
      return { value: text };
  }
}

/**
 * What a cell of the file answers to a question. Blank is no answer; what cannot be one says why, never throws, and
 * nothing is guessed beyond what the plan of the column says.
 *
 * @param end of a span of days, where the column holds one end only.
 */
export function readAnswer(
  config: LoadedConfiguration,
  field: FieldDef,
  cell: string,
  plan: ColumnPlan,
  setting: ReadSetting,
  end?: 'from' | 'to',
): ReadCell {
  const text = cell.trim().replace(GUARD, '');
  if (text === '') return 'blank';
  if (BROKEN.test(text)) return { problem: 'broken_formula' };
  const why =
    MISSING_WORDS.get(text) ??
    (!FREE_TEXT.has(field.type) && UNKNOWN_WORDS.has(wordKey(text)) && !Object.hasOwn(plan.options, wordKey(text))
      ? 'unknown'
      : undefined);
  const offered = field.missing ?? ['unknown', 'refused', 'not_asked'];
  const listed = field.options !== undefined && optionFor(config, field, text, plan) !== undefined;
  if (why !== undefined && !listed)
    return offered.includes(why) ? { value: { missing: why } } : { problem: 'missing_not_offered' };
  const read = valueOf(config, field, text, plan, setting, end);
  if (read === 'blank' || 'problem' in read) return read;
  const normal = normaliseValue(config, field, read.value);
  if (normal.ok) return { value: normal.value };
  const { problem } = normal.error.params;
  return { problem: (problem ?? 'wrong_kind') as ValueProblem };
}
