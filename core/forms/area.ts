import type { Text } from './types.ts';

/** An area of an office's own tree. */
export interface Area {
  /** Never given to another area: answers name it. */
  readonly code: string;
  /** The area that it lies in; absent at the top. */
  readonly parent?: string;
  readonly label: Text;
  /** False: it is in the tree no more; answers that name it stay readable. */
  readonly active: boolean;
  /** The area that it is part of today; only of one that is in the tree no more. */
  readonly mergedInto?: string;
}
