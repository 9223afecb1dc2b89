import { readPart, type CodeKind } from '#core/exchange/code-parts.ts';

/** The codes of one thing, as far as they were read. */
export interface Gathered {
  readonly check: string;
  readonly of: number;
  readonly parts: ReadonlyMap<number, string>;
}

/** What was said about a code: of something else (`kind`), of another set (`other`), or none of this program (`foreign`). */
export type CodeTrouble = 'foreign' | 'kind' | 'other';

/**
 * Adds a code to those read so far. A code of another set never takes the place of one that was read: the person decides.
 */
export function gather(
  kind: CodeKind,
  so: Gathered | undefined,
  text: string,
): { readonly gathered: Gathered | undefined; readonly trouble?: CodeTrouble } {
  const part = readPart(text);
  if (!part) return { gathered: so, trouble: 'foreign' };
  if (part.kind !== kind) return { gathered: so, trouble: 'kind' };
  if (so && (so.check !== part.check || so.of !== part.of)) return { gathered: so, trouble: 'other' };
  const parts = new Map(so?.parts).set(part.part, text);
  return { gathered: { check: part.check, of: part.of, parts } };
}

/** The texts in the order in which they were read, once none is missing. */
export const whole = (gathered: Gathered | undefined): readonly string[] | undefined =>
  gathered?.parts.size === gathered?.of && gathered ? [...gathered.parts.values()] : undefined;
