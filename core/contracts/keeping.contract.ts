import { z } from 'zod';
import { ATTACHMENT_KINDS } from '../attachments/kinds.ts';
import { ERASURE_KINDS, ERASURE_OUTCOMES } from '../exchange/op.ts';
import { CASE_RULES, MOST_MONTHS, RETENTION_RULES } from '../privacy/retention.ts';
import { call } from './contract.ts';
import { proof } from './second-factor.contract.ts';
import { caseId, day, instant, line, none, reason, rowId, userId } from './values.ts';

const kind = z.enum(ERASURE_KINDS);

/** What another office asks, which people here decide. */
const request = z.strictObject({ request: rowId, office: line, kind, why: z.string(), by: line, atUtc: instant });

/** How the time of a case is reckoned, with the legal basis that the office wrote down for it. */
const months = z.int().min(1).max(MOST_MONTHS).exactOptional();
const rule = z.strictObject({
  rule: z.enum(RETENTION_RULES),
  /** Months after the end of the case; absent where the closure form and its deadline say it. */
  months,
  basis: z.string().trim().max(1000),
});
/** The rules that an office wrote down, as they are kept; without months, what its programme says counts. */
export const keptRules = z.array(rule);
const shownRule = rule.extend({
  /** What the configuration of the programme says: how long, between what an office may choose, and by which law. */
  programme: z
    .strictObject({
      months,
      least: months,
      most: months,
      basis: z.strictObject({ en: z.string(), fr: z.string(), ar: z.string() }).exactOptional(),
    })
    .exactOptional(),
});

const due = z.strictObject({
  caseId,
  code: line,
  rule: z.enum(CASE_RULES),
  /** When its time was over. */
  due: day,
  held: z.boolean(),
  /** It was kept longer before: until then, and why. */
  kept: z.strictObject({ until: day, why: z.string(), by: line }).exactOptional(),
});

/** A closed case that is kept, with files whose time is over. */
const filesDue = z.strictObject({
  caseId,
  code: line,
  /** When the time of the first of them was over. */
  due: day,
  /** How many of each kind. */
  photos: z.int(),
  sounds: z.int(),
  documents: z.int(),
  /** They were kept for now: until then, and why. */
  kept: z.strictObject({ until: day, why: z.string(), by: line }).exactOptional(),
});
/** At most so many cases are decided about at once. */
export const MOST_FILE_CASES = 50;
const fileCases = z.array(caseId).min(1).max(MOST_FILE_CASES);
const filesTaken = z.strictObject({
  code: line,
  count: z.int(),
  why: z.string(),
  by: line,
  atUtc: instant,
});

const look = z.strictObject({
  caseId,
  code: line,
  /** The case is this office's own; the code of the office that it belongs to. */
  own: z.boolean(),
  office: line,
  /** A legal hold lies on it: nothing can be taken out. */
  hold: z.strictObject({ authority: line, why: z.string(), by: line }).exactOptional(),
  /** Names of the offices that get the request. */
  offices: z.array(line),
  asked: z.array(request),
  files: z.int(),
  /** Codes of cases that are one with it by a merge: each is erased by itself. */
  merged: z.array(line),
  /** Something of it is counted in this office's numbers. */
  counted: z.boolean(),
  /** Who else may decide with the person. */
  seconds: z.array(z.strictObject({ user: userId, name: line })),
  /** When the office was last copied to another folder or stick: those copies still have it. */
  lastBackupUtc: instant.exactOptional(),
});

const told = z.strictObject({
  office: line,
  /** Absent: it has not answered. */
  outcome: z.enum(ERASURE_OUTCOMES).exactOptional(),
  why: z.string().exactOptional(),
  by: line.exactOptional(),
  atUtc: instant.exactOptional(),
});
const erasure = z.strictObject({
  /** Code of the case; '' for one that this copy of the office never had. */
  code: line,
  kind,
  why: z.string(),
  /** The two people who decided; '' where it came back from a newer copy of the office. */
  by: line,
  second: line,
  atUtc: instant,
  offices: z.array(told),
  /** Whole days for which an answer is awaited. */
  waits: z.int().exactOptional(),
});

