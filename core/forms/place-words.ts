import type { PlaceTree } from './place-tree.ts';
import type { Text } from './types.ts';

/**
 * An area with those around it, the widest first, and the one that it is part of today; empty for a code that is not known.
 *
 * @param today the words for an area `was` that is part of `now`.
 */
export function placeWords(
  tree: PlaceTree,
  code: string,
  say: (label: Text) => string,
  today: (names: { readonly was: string; readonly now: string }) => string,
): string {
  const wayTo = (place: string): string =>
    tree
      .pathOf(place)
      .map(({ label }) => say(label))
      .join(' › ');
  const [was, now] = [wayTo(code), tree.nowOf(code)];
  return was === '' || now === code ? was : today({ was, now: wayTo(now) });
}
