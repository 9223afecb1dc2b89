/** How somebody of the office is close to a child, so that they should not work with its case. */
export const CONFLICT_KINDS = ['relative', 'close', 'involved', 'accused', 'other'] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];
