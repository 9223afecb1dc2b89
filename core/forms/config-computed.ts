import { ConfigProblem } from './config-problem.ts';
import { shapeOf } from './expression-check.ts';
import type { Scope, Shape } from './expression-check.ts';
import type { FieldDef, FieldType } from './types.ts';

const CALCULABLE: ReadonlySet<FieldType> = new Set(['text', 'long_text', 'name', 'number', 'choice', 'date']);

/** Refuses a computed value that its field cannot hold. */
export function judgeComputed(at: string, def: FieldDef, shape: Shape, scope: Scope): void {
  const field = shapeOf(def, scope.optionsOf);
  if (!CALCULABLE.has(def.type) || field.is !== shape.is) throw new ConfigProblem(at, `${field.is}_expected`);
  if (field.is !== 'text' || shape.is !== 'text' || field.options === undefined) return;
  const possible = shape.literals ?? [...(shape.options ?? [])];
  const stray = possible.find((option) => field.options?.has(option) !== true);
  if (stray !== undefined) throw new ConfigProblem(at, 'unknown_option', stray);
}
