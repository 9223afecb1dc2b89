import { z } from 'zod';
import {
  ageValue,
  dateRangeValue,
  dateTimeValue,
  dateValue,
  day,
  fieldId,
  fieldValue,
  missing,
  moneyValue,
  reason,
  rowId,
  tallyValue,
} from '#core/contracts/values.ts';
import { authority } from '#core/contracts/holds.contract.ts';
import type { AttachmentKind, AttachmentMime, SignedHow } from '#core/attachments/kinds.ts';
import { isId16, isId32 } from '#core/ids.ts';
import type { CaseId, CommitId, OfficeId, UserId } from '#core/ids.ts';
import type { Compartment, FieldValue, Values } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { fileFacts } from './file-facts.ts';
import { HANDOVER_STREAM, passShape, type PassOp } from './passed-words.ts';

/** The first 16 bytes of a commit's id: names one write of one field (exchange.md R2). */
export type Dot = string;

/** The streams of a referral to another office: the words of both about it, and what was shown (decision 0023). */
export type ReferralStream = 'referral' | 'snapshot';

/** Why a referral to another office ended: its sender took it back, or consent covers it no longer. */
export const REFERRAL_ENDS = ['taken_back', 'consent'] as const;
export type ReferralEnd = (typeof REFERRAL_ENDS)[number];

/**
 * What is said of an attachment, under short names; its content travels apart and is known by these words alone
 * (decision 0048).
 */
export interface FileFacts {
  /** Collection and field of the question that it was added for. */
  readonly f: readonly [string, string];
  readonly k: AttachmentKind;
  readonly m: AttachmentMime;
  /** Length of the content. */
  readonly b: number;
  /** File name, or who signed. */
  readonly n: string;
  readonly s?: SignedHow | undefined;
  readonly u: UserId;
  /** When it was added, ms. */
  readonly t: number;
  /** 32 bytes, drawn for this file: the key of the names of its chunks. */
  readonly h: string;
  /** Names of its chunks in order: HMAC-SHA-256 under the key. */
  readonly c: readonly string[];
  /** Small picture. */
  readonly p?: string | undefined;
}

/** What becomes of a case that nobody may keep: everything of it goes, or everything but what numbers are made of. */
export const ERASURE_KINDS = ['erased', 'anonymised'] as const;
export type ErasureKind = (typeof ERASURE_KINDS)[number];
/** What an office answers that is asked to do the same: a duty of its own to keep the case stands above the request. */
export const ERASURE_OUTCOMES = [...ERASURE_KINDS, 'refused'] as const;
export type ErasureOutcome = (typeof ERASURE_OUTCOMES)[number];
/** The stream of a case in which offices ask each other to erase it, and answer: it outlives what was erased. */
export const ERASURE_STREAM = 'erasure';
/** Streams that no grant and no change of owner is said in: an office's own, and those with rules of their own. */
export const APART: ReadonlySet<string> = new Set(['admin', ERASURE_STREAM, HANDOVER_STREAM]);
type CaseStream = Compartment | ReferralStream | typeof ERASURE_STREAM | typeof HANDOVER_STREAM;

