/**
 * Padmé: the size a bundle is padded to, so that its length tells little (exchange.md §6.7). At most 12 % more, and
 * less the larger it is.
 */
export function padme(length: number): number {
  if (length < 2) return length;
  const exponent = Math.floor(Math.log2(length));
  const mantissa = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - mantissa);
  return Math.ceil(length / step) * step;
}
