import { normaliseName } from './names.ts';

const MOST = 6;

/**
 * Words of found names that are not spelled as any typed word begins: what the list says it also looked for. In the
 * order of the names, each once.
 */
export function otherSpellings(typed: string, names: readonly string[]): string[] {
  const asked = normaliseName(typed)
    .split(' ')
    .filter((word) => word !== '');
  const others: string[] = [];
  for (const name of names) {
    const first = name.trim().split(/\s+/u)[0] ?? '';
    const folded = normaliseName(first);
    const same = folded === '' || asked.some((word) => normaliseName(name).includes(word));
    if (!same && !others.includes(first)) others.push(first);
    if (others.length === MOST) break;
  }
  return others;
}
