const two = (n: number): string => String(n).padStart(2, '0');

/** The day on this computer, `YYYY-MM-DD`. */
export const dayHere = (now: Date): string =>
  `${String(now.getFullYear())}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
