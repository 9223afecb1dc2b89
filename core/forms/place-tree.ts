import type { Places } from './computed.ts';
import type { Configuration, OptionDef, Text } from './types.ts';

/** The option list that holds the areas of the programme. */
const AREAS = 'areas';
/** The longest chain of areas that is followed. */
const MOST_LEVELS = 12;

interface Place {
  readonly code: string;
  readonly label: Text;
  /** False: it was merged into another or no longer exists; answers that name it stay readable. */
  readonly active: boolean;
}

/** The areas of a programme. A code lies in the area whose code it begins with, as P-codes are made (reference.md §7.4). */
export interface PlaceTree extends Places {
  /** Every area, in the order of the list. */
  readonly all: readonly Place[];
  /** The area and those around it, the widest first; empty for a code that is not known. */
  pathOf(code: string): readonly Place[];
}

const trees = new WeakMap<Configuration, PlaceTree>();

/** The areas of a configuration; without a list of areas the tree is empty. Made once per configuration. */
export function placeTreeOf(configuration: Configuration): PlaceTree {
  const known = trees.get(configuration);
  if (known !== undefined) return known;
  const tree = treeOf(configuration.lists.find(({ id }) => id === AREAS)?.options ?? []);
  trees.set(configuration, tree);
  return tree;
}

function treeOf(options: readonly OptionDef[]): PlaceTree {
  const all = options.map(({ id, label, active }): Place => ({ code: id, label, active: active !== false }));
  const byCode = new Map(all.map((place) => [place.code, place]));
  const around = (code: string): string | undefined => {
    for (let length = code.length - 1; length > 0; length -= 1) {
      const wider = code.slice(0, length);
      if (byCode.has(wider)) return wider;
    }
    return undefined;
  };
  const pathOf = (code: string): readonly Place[] => {
    const path: Place[] = [];
    for (let at: string | undefined = code; at !== undefined && path.length < MOST_LEVELS; at = around(at)) {
      const place = byCode.get(at);
      if (place === undefined) break;
      path.unshift(place);
    }
    return path;
  };
  return {
    all,
    pathOf,
    levelOf: (code) => (byCode.has(code) ? pathOf(code).length : undefined),
  };
}
