import type { PlaceTree } from '#core/forms/place-tree.ts';

const kept = new WeakMap<PlaceTree, ReadonlyMap<string, readonly string[]>>();

/** Made once for a tree: a list that is narrowed to a district asks for it at every page. */
function below(tree: PlaceTree): ReadonlyMap<string, readonly string[]> {
  const known = kept.get(tree);
  if (known !== undefined) return known;
  const inside = new Map<string, string[]>();
  for (const { code } of tree.all)
    // An area that became part of another is counted there today, and still found under its old code.
    for (const around of new Set([...tree.pathOf(code), ...tree.pathOf(tree.nowOf(code))])) {
      const codes = inside.get(around.code);
      if (codes === undefined) inside.set(around.code, [code]);
      else codes.push(code);
    }
  kept.set(tree, inside);
  return inside;
}

/** These areas with everything below them. A code that the tree does not know stands for itself. */
export const placesIn = (tree: PlaceTree, codes: readonly string[]): readonly string[] => [
  ...new Set(codes.flatMap((code) => below(tree).get(code) ?? [code])),
];
