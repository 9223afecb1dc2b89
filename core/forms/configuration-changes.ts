import { fieldsIn, keyOf, type PlacedField } from './known-fields.ts';
import type { LayoutsDef } from './layout-def.ts';
import type { Configuration, FieldDef, FormDef, OptionDef, Text } from './types.ts';
import type { RoleDef } from '../rights/roles.ts';
import type { WorkflowDef } from './workflow-def.ts';

/** How many answers are stored, over all cases. */
export interface AnswerCounts {
  /** To a field, by `collection.field`. */
  readonly to: (key: string) => number;
  /** That hold an option of a field. */
  readonly holding: (key: string, option: string) => number;
}

/** One line of what a switch changes. */
export interface ConfigurationChange {
  /** `table`: a subform with all its fields. */
  readonly about: 'form' | 'table' | 'question' | 'option' | 'rule' | 'deadline' | 'layout' | 'work' | 'role';
  /**
   * `again`: it was asked earlier and is once more. `need`, `kind` (answered in another way), `list` (other options), `class`
   * (who may see it), `kept` (a role that stays as the office has it), `moved` (to this form), `asked` (when it is asked, or what may be answered), `help` (its help).
   */
  readonly kind:
    | 'added'
    | 'again'
    | 'retired'
    | 'renamed'
    | 'need'
    | 'kind'
    | 'list'
    | 'class'
    | 'moved'
    | 'asked'
    | 'help'
    | 'changed'
    | 'kept';
  /** Id and name of the form it stands in; absent for what concerns the office as a whole. */
  readonly form?: { readonly id: string; readonly label: Text };
  readonly label?: Text;
  /** The subform, or the question of an option, that it stands in. */
  readonly within?: Text;
  /** How it was called. */
  readonly was?: Text;
  /** `save`, a step, or `never`. */
  readonly need?: { readonly was: string; readonly now: string };
  /** The part of the workflow that changed. */
  readonly part?: string;
  /** Questions in a form or subform that comes or goes as a whole. */
  readonly questions?: number;
  /** Stored answers that it concerns. */
  readonly answers: number;
}

type Side = {
  readonly configuration: Configuration;
  readonly fields: ReadonlyMap<string, PlacedField>;
  readonly forms: ReadonlyMap<string, FormDef>;
};
const byKey = (fields: readonly PlacedField[]): ReadonlyMap<string, PlacedField> =>
  new Map(fields.map((one) => [keyOf(one.collection, one.def.id), one]));
const sideOf = (configuration: Configuration): Side => ({
  configuration,
  fields: byKey(fieldsIn(configuration.forms).filter(({ form }) => form.system !== true)),
  forms: new Map(configuration.forms.filter(({ system }) => system !== true).map((form) => [form.id, form])),
});

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const nameOf = ({ id, label }: FormDef) => ({ id, label });
const isQuestion = ({ def }: PlacedField): boolean => def.type !== 'separator' && def.type !== 'form_link';

/** When a field is asked and what may be answered. */
const conditions = (def: FieldDef): unknown => [
  [
    def.relevant,
    def.needWhen,
    def.calculate,
    def.prefill,
    def.suggest,
    def.suggestWith,
    def.follows,
    def.readOnly,
    def.offByDefault,
  ],
  [def.constraint, def.constraintMessage, def.optionFilter, def.min, def.max, def.minLevel, def.check, def.missing],
  [def.rowRelevant, def.initialRows, def.rowsFrom, def.appendOnly, def.within, def.to, def.signs],
];
const help = ({ hint, why, guide }: FieldDef): unknown => [hint, why, guide];

class Comparison {
  readonly #before: Side;
  readonly #after: Side;
  readonly #gone: ReadonlyMap<string, PlacedField>;
  readonly #counts: AnswerCounts;
  readonly #keeps: (role: string) => boolean;

  constructor(before: Configuration, after: Configuration, counts: AnswerCounts, keeps: (role: string) => boolean) {
    this.#keeps = keeps;
    this.#before = sideOf(before);
    this.#after = sideOf(after);
    this.#gone = byKey(fieldsIn(before.retired ?? []));
    this.#counts = counts;
  }

  all(): readonly ConfigurationChange[] {
    return [
      ...this.#forms(),
      ...this.#questions(),
      ...this.#options(),
      ...this.#rules(),
      ...this.#work(),
      ...this.#layouts(),
      ...this.#roles(),
      ...this.#numbers(),
    ];
  }

