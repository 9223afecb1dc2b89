import { checkExpression } from './expression-check.ts';
import type { Scope, Shape } from './expression-check.ts';
import { parseExpression } from './expression-parser.ts';
import type { Expression, Parsed } from './expression-tree.ts';

/** An expression that was read and judged, ready to be run. */
export interface CompiledExpression {
  readonly tree: Expression;
  readonly shape: Shape;
  /** The fields it reads: `id`, or `subform.id` for a field of rows. */
  readonly reads: ReadonlySet<string>;
}

/** Reads and judges an expression in its scope. Errors say what is wrong and name the field, function or option. */
export function compileExpression(source: string, scope: Scope): Parsed<CompiledExpression> {
  const tree = parseExpression(source);
  if (!tree.ok) return tree;
  const checked = checkExpression(tree.value, scope);
  return checked.ok ? { ok: true, value: { tree: tree.value, ...checked.value } } : checked;
}
