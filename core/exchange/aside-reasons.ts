/**
 * Why a change of another office was set aside, in the words a person can act on: the office may not write there (yet);
 * only the office responsible for the case may do this; it concerns what each office decides for itself; its computer was
 * taken out before; nobody else had it before its computer was taken out; the office was not in the programme any more; its
 * author had left or was suspended before; its author is not proven; it cannot be read; it builds on one that was discarded;
 * something else.
 */
export const ASIDE_REASONS = [
  'no_grant',
  'not_owner',
  'office_only',
  'cut_off',
  'not_witnessed',
  'dropped',
  'person_ended',
  'not_proven',
  'unreadable',
  'follows',
  'other',
] as const;
export type AsideReason = (typeof ASIDE_REASONS)[number];

/** Waits, directly or not, for one that was set aside. */
export const FOLLOWS = 'follows';

/** Set aside because its author's change before it was discarded here. */
export const FOLLOWS_DISCARDED = 'follows-discarded';

const KNOWN: ReadonlyMap<string, AsideReason> = new Map<string, AsideReason>([
  ['no-write-grant', 'no_grant'],
  ['office-only', 'office_only'],
  ['after-cut-off', 'cut_off'],
  ['not-witnessed', 'not_witnessed'],
  ['after-drop', 'dropped'],
  ['person-ended', 'person_ended'],
  [FOLLOWS, 'follows'],
  [FOLLOWS_DISCARDED, 'follows'],
  ...['signature', 'payload-hash', 'session-of-another-device', 'before-its-session', 'not-in-signed-list'].map(
    (code) => [code, 'not_proven'] as const,
  ),
  ...['malformed', 'other-programme'].map((code) => [code, 'unreadable'] as const),
  ...[
    'grant-by-another-office',
    'case-of-another-office',
    'genesis-by-another-office',
    'handover-by-another-office',
    'reply-by-another-office',
    'answer-by-another-office',
    'end-by-another-office',
    'owned-without-acceptance',
    'kept-without-handover',
    'passed-by-another-office',
  ].map((code) => [code, 'not_owner'] as const),
]);

/** Codes are short names; what another office calls a reason in a later version is kept and told as "something else". */
export const ASIDE_CODE = /^[a-z][a-z0-9-]{0,39}$/u;

/** The code of a reason as it is written down and told to the sender: what a reason names (a session) is left out. */
export function asideCode(reason: string): string {
  const code = reason.split(':')[0] ?? '';
  return ASIDE_CODE.test(code) ? code : 'other';
}

/**
 * Whether nothing proves that these are the bytes that its author signed: anybody can set other ones under the same id. The
 * change itself may still come.
 */
export function isUnproven(reason: string): boolean {
  const code = asideCode(reason);
  return code === 'session' || ['not_proven', 'unreadable'].includes(asideReason(code));
}

/** Whether a person may let it in after asking its office by phone: only who wrote it, and when, is in doubt. */
export const isForPeople = (reason: AsideReason): boolean =>
  ['cut_off', 'not_witnessed', 'person_ended'].includes(reason);

/** Whether it was set aside before its signature was looked at: other bytes under the same id may be the right ones. */
export const isUnread = (reason: string): boolean =>
  isUnproven(reason) || isForPeople(asideReason(asideCode(reason))) || asideReason(asideCode(reason)) === 'dropped';

export const asideReason = (code: string): AsideReason => KNOWN.get(code) ?? 'other';
