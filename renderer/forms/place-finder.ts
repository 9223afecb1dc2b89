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
  /** Its own name, those around it, those of the places that are part of it today, and its code. */
  readonly whole: string;
}

/** More are not read through; typing on narrows them down. */
const MOST_SHOWN = 50;

/** Finds the areas of a tree by what a person types. Reading a tree takes a moment, searching in it none. */
export interface PlaceFinder {
  /** Areas with all the words in them or around them: those whose own name begins so first. */
  readonly find: (typed: string) => readonly FoundPlace[];
  readonly wordsOf: (code: string) => Omit<FoundPlace, 'value'>;
  /** The area that `code` is part of today, with those around it; undefined for one that was not merged. */
  readonly todayOf: (code: string) => string | undefined;
}

/** @param least the least depth in the tree that is offered (1: the top). */
export function placeFinder(places: PlaceTree, say: (text: Text) => string, least: number): PlaceFinder {
  const namesTo = (code: string): string[] => places.pathOf(code).map(({ label }) => say(label));
  const wordsOf = (code: string): Omit<FoundPlace, 'value'> => {
    const path = namesTo(code);
    return { label: path.at(-1) ?? code, note: path.slice(0, -1).join(' › ') };
  };
  const todayOf = (code: string): string | undefined => {
    const today = places.nowOf(code);
    return today === code ? undefined : namesTo(today).join(' › ');
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
  return { find, wordsOf, todayOf };
}

/** Each name is made plain once, also of an area that many others lie in. */
function readTree(places: PlaceTree, say: (text: Text) => string, least: number): readonly Searchable[] {
  const plain = new Map(places.all.map(({ code, label }) => [code, plainText(say(label))]));
  /** People go on saying the old name of a place that became part of another. */
  const earlier = new Map<string, string>();
  for (const { code, mergedInto } of places.all)
    if (mergedInto !== undefined) {
      const now = places.nowOf(code);
      earlier.set(now, `${earlier.get(now) ?? ''} ${plain.get(code) ?? ''}`);
    }
  return places.all.flatMap(({ code, active }): Searchable[] => {
    if (!active) return [];
    const path = places.pathOf(code);
    if (path.length < least) return [];
    const around = path.map((one) => plain.get(one.code) ?? '').join(' ');
    const whole = `${around} ${plainText(code)}${earlier.get(code) ?? ''}`;
    return [{ code, name: plain.get(code) ?? '', whole }];
  });
}