  #answersIn(form: string, side: Side): number {
    return [...side.fields].reduce((sum, [key, one]) => (one.form.id === form ? sum + this.#counts.to(key) : sum), 0);
  }
  #questionsIn(form: FormDef): number {
    return fieldsIn([form]).filter(isQuestion).length;
  }
  #whole(kind: 'added' | 'retired', form: FormDef, side: Side): ConfigurationChange {
    const answers = this.#answersIn(form.id, side);
    return { about: 'form', kind, form: nameOf(form), label: form.label, questions: this.#questionsIn(form), answers };
  }
  #forms(): ConfigurationChange[] {
    const [was, now] = [this.#before, this.#after];
    return [
      ...[...now.forms.values()].filter(({ id }) => !was.forms.has(id)).map((form) => this.#whole('added', form, now)),
      ...[...was.forms.values()]
        .filter(({ id }) => !now.forms.has(id))
        .map((form) => this.#whole('retired', form, was)),
      ...[...now.forms.values()].flatMap((form): ConfigurationChange[] => {
        const before = was.forms.get(form.id);
        if (before === undefined) return [];
        const head = { about: 'form', form: nameOf(form), label: form.label, answers: 0 } as const;
        const parts = (one: FormDef): unknown => [one.relevant, one.sections.map((part) => [part.id, part.relevant])];
        return [
          ...(same(before.label, form.label) ? [] : [{ ...head, kind: 'renamed', was: before.label } as const]),
          ...(same(parts(before), parts(form)) ? [] : [{ ...head, kind: 'asked' } as const]),
        ];
      }),
    ];
  }

  #line(key: string, one: PlacedField, side: Side): Omit<ConfigurationChange, 'kind'> {
    const { collection, def, form } = one;
    const within = side.fields.get(keyOf('case', collection))?.def.label;
    const inner = def.type === 'rows' ? (def.fields ?? []) : [];
    const answers = inner.reduce((sum, { id }) => sum + this.#counts.to(keyOf(def.id, id)), this.#counts.to(key));
    return {
      about: def.type === 'rows' ? 'table' : 'question',
      form: nameOf(form),
      label: def.label,
      ...(within === undefined ? {} : { within }),
      ...(def.type === 'rows' ? { questions: inner.length } : {}),
      answers,
    };
  }
  /** A field that comes or goes with its form, or its subform, is told of with that. */
  #toldOf({ collection, form }: PlacedField, other: Side): boolean {
    return !other.forms.has(form.id) || (collection !== 'case' && !other.fields.has(keyOf('case', collection)));
  }
  #questions(): ConfigurationChange[] {
    const [was, now] = [this.#before, this.#after];
    const come = [...now.fields].flatMap(([key, one]): ConfigurationChange[] => {
      if (!isQuestion(one) || was.fields.has(key) || this.#toldOf(one, was)) return [];
      return [{ ...this.#line(key, one, now), kind: this.#gone.has(key) ? 'again' : 'added' }];
    });
    const gone = [...was.fields].flatMap(([key, one]): ConfigurationChange[] => {
      if (!isQuestion(one) || now.fields.has(key) || this.#toldOf(one, now)) return [];
      return [{ ...this.#line(key, one, was), kind: 'retired' }];
    });
    const other = [...now.fields].flatMap(([key, one]) => {
      const before = was.fields.get(key);
      return before === undefined || !isQuestion(one) ? [] : this.#changed(key, before, one);
    });
    return [...come, ...gone, ...other];
  }
  #changed(key: string, before: PlacedField, after: PlacedField): ConfigurationChange[] {
    const [was, now] = [before.def, after.def];
    const line = this.#line(key, after, this.#after);
    const kinds: readonly (readonly [ConfigurationChange['kind'], boolean])[] = [
      ['renamed', !same(was.label, now.label)],
      ['kind', was.type !== now.type],
      ['need', was.need !== now.need],
      ['list', was.type === now.type && was.options !== now.options],
      ['class', was.sensitivity !== now.sensitivity],
      ['moved', before.form.id !== after.form.id],
      ['asked', !same(conditions(was), conditions(now))],
      ['help', !same(help(was), help(now))],
    ];
    return kinds
      .filter(([, differs]) => differs)
      .map(([kind]) => ({
        ...line,
        kind,
        ...(kind === 'renamed' ? { was: was.label } : {}),
        ...(kind === 'moved' ? { was: before.form.label } : {}),
        ...(kind === 'need' ? { need: { was: was.need ?? 'never', now: now.need ?? 'never' } } : {}),
      }));
  }

  #options(): ConfigurationChange[] {
    const offered = ({ configuration }: Side, list: string): ReadonlyMap<string, OptionDef> => {
      const options = configuration.lists.find(({ id }) => id === list)?.options ?? [];
      return new Map(options.filter(({ active }) => active !== false).map((option) => [option.id, option]));
    };
    return this.#after.configuration.lists.flatMap(({ id: list }): ConfigurationChange[] => {
      const using = [...this.#after.fields].filter(
        ([key, { def }]) => def.options === list && this.#before.fields.get(key)?.def.options === list,
      );
      const [first] = using;
      if (first === undefined) return [];
      const [, { def, form }] = first;
      const [was, now] = [offered(this.#before, list), offered(this.#after, list)];
      const line = (kind: ConfigurationChange['kind'], { id, label }: OptionDef): ConfigurationChange => ({
        about: 'option',
        kind,
        form: nameOf(form),
        label,
        within: def.label,
        answers: using.reduce((sum, [key]) => sum + this.#counts.holding(key, id), 0),
      });
      return [
        ...[...now.values()].filter(({ id }) => !was.has(id)).map((option) => line('added', option)),
        ...[...was.values()].filter(({ id }) => !now.has(id)).map((option) => line('retired', option)),
        ...[...now.values()].flatMap((option) => {
          const before = was.get(option.id)?.label;
          return before === undefined || same(before, option.label)
            ? []
            : [{ ...line('renamed', option), was: before }];
        }),
      ];
    });
  }

  /** Rules, deadlines or papers: what comes, what goes, and what is another under the same id. */
  #listed(
    about: 'rule' | 'deadline' | 'layout',
    was: readonly Listed[],
    now: readonly Listed[],
  ): ConfigurationChange[] {
    const [before, after] = [was, now].map((list) => new Map(list.map((one) => [one.id, one])));
    const line = (kind: ConfigurationChange['kind'], { label, form }: Listed): ConfigurationChange => {
      const home = this.#after.forms.get(form) ?? this.#before.forms.get(form);
      return { about, kind, label, answers: 0, ...(home === undefined ? {} : { form: nameOf(home) }) };
    };
    return [
      ...now.filter(({ id }) => before?.has(id) === false).map((one) => line('added', one)),
      ...was.filter(({ id }) => after?.has(id) === false).map((one) => line('retired', one)),
      ...now
        .filter((one) => before?.has(one.id) === true && !same(before.get(one.id), one))
        .map((one) => line('changed', one)),
    ];
  }
  #rules(): ConfigurationChange[] {
    const rulesOf = ({ configuration }: Side): readonly Listed[] =>
      configuration.rules.map((def) => ({ id: def.id, label: def.message, form: def.form, def }));
    return this.#listed('rule', rulesOf(this.#before), rulesOf(this.#after));
  }
  #layouts(): ConfigurationChange[] {
    const [was, now] = [this.#before.configuration.layouts, this.#after.configuration.layouts];
    const reportsOf = (layouts: LayoutsDef | undefined): readonly Listed[] =>
      (layouts?.reports ?? []).map((def) => ({ id: def.id, label: def.label, form: '', def }));
    const lookOf = (layouts: LayoutsDef | undefined): unknown => ({ ...layouts, reports: [] });
    return [
      ...this.#listed('layout', reportsOf(was), reportsOf(now)),
      ...(same(lookOf(was), lookOf(now))
        ? []
        : [{ about: 'work', kind: 'changed', part: 'paper', answers: 0 } satisfies ConfigurationChange]),
    ];
  }
  #numbers(): ConfigurationChange[] {
    const [was, now] = [this.#before.configuration.numbers, this.#after.configuration.numbers];
    return same(was, now) ? [] : [{ about: 'work', kind: 'changed', part: 'numbers', answers: 0 }];
  }
  #work(): ConfigurationChange[] {
    const [was, now] = [this.#before.configuration.workflow, this.#after.configuration.workflow];
    const deadlinesOf = (workflow: WorkflowDef | undefined): readonly Listed[] =>
      (workflow?.deadlines ?? []).map((def) => ({ id: def.id, label: def.label, form: def.form, def }));
    return [
      ...this.#listed('deadline', deadlinesOf(was), deadlinesOf(now)),
      ...WORK_PARTS.filter((part) => !same(was?.[part], now?.[part])).map((part): ConfigurationChange => ({
        about: 'work',
        kind: 'changed',
        part,
        answers: 0,
      })),
    ];
  }

  /** Roles that come, go or say something else; what the office changed itself, or somebody holds, stays. */
  #roles(): ConfigurationChange[] {
    const [was, now] = [this.#before, this.#after].map(({ configuration }) => configuration.roles ?? []);
    const line = (kind: ConfigurationChange['kind'], { label }: RoleDef): ConfigurationChange => ({
      about: 'role',
      kind,
      label,
      answers: 0,
    });
    const other = (list: readonly RoleDef[] | undefined, { id }: RoleDef): RoleDef | undefined =>
      list?.find((role) => role.id === id);
    return [
      ...(now ?? []).flatMap((role) => {
        const before = other(was, role);
        if (before === undefined) return [line('added', role)];
        return same(before, role) ? [] : [line(this.#keeps(role.id) ? 'kept' : 'changed', role)];
      }),
      ...(was ?? [])
        .filter((role) => other(now, role) === undefined)
        .map((role) => line(this.#keeps(role.id) ? 'kept' : 'retired', role)),
    ];
  }
}

interface Listed {
  readonly id: string;
  readonly label: Text;
  readonly form: string;
  readonly def: object;
}

/** What a workflow holds beside its deadlines. */
const WORK_PARTS = [
  'riskSources',
  'suggestion',
  'approvals',
  'alerts',
  'referralPackages',
  'withheldThemes',
  'retention',
] as const;

/**
 * What is different when an office goes from one configuration to another, for a person to read: forms first, then
 * questions, options, rules, deadlines, roles. Order and layout are not told of.
 *
 * @param before as the office works with it, with what it retired earlier.
 * @param keeps whether a role of the office stays as it is when its configuration says something else, by its id.
 */
export const configurationChanges = (
  before: Configuration,
  after: Configuration,
  counts: AnswerCounts,
  keeps: (role: string) => boolean = () => false,
): readonly ConfigurationChange[] => new Comparison(before, after, counts, keeps).all();
