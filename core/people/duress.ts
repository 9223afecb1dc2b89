/** Fewer changes than this part of the longer one: somebody who types one in a hurry may have typed the other. */
const NEAR = 0.35;

/** What is left of a passphrase without capitals, spaces and signs. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** How many characters are put in, left out or exchanged between two texts. */
function changes(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, one] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries()) {
      const exchanged = (row[j] ?? 0) + (one === other ? 0 : 1);
      next.push(Math.min(exchanged, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * Whether one passphrase could be typed for the other by a slip: capitals, spaces and signs aside they are the same, one
 * holds the other, or few characters differ. The one that erases must not be near anybody's own.
 */
export function resembles(one: string, other: string): boolean {
  const [a, b] = [folded(one), folded(other)];
  if (a === '' || b === '') return one.trim() === other.trim();
  if (a.includes(b) || b.includes(a)) return true;
  const [left, right] = [[...a], [...b]];
  return changes(left, right) < NEAR * Math.max(left.length, right.length);
}
