import type { Parsed } from './expression-tree.ts';

export interface Token {
  readonly kind: 'text' | 'integer' | 'word' | 'sign' | 'end';
  /** The word or sign; for a text its content, without quotes. */
  readonly text: string;
  readonly at: number;
}

/** Longest expression that is read, in UTF-16 units: far above what a person writes, far below what could hurt. */
export const MAX_LENGTH = 8192;

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(\d+)|([a-z][a-z0-9_]*)|(<=|>=|!=|[=<>+\-*(),]))/uy;
const REST_IS_SPACE = /\s*$/uy;

/** Splits an expression into tokens; the last one is `end`. A quote inside a text is written twice. */
export function tokens(source: string): Parsed<readonly Token[]> {
  if (source.length > MAX_LENGTH) return { ok: false, error: { problem: 'expression_too_long' } };
  const found: Token[] = [];
  let at = 0;
  for (;;) {
    REST_IS_SPACE.lastIndex = at;
    if (REST_IS_SPACE.test(source)) break;
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) return { ok: false, error: { problem: 'unknown_sign', at } };
    const [whole, text, integer, word, sign = ''] = match;
    const start = at + whole.length - whole.trimStart().length;
    if (text !== undefined) found.push({ kind: 'text', text: text.replaceAll("''", "'"), at: start });
    else if (integer !== undefined) found.push({ kind: 'integer', text: integer, at: start });
    else if (word !== undefined) found.push({ kind: 'word', text: word, at: start });
    else found.push({ kind: 'sign', text: sign, at: start });
    at = TOKEN.lastIndex;
  }
  found.push({ kind: 'end', text: '', at: source.length });
  return { ok: true, value: found };
}
