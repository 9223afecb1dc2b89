import { knownFields } from '#core/forms/known-fields.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { placeWords } from '#core/forms/place-words.ts';
import type {
  AgeValue,
  CaseDocument,
  Configuration,
  DateValue,
  FieldDef,
  FieldType,
  FieldValue,
  Missing,
} from '#core/forms/types.ts';
import type { LeftOutWhy, PrintContext } from './context.ts';
import { ageValueText, dateValueText } from './dates.ts';
import { code, data, marked, words } from './document.ts';
import type { Runs } from './document.ts';
import { kindRuns } from './kinds-text.ts';
import { withoutNames } from './names-in-text.ts';
import { signatureWords, type DrawnSignature } from './signed.ts';
import { hides, initialsOf, tellsAddress, tellsOfOthers } from './redaction.ts';

/** In which words an answer is said, and how the people of the case are shown. */
export type AnswerWords = Pick<PrintContext, 'language' | 't' | 'names' | 'mostClass' | 'leftOut'>;

/** What is needed to print an answer as this copy may show it. */
export interface AnswerSetting {
  readonly print: AnswerWords;
  readonly configuration: Configuration;
  /** Stands for the child's name when names are not shown. */
  readonly caseCode: string;
  /** Every name in the case, taken out of narratives when names are not shown. */
  readonly names: readonly string[];
  /** `field` or `rows.field`: answers that exist but are closed to the person who prints. */
  readonly closed: ReadonlySet<string>;
  /** `field` or `rows.field`: answers that the consent withholds from whom this is for; absent: it stays in the office. */
  readonly withheld?: ReadonlySet<string> | undefined;
  /** Where the child is must stay secret (consent form): the address is in no copy, whoever prints it. */
  readonly placeSecret: boolean;
  /** A signature that was given in the program, by its id. */
  readonly drawn?: ((id: string) => DrawnSignature | undefined) | undefined;
  /** By `pathKey`: signatures that stand in the blocks at the end and not among the answers. */
  readonly inBlock?: ReadonlySet<string> | undefined;
  /** The rows of the case, for answers that name one of them; absent on a blank form. */
  readonly rows?: CaseDocument['rows'] | undefined;
}

/** The child's name as the form asks for it first; in a copy with codes the code stands here. */
const CHILD_NAME = 'full_name';

const FILES: ReadonlySet<FieldType> = new Set(['photo', 'audio', 'document']);
type Structured = Exclude<FieldValue, string | number | readonly string[]>;
const isList = (value: FieldValue): value is readonly string[] => Array.isArray(value);
const isObject = (value: FieldValue): value is Structured => typeof value === 'object' && !isList(value);
const isMissing = (value: Structured): value is Missing => 'missing' in value;
const isDate = (value: Structured): value is DateValue => 'date' in value;
const isAge = (value: Structured): value is AgeValue => 'asOf' in value;

/** The label of an option in the language of the print; an option that the configuration does not know, by its id. */
export function optionLabel(setting: AnswerSetting, list: string | undefined, option: string): Runs {
  const found = setting.configuration.lists.find((l) => l.id === list)?.options.find((o) => o.id === option);
  return [found === undefined ? data(option) : words(found.label[setting.print.language])];
}

/** `path`: a question of a row is told with the name of its table ("Family members: Name"). */
function noteLeftOut(
  { label }: FieldDef,
  path: string,
  why: LeftOutWhy,
  { print, configuration }: AnswerSetting,
): void {
  if (print.leftOut === undefined) return;
  const { language } = print;
  const [rows, inner] = path.split('.');
  const table = inner === undefined ? undefined : knownFields(configuration).find(({ id }) => id === rows);
  const name = label[language];
  print.leftOut.note(
    table === undefined ? name : print.t('print.left_within', { table: table.label[language], name }),
    why,
  );
}

/** Free text as this copy may show it. */
export const narrative = (text: string, { print, names }: AnswerSetting): string =>
  print.names === 'full' ? text : withoutNames(text, names, print.t('print.name_removed'));

const joined = (parts: readonly Runs[], { t }: AnswerWords): Runs =>
  parts.flatMap((part, index) => (index === 0 ? part : [words(t('print.list_semicolon')), ...part]));

function dateRuns(value: DateValue, setting: AnswerSetting): Runs {
  const { language, t } = setting.print;
  const date = words(dateValueText(value, language, t));
  return value.text === undefined || value.text.trim() === ''
    ? [date]
    : [date, words(' · '), data(narrative(value.text, setting))];
}

function hiddenRuns(field: FieldDef, path: string, value: string, setting: AnswerSetting): Runs {
  const { names, t } = setting.print;
  const kind = hides(field);
  noteLeftOut(field, path, kind === 'name' ? 'name' : 'address', setting);
  if (kind === 'name' && field.id === CHILD_NAME && names === 'code') return [code(setting.caseCode)];
  if (kind === 'name' && names === 'initials') return [data(initialsOf(value))];
  return [marked(t('print.not_in_this_copy'))];
}

