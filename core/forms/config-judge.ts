import { ConfigProblem } from './config-problem.ts';
import type { Scope } from './expression-check.ts';
import { RESERVED } from './expression-tree.ts';
import type { FieldDef, FieldType, FormDef, OptionList } from './types.ts';

/** Where a field stands, and what its references may name. */
export interface FieldPlace {
  readonly form: FormDef;
  readonly section: string;
  readonly formIds: ReadonlySet<string>;
  readonly lists: readonly OptionList[];
}

const WITH_OPTIONS: ReadonlySet<FieldType> = new Set(['choice', 'choices', 'scale', 'tally']);
const VALUELESS: ReadonlySet<FieldType> = new Set(['separator', 'form_link']);
/** What fields of these types say that others do not. */
const ONLY_OF = {
  options: WITH_OPTIONS,
  optionFilter: new Set(['choice', 'choices']),
  fields: new Set(['rows']),
  of: new Set(['row_link']),
  to: new Set(['form_link']),
  signs: new Set(['signature']),
} as const satisfies Readonly<Partial<Record<keyof FieldDef, ReadonlySet<FieldType>>>>;
const NEEDED: readonly (keyof typeof ONLY_OF)[] = ['options', 'fields', 'of', 'to'];
const PROBLEMS: Readonly<Record<keyof typeof ONLY_OF, string>> = {
  options: 'options_do_not_fit',
  optionFilter: 'option_filter_does_not_fit',
  fields: 'row_fields_do_not_fit',
  of: 'of_does_not_fit',
  to: 'to_does_not_fit',
  signs: 'signer_does_not_fit',
};
/** Fields whose answer is a text as a suggestion is. */
const SUGGESTED: ReadonlySet<FieldType> = new Set(['text', 'name']);
const SUBFORM_ONLY = [
  'record',
  'within',
  'summary',
  'sortBy',
  'initialRows',
  'rowsFrom',
  'appendOnly',
  'rowRelevant',
] as const;
const NO_ANSWER = ['need', 'needWhen', 'calculate', 'prefill', 'suggest', 'constraint'] as const;

/** Refuses a field that does not make sense. Throws `ConfigProblem` at the place `at`. */
export function judgeField(
  at: string,
  def: FieldDef,
  place: FieldPlace,
  scope: Scope,
  subform: FieldDef | undefined,
): void {
  const refuse = (problem: string, name?: string): never => {
    throw new ConfigProblem(at, problem, name);
  };
  if (RESERVED.has(def.id)) refuse('reserved_word', def.id);
  for (const [name, types] of Object.entries(ONLY_OF) as [keyof typeof ONLY_OF, ReadonlySet<FieldType>][]) {
    const given = def[name] !== undefined;
    if (types.has(def.type) ? !given && NEEDED.includes(name) : given) refuse(PROBLEMS[name]);
  }
  const options = def.options === undefined ? undefined : scope.optionsOf(def.options);
  if (def.options !== undefined && options === undefined) refuse('unknown_list', def.options);
  if (def.type === 'rows' && subform !== undefined) refuse('rows_in_rows');
  const stray = def.type === 'rows' ? undefined : SUBFORM_ONLY.find((name) => def[name] !== undefined);
  if (stray !== undefined) refuse('only_for_rows', stray);
  if (VALUELESS.has(def.type) && NO_ANSWER.some((name) => def[name] !== undefined)) refuse('holds_no_answer');
  if (def.min !== undefined && def.max !== undefined && def.min > def.max) refuse('min_above_max');
  if (def.calculate !== undefined && def.need !== undefined) refuse('computed_cannot_be_needed');
  if (def.calculate !== undefined && def.prefill !== undefined) refuse('computed_cannot_be_prefilled');
  if (def.suggest !== undefined && !SUGGESTED.has(def.type)) refuse('suggestion_does_not_fit');
  const beside = subform === undefined ? scope.fields : scope.row?.fields;
  if (def.suggestWith !== undefined && (def.suggest === undefined || beside?.has(def.suggestWith) !== true)) {
    refuse('unknown_field', def.suggestWith);
  }
  if (def.follows === true && def.prefill === undefined) refuse('follows_without_prefill');
  if (def.constraint === undefined && def.constraintMessage !== undefined) refuse('message_without_constraint');
  if (def.check !== undefined && def.type !== 'identifier') refuse('check_does_not_fit');
  if (def.minLevel !== undefined && def.type !== 'place') refuse('min_level_does_not_fit');
  if (def.of !== undefined && scope.fields.get(def.of)?.type !== 'rows') refuse('rows_expected', def.of);
  if (def.to !== undefined && !place.formIds.has(def.to)) refuse('unknown_form', def.to);
  if (def.type === 'scale') {
    const word = [...(options ?? [])].find((option) => !/^(0|[1-9]\d{0,3})$/u.test(option));
    if (word !== undefined) refuse('scale_of_numbers_expected', word);
  }
  const tags = new Set(place.lists.find(({ id }) => id === def.options)?.options.flatMap((o) => o.tags ?? []));
  const unknownTag = Object.keys(def.optionFilter ?? {}).find((tag) => !tags.has(tag));
  if (unknownTag !== undefined) refuse('unknown_tag', unknownTag);
  judgeProtective(def, options, refuse);
}

function judgeProtective(
  def: FieldDef,
  options: ReadonlySet<string> | undefined,
  refuse: (problem: string, name?: string) => never,
): void {
  if (def.protective === undefined) return;
  if (def.type !== 'choice' && def.type !== 'choices') refuse('protective_does_not_fit');
  if ('union' in def.protective) {
    if (def.type !== 'choices') refuse('protective_does_not_fit');
    return;
  }
  const stray = def.protective.order.find((option) => options?.has(option) !== true);
  if (stray !== undefined) refuse('unknown_option', stray);
}

/** Refuses a subform whose rows could not be shown, ordered or filled as it says. */
export function judgeSubform(at: string, def: FieldDef, { form, lists }: FieldPlace, scope: Scope): void {
  const refuse = (name: string, problem: string, subject?: string): never => {
    throw new ConfigProblem(`${at}.${name}`, problem, subject);
  };
  const column = (id: string, name: string): FieldDef => scope.row?.fields.get(id) ?? refuse(name, 'unknown_field', id);
  for (const id of def.summary ?? []) column(id, 'summary');
  if (def.sortBy !== undefined) column(def.sortBy.field, 'sortBy');
  if (def.rowsFrom !== undefined) {
    const { list, field } = def.rowsFrom;
    if (!lists.some(({ id }) => id === list)) refuse('rowsFrom', 'unknown_list', list);
    const holder = column(field, 'rowsFrom');
    if (holder.type !== 'choice' || holder.options !== list) refuse('rowsFrom', 'choice_of_list_expected', field);
    if (def.initialRows !== undefined) refuse('initialRows', 'rows_come_from_list');
  }
  if (def.within === undefined) return;
  const { rows, by } = def.within;
  const parent = form.sections.flatMap(({ fields }) => fields).find(({ id }) => id === rows);
  if (parent?.type !== 'rows' || rows === def.id) refuse('within', 'rows_expected', rows);
  if (parent?.within !== undefined) refuse('within', 'too_deep', rows);
  const link = column(by, 'within');
  if (link.type !== 'row_link' || link.of !== rows) refuse('within', 'row_link_expected', by);
}
