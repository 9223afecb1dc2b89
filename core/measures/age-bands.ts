import type { AgeBand } from './measure.ts';

/** Of a configuration that names none of its own (reference.md §6.1). */
export const AGE_BANDS: readonly AgeBand[] = [
  { id: '0-5', from: 0, to: 5 },
  { id: '6-11', from: 6, to: 11 },
  { id: '12-17', from: 12, to: 17 },
  { id: '18+', from: 18 },
];
