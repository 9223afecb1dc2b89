/** Text as it is compared in a search: without case, accents, and the marks that only some people type. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{Mn}|[\u200c-\u200f\u0640]/gu, '')
    .toLowerCase()
    .trim();

/** Options whose label holds every word of the search; those that begin with it first, otherwise in their order. */
export function findOptions<T extends { readonly label: string }>(options: readonly T[], search: string): readonly T[] {
  const wanted = plainText(search);
  if (wanted === '') return options;
  const words = wanted.split(/\s+/);
  const found = options.filter((option) => {
    const label = plainText(option.label);
    return words.every((word) => label.includes(word));
  });
  const starts = found.filter((option) => plainText(option.label).startsWith(wanted));
  return [...starts, ...found.filter((option) => !starts.includes(option))];
}