/** What a commit does. Arrays, so that a signed commit stays small; the first element names the kind. */
export type Op =
  | readonly ['gen', CaseId, CaseStream, OfficeId, string]
  /** The same with a commit of another stream that it relies on: what lets a partner write in the case (R10), for one. */
  | readonly ['gen', CaseId, CaseStream, OfficeId, string, CommitId]
  /** Creates a record with everything in it: the case itself or a row. */
  | readonly ['doc', string, string, Values]
  /** Sets (null: clears) a field. The dots are those its editor was shown, and only those are superseded (R1). */
  | readonly ['set', string, string, string, FieldValue | null, readonly Dot[]]
  | readonly ['set', string, string, string, FieldValue | null, readonly Dot[], string]
  | readonly ['del', string, string, readonly Dot[]]
  /** Office, may write (1) or only read (0), purpose, reference of the consent it rests on, from when (ms). */
  | readonly ['grant', OfficeId, 0 | 1, string, string, number]
  /**
   * The hand-over of the case, by the id of its row in `transfers`: the owner offers it to an office and may take that
   * back, the office takes it or leaves it with a reason, and only the owner then says that it is owned there, naming
   * the commit that took it (decision 0019).
   */
  | readonly ['hand', string, 'offer' | 'recall' | 'take', OfficeId]
  | readonly ['hand', string, 'leave', OfficeId, string]
  | readonly ['hand', string, 'own', OfficeId, CommitId]
  /**
   * A referral to another office, by the id of its row in `referrals`: an office is asked until a day, and the referral
   * ended; the office accepts, declines with a reason, and closes it with the day on which the service was given (''
   * when it was not) and what there is to report (decision 0023).
   */
  | readonly ['refer', string, 'ask', OfficeId, string]
  | readonly ['refer', string, 'end', ReferralEnd]
  | readonly ['refer', string, 'accept']
  | readonly ['refer', string, 'decline', string]
  | readonly ['refer', string, 'close', string, string]
  /** Tells of an attachment of the case, by its id. */
  | readonly ['file', string, FileFacts]
  /**
   * Nothing more is done with the case but keeping it (GDPR article 18), by an id of its own: why, who asked for it or
   * ordered it, and the day on which it is expected to end ('' when nobody knows); it lasts until it is lifted, and why.
   */
  | readonly ['restrict', string, 'set', string, string, string]
  | readonly ['restrict', string, 'lift', string]
  /**
   * Beside the word that gives a case to another office, by the id of that hand-over: a legal hold that lies on it (why,
   * who ordered it, until when it is expected or ''), the decision to keep it longer (until, why), that its name is
   * hidden; then who decided that here (id, name) and when, ms (decision 0069).
   */
  | readonly ['keep', string, 'held', string, string, string, UserId, string, number]
  | readonly ['keep', string, 'longer', string, string, UserId, string, number]
  | readonly ['keep', string, 'hidden', UserId, string, number]
  /** In the stream of a hand-over alone: what the two offices tell each other beside it (decision 0080). */
  | PassOp
  /** By an id of its own, in the stream of erasures alone: what was done here and is asked of others, and why; the answer. */
  | readonly ['erase', string, 'ask', ErasureKind, string]
  | readonly ['erase', string, 'answer', ErasureOutcome, string];

/** Sets a field (null: clears it), with the reason when one was given. */
export function setOp(
  where: { readonly collection: string; readonly row: string; readonly field: string },
  value: FieldValue | null,
  shown: readonly Dot[],
  why: string | undefined,
): Op {
  const { collection, row, field } = where;
  return why === undefined
    ? ['set', collection, row, field, value, shown]
    : ['set', collection, row, field, value, shown, why];
}

/** Writes or removes answers; everything else tells of the case as a whole. */
export type AnswerOp = Extract<Op, readonly ['doc' | 'set' | 'del', ...unknown[]]>;

export const isAnswerOp = (op: Op | UnknownOp): op is AnswerOp =>
  !('unknown' in op) && (op[0] === 'doc' || op[0] === 'set' || op[0] === 'del');

/** An operation of a newer version: kept, forwarded, not understood. */
export interface UnknownOp {
  readonly unknown: string;
}

const id = z.string().refine(isId16);
/** A name that every object has of its own ("constructor") would be found where nothing was ever put. */
const name = fieldId.refine((text) => !(text in Object.prototype));
const usualNames = new Set<string>();
function isName(text: string): boolean {
  if (usualNames.has(text)) return true;
  const fits = name.safeParse(text).success;
  // A configuration has some hundreds of fields; an attacker's names must not fill the memory.
  if (fits && usualNames.size < 2000) usualNames.add(text);
  return fits;
}
const isShort = (value: unknown): boolean => typeof value === 'string' && value.length <= 200;
/**
 * What `fieldValue` says, faster where most answers are short: a first load reads a million of them. No kind of object
 * can be mistaken for another, so only the one that it may be is tried.
 */