function placeRuns(code: string, { configuration, print }: AnswerSetting): Runs {
  const { language, t } = print;
  const said = placeWords(
    placeTreeOf(configuration),
    code,
    (label) => label[language],
    (names) => t('print.place_now', names),
  );
  return said === '' ? [data(code)] : [words(said)];
}

/** So many answers name a row. */
const MOST_OF_A_NAME = 3;

/** The row that an answer names, by the first answers of its summary; other links in it are not followed. */
function linkedRuns(field: FieldDef, id: string, setting: AnswerSetting): Runs {
  const { configuration, rows, print } = setting;
  const subform = knownFields(configuration).find((one) => one.id === field.of);
  const row = subform && rows?.[subform.id]?.find((one) => one.id === id);
  const columns = (subform?.summary ?? []).flatMap((column) => (subform?.fields ?? []).filter((f) => f.id === column));
  const parts = columns
    .filter((column) => column.type !== 'row_link')
    .map((column) => answerRuns(column, `${field.of ?? ''}.${column.id}`, row?.values[column.id], setting))
    .filter((runs) => runs !== 'blank')
    .slice(0, MOST_OF_A_NAME);
  return parts.length === 0 ? [words(print.t('print.linked_entry'))] : joined(parts, print);
}

function signatureRuns(field: FieldDef, path: string, value: readonly string[], setting: AnswerSetting): Runs {
  const said = signatureWords(field, value, setting);
  if (said === undefined) return [words(setting.print.t('print.files', { count: value.length }))];
  if (!said.named) noteLeftOut(field, path, 'name', setting);
  return said.runs;
}

function told(field: FieldDef, path: string, value: string, setting: AnswerSetting): Runs {
  const shown = narrative(value, setting);
  if (shown !== value.normalize('NFC')) noteLeftOut(field, path, 'words', setting);
  return [data(shown)];
}

function textRuns(field: FieldDef, path: string, value: string, setting: AnswerSetting): Runs {
  const { names } = setting.print;
  if (setting.placeSecret && tellsAddress(field)) {
    noteLeftOut(field, path, 'secret', setting);
    return [marked(setting.print.t('print.place_secret'))];
  }
  if (field.type === 'case_code' || field.type === 'case_links') return [code(value)];
  if (field.type === 'tick') return [words(setting.print.t('print.ticked'))];
  if (field.type === 'row_link') return linkedRuns(field, value, setting);
  const named = names === 'full' || names === 'others';
  if (field.type === 'place' && (named || hides(field) === undefined)) return placeRuns(value, setting);
  if (field.options !== undefined) return optionLabel(setting, field.options, value);
  if (!named && hides(field) !== undefined) return hiddenRuns(field, path, value, setting);
  if (names !== 'full' && (field.type === 'text' || field.type === 'long_text'))
    return told(field, path, value, setting);
  return field.type === 'phone' || field.type === 'identifier' ? [code(value)] : [data(value)];
}

/**
 * An answer as this copy shows it. Blank stays blank; unknown, refused and not asked are each said in words and are
 * never a "no" (ui-guide §6).
 *
 * @param path `field`, or `rows.field` for a field of a row.
 */
export function answerRuns(
  field: FieldDef,
  path: string,
  value: FieldValue | undefined,
  setting: AnswerSetting,
): Runs | 'blank' {
  const { language, t, names, mostClass = 5 } = setting.print;
  if (setting.withheld?.has(path) === true) {
    noteLeftOut(field, path, 'withheld', setting);
    return [marked(setting.print.t('print.withheld_by_consent'))];
  }
  if (setting.closed.has(path)) {
    noteLeftOut(field, path, 'closed', setting);
    return [marked(t('print.closed_to_printer'))];
  }
  if (value === undefined) return 'blank';
  if (field.sensitivity > mostClass) {
    noteLeftOut(field, path, 'class', setting);
    return [marked(t('print.not_in_this_copy'))];
  }
  if (names === 'others' && tellsOfOthers(field, path)) {
    noteLeftOut(field, path, 'others', setting);
    return [marked(t('print.not_in_this_copy'))];
  }
  if (typeof value === 'number' && field.type === 'scale')
    return [words(`${String(value)} · `), ...optionLabel(setting, field.options, String(value))];
  if (typeof value === 'number') return [words(new Intl.NumberFormat(`${language}-u-nu-latn`).format(value))];
  if (typeof value === 'string') return value.trim() === '' ? 'blank' : textRuns(field, path, value, setting);
  if (isList(value)) {
    if (value.length === 0) return 'blank';
    if (field.type === 'signature') return signatureRuns(field, path, value, setting);
    if (FILES.has(field.type)) return [words(t('print.files', { count: value.length }))];
    if (field.type === 'case_links')
      return joined(
        value.map((link) => [code(link)]),
        setting.print,
      );
    return joined(
      value.map((option) => optionLabel(setting, field.options, option)),
      setting.print,
    );
  }
  if (!isObject(value)) return 'blank';
  if (isMissing(value)) return [marked(t(`print.missing_${value.missing}`))];
  if (isAge(value)) return [words(ageValueText(value, language, t))];
  if (isDate(value)) return dateRuns(value, setting);
  return kindRuns(field, value, setting, (option) => optionLabel(setting, field.options, option));
}
