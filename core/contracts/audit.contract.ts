import { z } from 'zod';
import { AREA_ORDER } from '../audit/areas.ts';
import { LIMITS_BETWEEN, UNUSUAL_KINDS } from '../audit/unusual.ts';
import { call, desktopCall } from './contract.ts';
import { caseId, day, instant, line, none, reason } from './values.ts';

export const auditLine = z.strictObject({
  n: z.int(),
  atUtc: instant,
  who: line,
  device: line,
  action: line,
  object: line,
  result: z.enum(['done', 'refused', 'failed']),
  detail: z.string(),
});

const area = z.enum(AREA_ORDER);
/** Whom a line names: an id, or a word of the program. */
const someone = z.string().min(1).max(64);

const unusual = z.strictObject({
  kind: z.enum(UNUSUAL_KINDS),
  who: someone,
  name: line,
  fromN: z.int(),
  toN: z.int(),
  fromUtc: instant,
  toUtc: instant,
  count: z.int(),
  /** Somebody looked into it, and nothing came since. */
  noted: z.strictObject({ by: line, why: z.string(), atUtc: instant }).exactOptional(),
});

const between = ([least, most]: readonly [number, number]): z.ZodInt => z.int().min(least).max(most);
const limits = z.strictObject({
  casesInHour: between(LIMITS_BETWEEN.casesInHour),
  casesTakenInDay: between(LIMITS_BETWEEN.casesTakenInDay),
  refusedInHour: between(LIMITS_BETWEEN.refusedInHour),
  wrongInDay: between(LIMITS_BETWEEN.wrongInDay),
  nightFrom: between(LIMITS_BETWEEN.nightFrom),
  nightTo: between(LIMITS_BETWEEN.nightTo),
  clockBackMinutes: between(LIMITS_BETWEEN.clockBackMinutes),
});

/** Whether the chain is whole. It is followed in the background; a `changed` event tells the end. */
const standing = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('checking') }),
  z.strictObject({ state: z.literal('whole'), lines: z.int(), atUtc: instant }),
  z.strictObject({ state: z.literal('broken'), lines: z.int(), atUtc: instant, brokenAt: z.int() }),
]);

export const auditCalls = {
  /** Newest first. All conditions hold together; `caseId`: only what concerns that case; days are the office's. */
  list: call(
    'audit.view',
    z.strictObject({
      caseId: caseId.exactOptional(),
      who: someone.exactOptional(),
      area: area.exactOptional(),
      /** Only what was refused or failed. */
      trouble: z.literal(true).exactOptional(),
      from: day.exactOptional(),
      to: day.exactOptional(),
      before: z.int().exactOptional(),
      limit: z.int().min(1).max(500),
    }),
    z.strictObject({ lines: z.array(auditLine), more: z.boolean() }),
  ),
  /** Everybody who stands in it, those who did something last first. */
  people: call('audit.view', none, z.array(z.strictObject({ who: someone, name: line, lines: z.int() }))),
  /** Who opened, changed, printed or took a case, and when last; the latest first. */
  ofCase: call(
    'audit.view',
    z.strictObject({ caseId }),
    z.strictObject({
      code: line,
      people: z.array(
        z.strictObject({
          who: someone,
          name: line,
          opened: z.int(),
          changed: z.int(),
          printed: z.int(),
          exported: z.int(),
          lastUtc: instant,
        }),
      ),
    }),
  ),
  /** Whether the chain is whole; `again`: follows it anew. */
  standing: call('audit.view', z.strictObject({ again: z.boolean() }), standing),
  /** What stood out in the last weeks, newest first. */
  unusual: call('audit.view', none, z.array(unusual)),
  /** From when on something stands out here. */
  limits: call('audit.view', none, limits),
  /** It counts at once, also for what happened before. */
  setLimits: call('office.settings', limits, none),
  /** Writes down what somebody found out about it. FORM_STALE when it is not there. */
  note: call(
    'audit.view',
    z.strictObject({ kind: z.enum(UNUSUAL_KINDS), who: someone, fromN: z.int(), why: reason }),
    none,
  ),
  /**
   * Saves the whole trail for an inspector, with the program that verifies it beside it. Null: the person changed their
   * mind. Encrypted with a new passphrase (age) unless `sealed` is false. DISK_*, EXPORT_NOT_WHOLE.
   */
  save: desktopCall(
    'audit.view',
    z.strictObject({ sealed: z.boolean(), purpose: z.string().trim().min(3).max(500) }),
    z
      .strictObject({
        fileName: line,
        verifier: line,
        lines: z.int(),
        bytes: z.int(),
        /** Opens the file. Told this once and kept nowhere. */
        passphrase: z.array(z.string()).exactOptional(),
      })
      .nullable(),
  ),
} as const;

export type AuditLine = z.infer<typeof auditLine>;
export const auditLimits = limits;
export type UnusualLine = z.infer<typeof unusual>;
export type SavedAudit = NonNullable<z.infer<(typeof auditCalls)['save']['output']>>;
