import { expect } from 'vitest';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import { openSession } from '#core/forms/session.ts';
import type { FormSession } from '#core/forms/session.ts';
import type { CaseDocument, FieldDef, FieldValue, RuleDef, SectionDef, Text } from '#core/forms/types.ts';
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
const options = (...ids: string[]): { id: string; label: Text }[] => ids.map((id) => ({ id, label: text(id) }));

export interface Parts {
  readonly fields?: readonly FieldDef[];
  readonly sections?: readonly SectionDef[];
  readonly rules?: readonly RuleDef[];
}

/** A configuration of one form `main` (step C1), with lists `yes_no` and `colours`. */
export function configuration({ fields = [], sections, rules = [] }: Parts): Record<string, unknown> {
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
    ],
    lists: [
      { id: 'yes_no', options: options('yes', 'no') },
      { id: 'colours', options: options('red', 'green', 'blue') },
    ],
    rules,
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

/** Speaks of a case in its own words: `answer('sex', 'female')`, `visible('family_members/r1/name')`. */
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

  answer(key: string, value: FieldValue): this {
    const done = this.session.answer(Scenario.path(key), value);
    expect(done, `${key} was refused`).toEqual({ ok: true, value: undefined });
    return this;
  }
  clear(key: string): this {
    expect(this.session.clear(Scenario.path(key)).ok).toBe(true);
    return this;
  }
  add(subform: string): string {
    const added = this.session.addRow(subform);
    if (!added.ok) throw new Error(`${subform} takes no row`);
    return added.value;
  }
  view(key: string): FieldView {
    const found = this.session.view.fields.get(pathKey(Scenario.path(key)));
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
