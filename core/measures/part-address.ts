/** Which part of a number is meant: a line, a column of a split, both, or all of it. */
export interface NumberPart {
  /** Undefined: every line. */
  readonly line?: string | undefined;
  /** `level`: of the tree of areas, 1 the widest. */
  readonly split?: { readonly id: string; readonly value: string; readonly level: number } | undefined;
}

/** As it stands in the condition of a list (core/finding/filter.ts). */
export const partWords = ({ line, split }: NumberPart): Record<string, string> => ({
  ...(line === undefined ? {} : { line }),
  ...(split === undefined ? {} : { split: split.id, value: split.value, level: String(split.level) }),
});

/** Read back. */
export function partIn(words: Readonly<Record<string, string>> = {}): NumberPart {
  const { line, split, value = '', level } = words;
  return {
    ...(line === undefined ? {} : { line }),
    ...(split === undefined ? {} : { split: { id: split, value, level: Math.max(1, Number(level) || 1) } }),
  };
}
