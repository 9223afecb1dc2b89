import type { Text } from '../forms/types.ts';

/**
 * What a paper of data protection says, in no language yet: it is kept, compared and printed in any of them. `word`: a
 * message by its full key. `label`: words of the configuration. `typed`: what a person of the office wrote.
 */
export type Said =
  | { readonly kind: 'word'; readonly key: string; readonly count?: number }
  | { readonly kind: 'label'; readonly text: Text }
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'country'; readonly code: string };

/** One line of a section; the first cell names it. `warn`: somebody has to look at it. */
export interface SaidLine {
  readonly id: string;
  readonly cells: readonly (readonly Said[])[];
  readonly warn?: true;
}

export interface SaidSection {
  readonly id: string;
  readonly columns: readonly string[];
  readonly lines: readonly SaidLine[];
  /** Numbers of what went by: they are other ones every day, and nothing is made of that. */
  readonly passing?: true;
}

/** What is another way than it was. `before`: the line as it was, of one that changed. */
export interface SaidChange {
  readonly section: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly line: SaidLine;
  readonly before?: SaidLine;
}

export const word = (key: string, count?: number): Said => ({
  kind: 'word',
  key,
  ...(count === undefined ? {} : { count }),
});
export const label = (text: Text): Said => ({ kind: 'label', text });
export const typed = (text: string): readonly Said[] => (text === '' ? [] : [{ kind: 'typed', text }]);

const same = (a: SaidLine, b: SaidLine): boolean => JSON.stringify(a.cells) === JSON.stringify(b.cells);

/** What changed from one state of the sections to another, in the order of the later one; what is gone comes last. */
export function changesBetween(before: readonly SaidSection[], now: readonly SaidSection[]): readonly SaidChange[] {
  const lines = (sections: readonly SaidSection[]) =>
    sections
      .filter(({ passing }) => passing !== true)
      .flatMap(({ id: section, lines: all }) => all.map((line) => ({ section, line, key: `${section} ${line.id}` })));
  const earlier = new Map(lines(before).map((one) => [one.key, one]));
  const later = new Set<string>();
  const changed = lines(now).flatMap(({ section, line, key }): SaidChange[] => {
    later.add(key);
    const was = earlier.get(key)?.line;
    if (was === undefined) return [{ section, kind: 'added', line }];
    return same(was, line) ? [] : [{ section, kind: 'changed', line, before: was }];
  });
  const gone = [...earlier.values()].filter(({ key }) => !later.has(key));
  return [...changed, ...gone.map(({ section, line }): SaidChange => ({ section, kind: 'removed', line }))];
}
