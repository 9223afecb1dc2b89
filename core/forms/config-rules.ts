import type { LoadedField, LoadedRule } from './config-index.ts';
import type { CompiledExpression } from './expression.ts';
import { judgeComputed } from './config-computed.ts';
import { compileAt, ConfigProblem } from './config-problem.ts';
import type { Scope } from './expression-check.ts';
import { LANGUAGES } from './types.ts';
import type { Configuration, FieldDef, RuleDef } from './types.ts';

const PLACEHOLDER = /\{(\w+)/gu;

/** Judges and compiles one rule. Throws `ConfigProblem` naming the place in it. */
export function loadRule(
  def: RuleDef,
  configuration: Configuration,
  byKey: ReadonlyMap<string, LoadedField>,
  caseScope: Scope,
): LoadedRule {
  const at = `rules.${def.id}`;
  if ((def.kind === 'C') !== (def.step !== undefined)) throw new ConfigProblem(at, 'step_does_not_fit');
  if (!configuration.forms.some((form) => form.id === def.form)) {
    throw new ConfigProblem(`${at}.form`, 'unknown_form', def.form);
  }
  const scope = def.eachRow === undefined ? caseScope : rowScope(at, def.eachRow, caseScope);
  const field = (key: string, place: string): LoadedField => {
    const found = byKey.get(key);
    if (found === undefined) throw new ConfigProblem(`${at}.${place}`, 'unknown_field', key);
    if (found.subform !== undefined && found.subform !== def.eachRow) {
      throw new ConfigProblem(`${at}.${place}`, 'field_of_other_rows', key);
    }
    return found;
  };
  const params = Object.entries(def.params ?? {}).map(
    ([name, source]) => [name, compileAt(`${at}.params.${name}`, source, scope)] as const,
  );
  for (const [name, { shape }] of params) {
    if (shape.is !== 'number' && shape.is !== 'text' && shape.is !== 'date') {
      throw new ConfigProblem(`${at}.params.${name}`, 'text_expected');
    }
  }
  for (const language of LANGUAGES) {
    for (const [, name = ''] of def.message[language].matchAll(PLACEHOLDER)) {
      if (!params.some(([known]) => known === name)) {
        throw new ConfigProblem(`${at}.message.${language}`, 'unknown_placeholder', name);
      }
    }
  }
  const fields = def.fields.map((key) => field(key, 'fields'));
  const brokenWhen = compileAt(`${at}.brokenWhen`, def.brokenWhen, scope, 'boolean');
  const fixes = (def.fixes ?? []).map((fix, i) => {
    const place = `fixes.${String(i)}`;
    const target = field(fix.field, place);
    return { label: fix.label, field: target, value: repairOf(`${at}.${place}`, fix.value, target.def, scope) };
  });
  const expressions = [brokenWhen, ...params.map(([, value]) => value), ...fixes.map(({ value }) => value)];
  return {
    def,
    brokenWhen,
    fields,
    params,
    fixes,
    judgedBy: new Set([
      ...expressions.flatMap(({ reads }) => [...reads]),
      ...[...fields, ...fixes.map((fix) => fix.field)].map(({ key }) => key),
      ...(def.eachRow === undefined ? [] : [def.eachRow]),
    ]),
  };
}

function rowScope(at: string, subform: string, scope: Scope): Scope {
  const fields = scope.fields.get(subform)?.type === 'rows' ? scope.rowsOf(subform) : undefined;
  if (fields === undefined) throw new ConfigProblem(`${at}.eachRow`, 'rows_expected', subform);
  return { ...scope, row: { id: subform, fields } };
}

/** A repair may also put an age (as a number of years, true today) and a date (as a year) into their fields. */
function repairOf(at: string, source: string, target: FieldDef, scope: Scope): CompiledExpression {
  const compiled = compileAt(at, source, scope);
  const { is } = compiled.shape;
  const fits = (target.type === 'age' || target.type === 'date') && is === 'number';
  if (!fits) judgeComputed(at, target, compiled.shape, scope);
  return compiled;
}
