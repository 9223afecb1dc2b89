import { z } from 'zod';
import { passedRequestEntry } from '#core/contracts/data-requests.contract.ts';
import { authority } from '#core/contracts/holds.contract.ts';
import { day, reason, rowId } from '#core/contracts/values.ts';
import { isId16, type OfficeId, type UserId } from '#core/ids.ts';
import { BREACH_SORTS, BREACHED_DATA, TOLD_STATES } from '#core/privacy/breach.ts';
import type { Op, UnknownOp } from './op.ts';

/** The stream of a hand-over: what two offices say about it, and no office that merely has a copy gets (decision 0080). */
export const HANDOVER_STREAM = 'handover';

/** Up to the end of the year 9999: what is later cannot be shown as a day. */
const moment = z.int().min(0).max(253_402_300_799_999);

/** What an office says of an incident in which a case was affected: nothing of others, and no words of a person. */
export const incidentFacts = z.strictObject({
  sort: z.enum(BREACH_SORTS),
  data: z.array(z.enum(BREACHED_DATA)).min(1).max(BREACHED_DATA.length),
  /** Since when it was known, and when it happened as far as anybody knows; ms since 1970 UTC. */
  known: moment,
  happened: moment.exactOptional(),
  authority: z.enum(TOLD_STATES),
  people: z.enum(TOLD_STATES),
});
export type IncidentFacts = z.infer<typeof incidentFacts>;
export type PassedRequestEntry = z.infer<typeof passedRequestEntry>;

/**
 * By the id of the row of `transfers`: a hold in full; why a case is kept longer; an entry of a request about the data on
 * the child; an incident; each with who decided or wrote it at the office that gave the case away, and when (ms). And by
 * either office: that it lifted a hold (who had set it, when), why, who lifted it and when.
 */
export type PassOp =
  | readonly ['pass', string, 'held', string, string, string, UserId, string, number]
  | readonly ['pass', string, 'longer', string, string, UserId, string, number]
  | readonly ['pass', string, 'lifted', UserId, number, string, UserId, string, number]
  | readonly ['pass', string, 'request', string, PassedRequestEntry, UserId, string, number]
  | readonly ['pass', string, 'incident', string, IncidentFacts, UserId, string, number];

export const isPass = (op: Op | UnknownOp): op is PassOp => !('unknown' in op) && op[0] === 'pass';

/** What the core says in place of the reason of a hold and who ordered it: offices with a copy read the core. */
export const UNSAID = '— — —';

const id = z.string().refine(isId16);
/** Id and name of who decided it, and when. */
const decided = [id, z.string().max(500), moment] as const;
const head = [z.literal('pass'), rowId] as const;

export const passShape = z.union([
  z.tuple([...head, z.literal('held'), reason, authority, z.union([z.literal(''), day]), ...decided]),
  z.tuple([...head, z.literal('longer'), day, z.string().max(2000), ...decided]),
  z.tuple([...head, z.literal('lifted'), id, moment, reason, ...decided]),
  z.tuple([...head, z.literal('request'), rowId, passedRequestEntry, ...decided]),
  z.tuple([...head, z.literal('incident'), rowId, incidentFacts, ...decided]),
]);

/** A hand-over that has made an office the owner. */
interface Given {
  readonly row: string;
  readonly from: OfficeId;
  readonly to: OfficeId;
}

/**
 * Why such words do not count; undefined when they do, or there are none. They stand in the stream of their hand-over alone,
 * which holds nothing else; what goes along is said by the office that gave the case away, that a hold was lifted by both.
 *
 * @param given the hand-over whose stream it is; undefined for any other stream.
 */
export function judgePassed(
  ops: readonly (Op | UnknownOp)[],
  compartment: string,
  author: OfficeId | undefined,
  given: Given | undefined,
): string | undefined {
  const words = ops.filter(isPass);
  const isOther = (op: Op | UnknownOp): boolean => !('unknown' in op) && op[0] !== 'gen' && op[0] !== 'pass';
  if (compartment !== HANDOVER_STREAM) return words.length === 0 ? undefined : 'not-of-this-stream';
  if (given === undefined || ops.some(isOther) || words.some((op) => op[1] !== given.row)) return 'not-of-this-stream';
  if (author !== given.from && author !== given.to) return 'passed-by-another-office';
  const fits = words.every((op) => op[2] === 'lifted' || author === given.from);
  return fits ? undefined : 'passed-by-another-office';
}
