import type { Comparison, Expression } from './expression-tree.ts';

const OPPOSITE: Readonly<Record<Comparison, Comparison>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/**
 * The condition that holds when another is known not to hold. `not` alone would say more: a comparison with what was
 * not answered is false, and so is its opposite, and nobody can be blamed for either.
 */
export function opposite(e: Expression): Expression {
  switch (e.kind) {
    case 'boolean':
      return { kind: 'boolean', value: !e.value };
    case 'not':
      return e.of;
    case 'and':
      return { kind: 'or', all: e.all.map(opposite) };
    case 'or':
      return { kind: 'and', all: e.all.map(opposite) };
    case 'compare':
      return { ...e, by: OPPOSITE[e.by] };
    case 'call':
      return oppositeCall(e);
    case 'text':
    case 'integer':
    case 'field':
    case 'negative':
    case 'arithmetic':
      return { kind: 'not', of: e };
  }
}

function oppositeCall(e: Extract<Expression, { readonly kind: 'call' }>): Expression {
  const [first, second, third] = e.args;
  if (first !== undefined && second !== undefined) {
    if (e.name === 'if' && third !== undefined) return { ...e, args: [first, opposite(second), opposite(third)] };
    if (e.name === 'any') return { kind: 'call', name: 'all', args: [first, opposite(second)] };
    if (e.name === 'all') return { kind: 'call', name: 'any', args: [first, opposite(second)] };
  }
  return { kind: 'not', of: e };
}
