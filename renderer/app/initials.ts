/** Two letters for a round mark: the first of the first and last word; of one word the first two. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const letters = (word: string | undefined): string[] =>
    [...new Intl.Segmenter().segment(word ?? '')].map((s) => s.segment);
  const first = letters(words[0]);
  const pair = words.length > 1 ? [first[0], letters(words.at(-1))[0]] : first.slice(0, 2);
  return pair.join('').toLocaleUpperCase();
}
