import { z } from 'zod';
import type { CaseId, UserId } from '#core/ids.ts';

/** What an office does when its process is killed. */
export const KILL_WORKS = ['save', 'import', 'migration', 'backup', 'restore', 'key'] as const;
export type KillWork = (typeof KILL_WORKS)[number];

/** What an office has acknowledged before its process was killed. */
export interface Acknowledged {
  /** The newest answer of each case. Answers are numbered: a later one has a higher number. */
  readonly cases: readonly (readonly [CaseId, string])[];
  /** Rows of the list that became cases. */
  readonly created: number;
  /** The office stands in its folder. */
  readonly restored: boolean;
  readonly backup: boolean;
}

/** What the process to be killed is told. */
export interface KillOrder {
  readonly dir: string;
  readonly resourcesDir: string;
  readonly user: UserId;
  readonly passphrase: string;
  readonly work: KillWork;
  /** The import to go on with. */
  readonly run: string;
  /** Where a backup lies. */
  readonly backups: string;
  /** Cases that the office had to begin with. */
  readonly first: number;
  /** Numbers of answers begin behind this one. */
  readonly from: number;
  readonly acknowledged: Acknowledged;
}

/** A line of the process: something that was acknowledged to whoever asked for it, or what did not hold at its start. */
export const said = z.union([
  z.strictObject({ opening: z.literal(true) }),
  z.strictObject({ broken: z.string() }),
  z.strictObject({ ready: z.literal(true) }),
  z.strictObject({ caseId: z.custom<CaseId>((v) => typeof v === 'string'), answer: z.string() }),
  z.strictObject({ created: z.int() }),
  z.strictObject({ backup: z.literal(true) }),
  z.strictObject({ key: z.literal(true) }),
  z.strictObject({ restored: z.literal(true) }),
]);
export type Said = z.infer<typeof said>;
