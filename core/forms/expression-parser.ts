import { tokens } from './expression-lexer.ts';
import type { Token } from './expression-lexer.ts';
import { isFunctionName, RESERVED } from './expression-tree.ts';
import type { Arithmetic, Comparison, Expression, ExpressionProblem, Parsed } from './expression-tree.ts';

/** Deepest nesting that is read, so that no configuration can exhaust the stack of whoever walks the tree. */
const MAX_DEPTH = 100;
const COMPARISONS: readonly Comparison[] = ['=', '!=', '<', '<=', '>', '>='];
const SUMS: readonly Arithmetic[] = ['+', '-'];
const PRODUCTS: readonly Arithmetic[] = ['*', 'div', 'mod'];

class NotAnExpression extends Error {
  readonly problem: ExpressionProblem;
  constructor(problem: string, at: number, name?: string) {
    super(problem);
    this.problem = { problem, at, ...(name === undefined ? {} : { name }) };
  }
}

class Reader {
  private readonly list: readonly Token[];
  private position = 0;
  private depth = 0;

  constructor(list: readonly Token[]) {
    this.list = list;
  }

  private get next(): Token {
    const token = this.list[this.position] ?? this.list.at(-1);
    if (token === undefined) throw new NotAnExpression('unexpected_end', 0);
    return token;
  }

  private take(): Token {
    const token = this.next;
    this.position += 1;
    return token;
  }

  private takes(text: string): boolean {
    const { kind } = this.next;
    if ((kind !== 'sign' && kind !== 'word') || this.next.text !== text) return false;
    this.position += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw this.unexpected();
  }

  private unexpected(): NotAnExpression {
    const { kind, at, text } = this.next;
    return kind === 'end'
      ? new NotAnExpression('unexpected_end', at)
      : new NotAnExpression('unexpected', at, text.slice(0, 40));
  }

  private deeper<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new NotAnExpression('too_deep', this.next.at);
    const result = read();
    this.depth -= 1;
    return result;
  }

  whole(): Expression {
    const expression = this.alternatives();
    if (this.next.kind !== 'end') throw this.unexpected();
    return expression;
  }

  private alternatives(): Expression {
    return this.deeper(() => this.chain('or', () => this.chain('and', () => this.negation())));
  }

  private chain(word: 'and' | 'or', part: () => Expression): Expression {
    const first = part();
    const all = [first];
    while (this.takes(word)) all.push(part());
    return all.length === 1 ? first : { kind: word, all };
  }

  private negation(): Expression {
    if (this.takes('not')) return this.deeper(() => ({ kind: 'not', of: this.negation() }));
    return this.comparison();
  }

  private comparison(): Expression {
    const left = this.sum();
    const by = this.operator(COMPARISONS);
    // One comparison only: "1 < a < 5" would compare a yes/no with a number.
    return by === undefined ? left : { kind: 'compare', by, left, right: this.sum() };
  }

  private operator<T extends string>(known: readonly T[]): T | undefined {
    const { kind, text } = this.next;
    const found = kind === 'sign' || kind === 'word' ? known.find((operator) => operator === text) : undefined;
    if (found !== undefined) this.position += 1;
    return found;
  }

  private sum(): Expression {
    return this.leftToRight(SUMS, () => this.leftToRight(PRODUCTS, () => this.negative()));
  }

  private leftToRight(known: readonly Arithmetic[], part: () => Expression): Expression {
    let left = part();
    let length = 0;
    for (;;) {
      const by = this.operator(known);
      if (by === undefined) return left;
      length += 1;
      if (length > MAX_DEPTH) throw new NotAnExpression('too_deep', this.next.at);
      left = { kind: 'arithmetic', by, left, right: part() };
    }
  }

  private negative(): Expression {
    if (this.takes('-')) return this.deeper(() => ({ kind: 'negative', of: this.negative() }));
    return this.atom();
  }

  private atom(): Expression {
    if (this.takes('(')) {
      const inside = this.alternatives();
      this.expect(')');
      return inside;
    }
    const token = this.next;
    if (token.kind === 'text') return { kind: 'text', value: this.take().text };
    if (token.kind === 'integer') return this.integer();
    if (token.kind === 'word') return this.word();
    throw this.unexpected();
  }

  private integer(): Expression {
    const { text, at } = this.take();
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new NotAnExpression('number_too_large', at);
    return { kind: 'integer', value };
  }

  private word(): Expression {
    if (this.takes('true')) return { kind: 'boolean', value: true };
    if (this.takes('false')) return { kind: 'boolean', value: false };
    if (RESERVED.has(this.next.text)) throw this.unexpected();
    const { text, at } = this.take();
    if (!this.takes('(')) return { kind: 'field', id: text };
    if (!isFunctionName(text)) throw new NotAnExpression('unknown_function', at, text);
    const args: Expression[] = [];
    if (!this.takes(')')) {
      do args.push(this.alternatives());
      while (this.takes(','));
      this.expect(')');
    }
    return { kind: 'call', name: text, args };
  }
}

/** Reads an expression into its tree. No text makes it throw; what is wrong, and where, is in the error. */
export function parseExpression(source: string): Parsed<Expression> {
  const list = tokens(source);
  if (!list.ok) return list;
  try {
    return { ok: true, value: new Reader(list.value).whole() };
  } catch (error) {
    if (error instanceof NotAnExpression) return { ok: false, error: error.problem };
    throw error;
  }
}
