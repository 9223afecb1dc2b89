import type { Area } from './area.ts';
import type { Places } from './computed.ts';
import type { Configuration, OptionDef, Text } from './types.ts';

/** The option list that holds the areas of the programme. */
export const AREAS = 'areas';
/** The longest chain of areas that is followed. */
const MOST_LEVELS = 12;

interface Place {
  readonly code: string;
  readonly label: Text;
  /** False: it was merged into another or no longer exists; answers that name it stay readable. */
  readonly active: boolean;
  /** The code of the area that it is part of today. */
  readonly mergedInto?: string;
}

/** The areas of an office, or of its programme. */
export interface PlaceTree extends Places {
  /** Every area, in the order of the list. */
  readonly all: readonly Place[];
  /** The area and those around it, the widest first; empty for a code that is not known. */
  pathOf(code: string): readonly Place[];
  /** The code of the area that `code` is part of today, where it was merged into another; otherwise `code` itself. */
  nowOf(code: string): string;
}

const trees = new WeakMap<Configuration, PlaceTree>();

const areasOf = (configuration: Configuration): readonly OptionDef[] =>
  configuration.lists.find(({ id }) => id === AREAS)?.options ?? [];
const placeOf = ({ id, label, active }: OptionDef): Place => ({ code: id, label, active: active !== false });

/**
 * The office's own tree, or else the areas of the configuration; without either it is empty. Made once per configuration.
 */
export function placeTreeOf(configuration: Configuration): PlaceTree {
  const known = trees.get(configuration);
  if (known !== undefined) return known;
  const places = areasOf(configuration).map(placeOf);
  const codes = new Set(places.map(({ code }) => code));
  const tree = treeOf(places, (code) => prefixOf(codes, code));
  trees.set(configuration, tree);
  return tree;
}

/**
 * From here the office's own tree is that of the configuration. What was chosen from the areas of the configuration stays
 * readable and is not offered any more.
 */
export function bindAreas(configuration: Configuration, areas: readonly Area[]): void {
  if (areas.length === 0) return;
  const parents = new Map(areas.map(({ code, parent }) => [code, parent]));
  const listed = areasOf(configuration).map(placeOf);
  const codes = new Set(listed.map(({ code }) => code));
  const others = listed.filter(({ code }) => !parents.has(code)).map((place) => ({ ...place, active: false }));
  const around = (code: string): string | undefined => (parents.has(code) ? parents.get(code) : prefixOf(codes, code));
  trees.set(configuration, treeOf([...areas, ...others], around));
}

/** The same configuration checked and compiled is another object: it has the same tree. */
export function shareAreas(from: Configuration, to: Configuration): void {
  trees.set(to, placeTreeOf(from));
}

/** In a list of options an area lies in the one whose code its own begins with, as P-codes are made (reference.md §7.4). */
function prefixOf(codes: ReadonlySet<string>, code: string): string | undefined {
  for (let length = code.length - 1; length > 0; length -= 1) {
    const wider = code.slice(0, length);
    if (codes.has(wider)) return wider;
  }
  return undefined;
}

function treeOf(all: readonly Place[], around: (code: string) => string | undefined): PlaceTree {
  const byCode = new Map(all.map((place) => [place.code, place]));
  const pathOf = (code: string): readonly Place[] => {
    const path: Place[] = [];
    for (let at: string | undefined = code; at !== undefined && path.length < MOST_LEVELS; at = around(at)) {
      const place = byCode.get(at);
      if (place === undefined) break;
      path.unshift(place);
    }
    return path;
  };
  const nowOf = (code: string): string => {
    let now = code;
    // A merge of what came from a merge is followed; a circle, which no file can make, ends.
    for (let i = 0; i < MOST_LEVELS; i += 1) now = byCode.get(now)?.mergedInto ?? now;
    return now;
  };
  let divided: ReadonlySet<string | undefined> | undefined;
  return {
    all,
    pathOf,
    nowOf,
    isDivided(code) {
      // Asked for one case at a time, and of every area the same: worked out once, when the first asks.
      divided ??= new Set(all.filter(({ active }) => active).map((place) => around(place.code)));
      return byCode.has(code) ? divided.has(nowOf(code)) : undefined;
    },
    levelOf: (code) => (byCode.has(code) ? pathOf(nowOf(code)).length : undefined),
  };
}
