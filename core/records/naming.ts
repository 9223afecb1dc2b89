import type { NameOrder } from './name-parts.ts';
import type { SpeltScript } from './spelling.ts';

/** How an office writes names. */
export interface Naming {
  /** The order of the parts of a name, unless something else is said of a person. */
  readonly order: NameOrder;
  /** Beside Latin letters: in which ones a spelling is suggested for a name in Latin letters. */
  readonly letters: readonly SpeltScript[];
}

/** Before an office chose: the order of most names in reference.md §7.3, and the letters of the program's own languages. */
export const USUAL_NAMING: Naming = { order: 'given_first', letters: ['arabic'] };
