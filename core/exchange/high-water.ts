/** How far the database of a computer has come (exchange.md R2): numbers of its own log, and its audit chain. */
export interface Reached {
  /** The last number that the computer gave out. */
  readonly dseq: number;
  /** Number and hash (base64url) of the last line of the audit chain. */
  readonly auditN: number;
  readonly auditHash: string;
}

/**
 * Why a computer may not go on under the numbers it has used: its database is behind what is remembered of it, went
 * another way after a common beginning, is on a computer that does not remember it, or other offices hold commits of it
 * that it does not know.
 */
export const DOUBTS = ['older', 'other-course', 'elsewhere', 'seen-by-others'] as const;
export type Doubt = (typeof DOUBTS)[number];

/**
 * Whether a database extends what is remembered of it.
 *
 * @param hashAt hash of a line of its audit chain; undefined where the chain is shorter.
 */
export function doubtAbout(
  dseq: number,
  hashAt: (n: number) => string | undefined,
  remembered: Reached,
): Doubt | undefined {
  if (dseq < remembered.dseq) return 'older';
  if (remembered.auditN === 0) return undefined;
  const hash = hashAt(remembered.auditN);
  if (hash === undefined) return 'older';
  return hash === remembered.auditHash ? undefined : 'other-course';
}
