/** Enough of a hash for two people to compare: 32 digits in groups of four. */
export const hashWords = (hash: string): string => (hash.slice(0, 32).match(/.{4}/g) ?? []).join(' ');