function isValue(value: unknown): boolean {
  if (isShort(value) || Number.isSafeInteger(value)) return true;
  if (Array.isArray(value)) return (value.length <= 500 && value.every(isShort)) || fieldValue.safeParse(value).success;
  if (typeof value !== 'object' || value === null) return fieldValue.safeParse(value).success;
  return shapeOf(value).safeParse(value).success;
}
function shapeOf(value: object): z.ZodType {
  if ('missing' in value) return missing;
  if ('date' in value) return dateValue;
  if ('asOf' in value) return ageValue;
  if ('at' in value) return dateTimeValue;
  if ('tally' in value) return tallyValue;
  return 'amount' in value ? moneyValue : dateRangeValue;
}
const values = z.custom<Values>(
  (raw) =>
    typeof raw === 'object' &&
    raw !== null &&
    !Array.isArray(raw) &&
    Object.entries(raw).every(([field, value]) => isName(field) && isValue(value)),
);
const record = z.union([z.literal('case'), rowId]);
const dots = z.array(id).max(64);
/** Who decided it: id, name; and when, up to the end of the year 9999: what is later cannot be shown as a day. */
const decided = [id, z.string().max(500), z.int().min(0).max(253_402_300_799_999)] as const;
const known: Readonly<Record<string, z.ZodType>> = {
  gen: z.union([
    z.tuple([z.literal('gen'), id, z.string().max(16), id, z.string().max(24)]),
    z.tuple([z.literal('gen'), id, z.string().max(16), id, z.string().max(24), z.string().refine(isId32)]),
  ]),
  doc: z.tuple([z.literal('doc'), name, record, values]),
  set: z.union([
    z.tuple([z.literal('set'), name, record, name, fieldValue.nullable(), dots]),
    z.tuple([z.literal('set'), name, record, name, fieldValue.nullable(), dots, z.string().max(2000)]),
  ]),
  del: z.tuple([z.literal('del'), name, record, dots]),
  grant: z.tuple([
    z.literal('grant'),
    id,
    z.union([z.literal(0), z.literal(1)]),
    z.string().max(40),
    z.string().max(64),
    z.int().min(0),
  ]),
  hand: z.union([
    z.tuple([z.literal('hand'), rowId, z.enum(['offer', 'recall', 'take']), id]),
    z.tuple([z.literal('hand'), rowId, z.literal('leave'), id, z.string().max(2000)]),
    z.tuple([z.literal('hand'), rowId, z.literal('own'), id, z.string().refine(isId32)]),
  ]),
  refer: z.union([
    z.tuple([z.literal('refer'), rowId, z.literal('ask'), id, day]),
    z.tuple([z.literal('refer'), rowId, z.literal('end'), z.enum(REFERRAL_ENDS)]),
    z.tuple([z.literal('refer'), rowId, z.literal('accept')]),
    z.tuple([z.literal('refer'), rowId, z.literal('decline'), z.string().max(500)]),
    z.tuple([z.literal('refer'), rowId, z.literal('close'), z.union([z.literal(''), day]), z.string().max(20_000)]),
  ]),
  file: z.tuple([z.literal('file'), rowId, fileFacts]),
  restrict: z.union([
    z.tuple([
      z.literal('restrict'),
      rowId,
      z.literal('set'),
      z.string().max(2000),
      z.string().max(300),
      z.union([z.literal(''), day]),
    ]),
    z.tuple([z.literal('restrict'), rowId, z.literal('lift'), z.string().max(2000)]),
  ]),
  keep: z.union([
    z.tuple([
      z.literal('keep'),
      rowId,
      z.literal('held'),
      // As the register of holds keeps them: an entry that it could not read would close every case that is held.
      reason,
      authority,
      z.union([z.literal(''), day]),
      ...decided,
    ]),
    z.tuple([z.literal('keep'), rowId, z.literal('longer'), day, z.string().max(2000), ...decided]),
    z.tuple([z.literal('keep'), rowId, z.literal('hidden'), ...decided]),
  ]),
  pass: passShape,
  erase: z.union([
    z.tuple([z.literal('erase'), rowId, z.literal('ask'), z.enum(ERASURE_KINDS), z.string().max(2000)]),
    z.tuple([z.literal('erase'), rowId, z.literal('answer'), z.enum(ERASURE_OUTCOMES), z.string().max(2000)]),
  ]),
};

/** The operations that this version knows; others are kept and not understood. */
export const OP_KINDS: readonly string[] = Object.keys(known);

/** The case itself is one record, named `case` on both sides; a second one would stand beside it unmerged. */
function namesOneRecord(op: Op): boolean {
  if (op[0] !== 'doc' && op[0] !== 'set' && op[0] !== 'del') return true;
  return (op[1] === CASE_RECORD) === (op[2] === CASE_RECORD);
}

/**
 * Reads one operation from foreign bytes. An operation whose kind is not known is kept as unknown; one whose kind is
 * known and whose shape is wrong makes the commit invalid (undefined).
 */
export function readOp(raw: unknown): Op | UnknownOp | undefined {
  if (!Array.isArray(raw) || typeof raw[0] !== 'string') return undefined;
  const kind: string = raw[0];
  const schema = Object.hasOwn(known, kind) ? known[kind] : undefined;
  if (!schema) return kind.length <= 16 ? { unknown: kind } : undefined;
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return undefined;
  const op = parsed.data as Op;
  return namesOneRecord(op) ? op : undefined;
}
