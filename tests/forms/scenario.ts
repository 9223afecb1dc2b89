import { expect } from 'vitest';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import { openSession } from '#core/forms/session.ts';
import type { FormSession } from '#core/forms/session.ts';
import type {
  CaseDocument,
  FieldDef,
  FieldValue,
  FormDef,
  OptionDef,
  OptionList,
  RuleDef,
  SectionDef,
  Text,
  Values,
} from '#core/forms/types.ts';
import { pathKey } from '#core/forms/view.ts';
import type { Check, EvaluationSetting, FieldPath, FieldView } from '#core/forms/view.ts';

export const TODAY = '2026-11-24';
export const text = (word: string): Text => ({ en: word, fr: `${word} (fr)`, ar: `${word} (ar)` });

type Loose<T> = Partial<Omit<T, 'fields'>>;
/** A field with what every field has. */
export const field = (
  id: string,
  type: FieldDef['type'],
  more: Loose<FieldDef> & { fields?: FieldDef[] } = {},
): FieldDef => ({
  id,
  type,
  label: text(id),
  sensitivity: 3,
  compartment: 'core',
  ...more,
});
export const rule = (id: string, brokenWhen: string, more: Partial<RuleDef> = {}): RuleDef => ({
  id,
  kind: 'W',
  form: 'main',
  fields: ['a'],
  brokenWhen,
  message: text('broken'),
  ...more,
});
export const options = (...ids: string[]): OptionDef[] => ids.map((id) => ({ id, label: text(id) }));
/** A form with one section of the same name. */
export const form = (id: string, fields: readonly FieldDef[], more: Partial<FormDef> = {}): FormDef => ({
  id,
  version: 1,
  label: text(id),
  step: 'C1',
  sections: [{ id, label: text(id), fields }],
  ...more,
});

export interface Parts {
  readonly fields?: readonly FieldDef[];
  readonly sections?: readonly SectionDef[];
  readonly rules?: readonly RuleDef[];
  /** After the form `main`. */
  readonly forms?: readonly FormDef[];
  readonly lists?: readonly OptionList[];
  readonly workflow?: unknown;
}

/** A configuration of one form `main` (step C1) and others, with lists `yes_no` and `colours` and others. */
export function configuration(parts: Parts): Record<string, unknown> {
  const { fields = [], sections, rules = [], forms = [], lists = [], workflow } = parts;
  return {
    profile: 'test',
    version: 1,
    label: text('test'),
    description: text('test'),
    forms: [
      {
        id: 'main',
        version: 1,
        label: text('main'),
        step: 'C1',
        sections: sections ?? [{ id: 'first', label: text('first'), fields }],
      },
      ...forms,
    ],
    lists: [
      { id: 'yes_no', options: options('yes', 'no') },
      { id: 'colours', options: options('red', 'green', 'blue') },
      ...lists,
    ],
    rules,
    ...(workflow === undefined ? {} : { workflow }),
  };
}

export function load(parts: Parts): LoadedConfiguration {
  const loaded = loadConfiguration(configuration(parts));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error.params));
  return loaded.value;
}

/** Why a configuration is refused. */
export function refusal(parts: Parts): unknown {
  const loaded = loadConfiguration(configuration(parts));
  return loaded.ok ? 'accepted' : loaded.error.params;
}

const EMPTY: CaseDocument = { values: {}, rows: {} };

/**
 * Speaks of a case in its own words: `answer('sex', 'female')`, `visible('family_members/r1/name')`. With a slash in
 * front a field may be named through its form or section and a row by its place: `answer('/child/age', 12)`,
 * `visible('/visits/2/seen')`, `value('/plans/1/actions/2/what')` for the second action of the first plan.
 */
export class Scenario {
  readonly config: LoadedConfiguration;
  readonly session: FormSession;
  #rows = 0;

  constructor(config: LoadedConfiguration, setting: Partial<EvaluationSetting> = {}, document: CaseDocument = EMPTY) {
    this.config = config;
    this.session = openSession(config, document, { today: TODAY, ...setting }, () => `r${String((this.#rows += 1))}`);
  }

  static path(key: string): FieldPath {
    const [rows = '', row, fieldId] = key.split('/');
    return row === undefined || fieldId === undefined ? { field: rows } : { rows, row, field: fieldId };
  }

  /** The path of a key in either way of writing. */
  at(key: string): FieldPath {
    if (!key.startsWith('/')) return Scenario.path(key);
    const parts = key.slice(1).split('/');
    const [first = ''] = parts;
    const places = this.config.configuration.forms.flatMap(({ id, sections }) => [id, ...sections.map((s) => s.id)]);
    if (!this.config.fields.has(first) && places.includes(first)) parts.shift();
    const fieldId = parts.pop() ?? '';
    let path: FieldPath = { field: fieldId };
    let parent: string | undefined;
    for (let i = 0; i + 1 < parts.length; i += 2) {
      const [rows = '', place = ''] = parts.slice(i, i + 2);
      parent = this.row(rows, Number(place), parent);
      path = { rows, row: parent, field: fieldId };
    }
    return path;
  }
  /** The id of a row by its place, from 1; of a child table, among the rows of `parent`. */
  row(subform: string, place: number, parent?: string): string {
    const rows = this.view(subform).rows.filter((each) => parent === undefined || each.parent === parent);
    const found = rows[place - 1];
    if (found === undefined) throw new Error(`no row ${String(place)} of ${subform}`);
    return found.id;
  }

  answer(key: string, value: FieldValue): this {
    const done = this.session.answer(this.at(key), value);
    expect(done, `${key} was refused`).toEqual({ ok: true, value: undefined });
    return this;
  }
  clear(key: string): this {
    expect(this.session.clear(this.at(key)).ok).toBe(true);
    return this;
  }
  /** Why an answer is refused, or `accepted`. */
  refused(key: string, value: FieldValue): unknown {
    const result = this.session.answer(this.at(key), value);
    return result.ok ? 'accepted' : result.error.params['problem'];
  }
  add(subform: string, values?: Values, parent?: string): string {
    const added = this.session.addRow(subform, values, parent);
    if (!added.ok) throw new Error(`${subform} takes no row`);
    return added.value;
  }
  view(key: string): FieldView {
    const found = this.session.view.fields.get(pathKey(this.at(key)));
    if (found === undefined) throw new Error(`no field ${key}`);
    return found;
  }
  visible(key: string): boolean {
    return this.view(key).relevant;
  }
  value(key: string): FieldValue | undefined {
    return this.view(key).value;
  }
  get checks(): readonly Check[] {
    return this.session.view.checks;
  }
  /** Ids of the checks that hold; those of rows with the row (`DQ11 r1`). */
  get broken(): readonly string[] {
    return this.checks.map((c) => (c.rowId === undefined ? c.rule : `${c.rule} ${c.rowId}`));
  }
  check(ruleId: string): Check {
    const found = this.checks.find((c) => c.rule === ruleId);
    if (found === undefined) throw new Error(`${ruleId} does not hold`);
    return found;
  }
}
