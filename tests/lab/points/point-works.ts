import { z } from 'zod';
import type { CaseId, OfficeId, UserId } from '#core/ids.ts';

/**
 * What an office does while one of its system calls fails: write a stick with cases and a recording, read the bundle of
 * cases, read the bundle of the recording behind it, read what confirms both.
 */
export const POINT_WORKS = ['export', 'import', 'parts', 'confirm'] as const;
export type PointWork = (typeof POINT_WORKS)[number];

/** What the process under test is told. */
export interface PointOrder {
  readonly dir: string;
  readonly resourcesDir: string;
  readonly user: UserId;
  readonly passphrase: string;
  readonly work: PointWork;
  /** Where an export goes, for whom, and which cases. */
  readonly stick: string;
  readonly to: OfficeId;
  readonly cases: readonly CaseId[];
  /** The bundle that is read otherwise. */
  readonly path: string;
}

/**
 * A line of the process: it is signed in and waits for a word to begin; what became of the work, and of the same work asked
 * for once more after it was refused, without a restart.
 */
export const said = z.union([
  z.strictObject({ ready: z.int() }),
  z.strictObject({ done: z.literal(true), again: z.boolean() }),
  z.strictObject({ refused: z.string(), why: z.string(), again: z.boolean() }),
]);
export type Said = z.infer<typeof said>;