export const keepingCalls = {
  /** Cases whose time is over, the longest first. At most 500; `total` says how many there are. */
  queue: call('privacy.erase', none, z.strictObject({ total: z.int(), lines: z.array(due) })),
  rules: call('privacy.erase', none, z.strictObject({ rules: z.array(shownRule) })),
  /** FORM_INVALID { field }: the rule for which the programme leaves no such time. */
  setRules: call('privacy.erase', z.strictObject({ rules: z.array(rule).max(RETENTION_RULES.length) }), none),
  /** FORM_INVALID { field: until } for a day that has passed. */
  keep: call('privacy.erase', z.strictObject({ caseId, until: day, why: reason }), none),
  /**
   * Closed cases with files whose time is over, the longest first, at most 500; `total` says how many there are. `taken`: the
   * last decisions to take files out, the newest first.
   */
  files: call(
    'privacy.erase',
    none,
    z.strictObject({ total: z.int(), lines: z.array(filesDue), taken: z.array(filesTaken) }),
  ),
  /** What would go of each case. FORM_STALE: one of them is not over its time any more, or may not be decided about. */
  lookAtFiles: call(
    'privacy.erase',
    z.strictObject({ cases: fileCases }),
    z.strictObject({
      cases: z.array(
        z.strictObject({
          caseId,
          code: line,
          /** `of`: the question, `field` or `rows.field`. `child`: the newest photo of the child. */
          files: z.array(
            z.strictObject({ of: line, kind: z.enum(ATTACHMENT_KINDS), atUtc: instant, child: z.boolean() }),
          ),
          /** Names of the offices that have the case too. */
          offices: z.array(line),
        }),
      ),
      /** When the office was last copied to another folder or stick: those copies still have them. */
      lastBackupUtc: instant.exactOptional(),
    }),
  ),
  /**
   * Takes the files out of the answers, all cases or none. `leavePhoto`: the newest photo of the child stays with the case.
   * `count`: how many files went. CASE_HELD, CASE_RESTRICTED, CASE_OF_OTHER_OFFICE, FORM_STALE as above.
   */
  takeFiles: call(
    'privacy.erase',
    z.strictObject({ cases: fileCases, leavePhoto: z.boolean(), why: reason }),
    z.strictObject({ count: z.int() }),
  ),
  /** Keeps the files of the cases until a day. FORM_INVALID { field: until } for a day that has passed; FORM_STALE. */
  keepFiles: call('privacy.erase', z.strictObject({ cases: fileCases, until: day, why: reason }), none),
  /** Everything that whoever decides about a case has to know. `code`: as people type it. FORM_CASE_NOT_FOUND. */
  find: call('privacy.erase', z.strictObject({ code: z.string().trim().min(1).max(40) }), z.strictObject({ caseId })),
  look: call('privacy.erase', z.strictObject({ caseId }), look),
  /**
   * Erases the case, or makes it anonymous, for good: here at once, at other offices as a request. `left`: a file could
   * not be removed yet. CASE_HELD, EMERGENCY_SECOND_NEEDED, AUTH_WRONG_PASSPHRASE { triesLeft }, AUTH_WAIT { seconds },
   * AUTH_CODE_NEEDED and AUTH_WRONG_CODE of whoever has a second factor.
   */
  erase: call(
    'privacy.erase',
    z.strictObject({
      caseId,
      kind,
      why: reason,
      second: proof.extend({ user: userId }),
    }),
    z.strictObject({ left: z.boolean() }),
  ),
  /** Answers another office that the case is kept here, and why. FORM_STALE: it was answered, or the case is gone. */
  refuse: call('privacy.erase', z.strictObject({ request: rowId, why: reason }), none),
  /** What other offices ask and told, and what was erased here. */
  erasures: call(
    'privacy.erase',
    none,
    z.strictObject({
      asked: z.array(request.extend({ caseId, code: line, answer: told.exactOptional() })),
      told: z.array(told.extend({ code: line })),
      done: z.array(erasure),
      /** An older copy of the office was put back, and what had been erased was erased again. */
      again: z.strictObject({ atUtc: instant, cases: z.int() }).exactOptional(),
    }),
  ),
} as const;

export type DueCase = z.infer<typeof due>;
export type FilesDue = z.infer<typeof filesDue>;
export type FilesTaken = z.infer<typeof filesTaken>;
export type RuleView = z.infer<typeof shownRule>;
export type ErasureLook = z.infer<typeof look>;
export type AskedErasure = z.infer<typeof keepingCalls.erasures.output>['asked'][number];
export type ErasureLine = z.infer<typeof erasure>;
