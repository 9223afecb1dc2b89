import { describe, expect, it } from 'vitest';
import { letInAgain } from '#core/exchange/crosswise.ts';

const by = (...pairs: readonly string[]) => pairs.map((pair) => ({ user: pair.charAt(0), by: pair.charAt(1) }));
const nobody = new Set<string>();

describe('who is let in again', () => {
  it('is one of those who suspended each other, the same in whatever order it is told', () => {
    expect(letInAgain(['B', 'A'], by('AB', 'BA'), nobody)).toBe('A');
    expect(letInAgain(['A', 'B'], by('BA', 'AB'), nobody)).toBe('A');
    expect(letInAgain(['A', 'B', 'C'], by('AB', 'BC', 'CA'), new Set(['C']))).toBe('C');
  });
  it('is nobody while somebody is left, nor where nobody was suspended crosswise', () => {
    expect(letInAgain(['A', 'B', 'C'], by('AB', 'BA'), nobody)).toBeUndefined();
    expect(letInAgain(['A', 'B'], by('AX', 'BX'), nobody)).toBeUndefined();
    expect(letInAgain(['A'], by('AA'), nobody)).toBeUndefined();
  });
  it('is nobody who only was suspended by one of them', () => {
    expect(letInAgain(['A', 'B', 'C'], by('AB', 'BC', 'CB'), nobody)).toBe('B');
  });
});
