import type { PlaceTree } from '#core/forms/place-tree.ts';
import type { Text } from '#core/forms/types.ts';
import { plainText } from '../ui/list-search.ts';

export interface FoundPlace {
  readonly value: string;
  readonly label: string;
  /** The areas around it, the widest first. */
  readonly note: string;
}
interface Searchable {
  readonly code: string;
  readonly name: string;
  /** Its own name, those around it, and its code. */
  readonly whole: string;
}

/** More are not read through; typing on narrows them down. */
const MOST_SHOWN = 50;

/** Finds the areas of a tree by what a person types. Reading a tree takes a moment, searching in it none. */
export interface PlaceFinder {
  /** Areas with all the words in them or around them: those whose own name begins so first. */
  readonly find: (typed: string) => readonly FoundPlace[];
  readonly wordsOf: (code: string) => Omit<FoundPlace, 'value'>;
}

/** @param least the least depth in the tree that is offered (1: the top). */
export function placeFinder(places: PlaceTree, say: (text: Text) => string, least: number): PlaceFinder {
  const wordsOf = (code: string): Omit<FoundPlace, 'value'> => {
    const path = places.pathOf(code).map(({ label }) => say(label));
    return { label: path.at(-1) ?? code, note: path.slice(0, -1).join(' › ') };
  };
  let read: readonly Searchable[] | undefined;
  const searchable = (): readonly Searchable[] => (read ??= readTree(places, say, least));
  const find = (typed: string): readonly FoundPlace[] => {
    const wanted = plainText(typed);
    const words = wanted.split(/\s+/);
    const begins: string[] = [];
    const others: string[] = [];
    for (const place of searchable()) {
      if (!words.every((word) => place.whole.includes(word))) continue;
      if (place.name.startsWith(wanted)) begins.push(place.code);
      else if (others.length < MOST_SHOWN) others.push(place.code);
      if (begins.length >= MOST_SHOWN) break;
    }
    return [...begins, ...others].slice(0, MOST_SHOWN).map((value) => ({ value, ...wordsOf(value) }));
  };
  return { find, wordsOf };
}

/** Each name is made plain once, also of an area that many others lie in. */
function readTree(places: PlaceTree, say: (text: Text) => string, least: number): readonly Searchable[] {
  const plain = new Map(places.all.map(({ code, label }) => [code, plainText(say(label))]));
  return places.all.flatMap(({ code, active }): Searchable[] => {
    if (!active) return [];
    const path = places.pathOf(code);
    if (path.length < least) return [];
    const around = path.map((one) => plain.get(one.code) ?? '').join(' ');
    return [{ code, name: plain.get(code) ?? '', whole: `${around} ${plainText(code)}` }];
  });
}
