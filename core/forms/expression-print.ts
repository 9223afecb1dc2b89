import type { Expression } from './expression-tree.ts';

/** How tightly a form binds; a part that binds less than its place asks for gets parentheses. */
const LEVEL = { or: 1, and: 2, not: 3, compare: 4, sum: 5, product: 6, negative: 7, atom: 8 } as const;

function levelOf(e: Expression): number {
  switch (e.kind) {
    case 'or':
    case 'and':
    case 'not':
    case 'compare':
    case 'negative':
      return LEVEL[e.kind];
    case 'arithmetic':
      return e.by === '+' || e.by === '-' ? LEVEL.sum : LEVEL.product;
    case 'text':
    case 'integer':
    case 'boolean':
    case 'field':
    case 'call':
      return LEVEL.atom;
  }
}

const at = (e: Expression, level: number): string =>
  levelOf(e) < level ? `(${printExpression(e)})` : printExpression(e);

/** The text of a tree, with no more parentheses than it needs. Reading it again gives the same tree. */
export function printExpression(e: Expression): string {
  switch (e.kind) {
    case 'text':
      return `'${e.value.replaceAll("'", "''")}'`;
    case 'integer':
    case 'boolean':
      return String(e.value);
    case 'field':
      return e.id;
    case 'or':
    case 'and':
      return e.all.map((part) => at(part, LEVEL[e.kind] + 1)).join(` ${e.kind} `);
    case 'not':
      return `not ${at(e.of, LEVEL.not)}`;
    case 'negative':
      return `-${at(e.of, LEVEL.negative)}`;
    case 'compare':
      return `${at(e.left, LEVEL.sum)} ${e.by} ${at(e.right, LEVEL.sum)}`;
    case 'arithmetic': {
      const level = levelOf(e);
      return `${at(e.left, level)} ${e.by} ${at(e.right, level + 1)}`;
    }
    case 'call':
      return `${e.name}(${e.args.map(printExpression).join(', ')})`;
  }
}
