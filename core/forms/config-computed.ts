import { ConfigProblem } from './config-problem.ts';
import { shapeOf } from './expression-check.ts';
import type { CompiledExpression } from './expression.ts';
import type { Scope, Shape } from './expression-check.ts';
import type { FieldDef, FieldType } from './types.ts';

const CALCULABLE: ReadonlySet<FieldType> = new Set([
  'text',
  'long_text',
  'name',
  'number',
  'choice',
  'date',
  'date_time',
]);
/** What an expression may also put there for a person to change. */
const PREFILLABLE: ReadonlySet<FieldType> = new Set([
  ...CALCULABLE,
  'choices',
  'tick',
  'scale',
  'phone',
  'identifier',
  'place',
  'row_link',
]);

/** Refuses a computed value that its field cannot hold. */
export function judgeComputed(at: string, def: FieldDef, shape: Shape, scope: Scope): void {
  judgeShape(at, def, shape, scope, CALCULABLE);
}

/** Refuses a prefill that its field cannot hold. The name of a field of the same type copies any answer as it is. */
export function judgePrefill(at: string, def: FieldDef, { tree, shape }: CompiledExpression, scope: Scope): void {
  const source = tree.kind === 'field' ? (scope.row?.fields.get(tree.id) ?? scope.fields.get(tree.id)) : undefined;
  if (source?.type === def.type && source.options === def.options) return;
  judgeShape(at, def, shape, scope, PREFILLABLE);
}

function judgeShape(at: string, def: FieldDef, shape: Shape, scope: Scope, types: ReadonlySet<FieldType>): void {
  const field = shapeOf(def, scope.optionsOf);
  if (!types.has(def.type) || field.is !== shape.is) throw new ConfigProblem(at, `${field.is}_expected`);
  if (field.is !== 'text' || shape.is !== 'text' || field.options === undefined) return;
  const possible = shape.literals ?? [...(shape.options ?? [])];
  const stray = possible.find((option) => field.options?.has(option) !== true);
  if (stray !== undefined) throw new ConfigProblem(at, 'unknown_option', stray);
}
