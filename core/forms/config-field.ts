import { judgeComputed, judgePrefill } from './config-computed.ts';
import type { LoadedField, Reads } from './config-index.ts';
import { judgeField, judgeSubform } from './config-judge.ts';
import type { FieldPlace } from './config-judge.ts';
import { compileAt, ConfigProblem } from './config-problem.ts';
import type { CompiledExpression } from './expression.ts';
import type { Scope } from './expression-check.ts';
import { opposite } from './expression-opposite.ts';
import type { FieldDef } from './types.ts';

type Condition = 'relevant' | 'needWhen' | 'constraint';
type Compiled = CompiledExpression | undefined;

/** Judges and compiles one field and, below a subform, those of its rows. Throws `ConfigProblem` naming the place. */
export function loadField(def: FieldDef, place: FieldPlace, scope: Scope, subform?: FieldDef): LoadedField {
  const key = subform === undefined ? def.id : `${subform.id}.${def.id}`;
  const at = `forms.${place.form.id}.${key}`;
  judgeField(at, def, place, scope, subform);
  const compiled = (name: Condition): Compiled => {
    const source = def[name];
    return source === undefined ? undefined : compileAt(`${at}.${name}`, source, scope, 'boolean');
  };
  const calculate = def.calculate === undefined ? undefined : compileAt(`${at}.calculate`, def.calculate, scope);
  if (calculate !== undefined) judgeComputed(`${at}.calculate`, def, calculate.shape, scope);
  const prefill = def.prefill === undefined ? undefined : compileAt(`${at}.prefill`, def.prefill, scope);
  if (prefill !== undefined) judgePrefill(`${at}.prefill`, def, prefill, scope);
  const suggest = (def.suggest ?? []).map((source) => {
    const one = compileAt(`${at}.suggest`, source, scope);
    if (one.shape.is !== 'text') throw new ConfigProblem(`${at}.suggest`, 'text_expected');
    return one;
  });
  const [relevant, needWhen, constraint] = [compiled('relevant'), compiled('needWhen'), compiled('constraint')];
  const optionFilter = def.optionFilter === undefined ? undefined : loadFilter(at, def.optionFilter, scope);
  const rowScope: Scope = { ...scope, row: { id: def.id, fields: scope.rowsOf(def.id) ?? new Map() } };
  if (def.type === 'rows') judgeSubform(at, def, place, rowScope);
  const fields = (def.fields ?? []).map((inner) => loadField(inner, place, rowScope, def));
  const rowRelevant =
    def.rowRelevant === undefined ? undefined : compileAt(`${at}.rowRelevant`, def.rowRelevant, rowScope, 'boolean');
  return {
    def,
    key,
    form: place.form.id,
    section: place.section,
    subform: subform?.id,
    relevant,
    needWhen,
    calculate,
    prefill,
    suggest,
    constraint,
    constraintBroken: constraint && { ...constraint, tree: opposite(constraint.tree) },
    rowRelevant,
    optionFilter,
    settledBy: readsOf([relevant, calculate], subform),
    judgedBy: readsOf([needWhen, constraint, prefill, ...suggest, ...(optionFilter?.values() ?? [])], subform),
    shownBy: readsOf([rowRelevant], def),
    rowsJudgedBy: new Set(fields.flatMap((field) => [...field.judgedBy.outer])),
    fields,
  };
}

function loadFilter(
  at: string,
  filter: Readonly<Record<string, string>>,
  scope: Scope,
): ReadonlyMap<string, CompiledExpression> {
  return new Map(
    Object.entries(filter).map(([tag, source]) => [
      tag,
      compileAt(`${at}.optionFilter.${tag}`, source, scope, 'boolean'),
    ]),
  );
}

/** What some expressions read together. Whether a row is among others, and which, is read from outside of it. */
function readsOf(expressions: readonly Compiled[], subform: FieldDef | undefined): Reads {
  const own = new Set<string>();
  const outer = new Set<string>();
  for (const reads of expressions.map((expression) => expression?.reads ?? new Set<string>())) {
    const prefix = subform === undefined || reads.has(subform.id) ? undefined : `${subform.id}.`;
    for (const key of reads) {
      if (prefix !== undefined && key.startsWith(prefix)) own.add(key.slice(prefix.length));
      else outer.add(key);
    }
  }
  return { own, outer };
}
