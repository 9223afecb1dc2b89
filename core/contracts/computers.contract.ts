import { z } from 'zod';
import { call, desktopCall } from './contract.ts';
import { dropped } from './dropped.ts';
import { card, place } from './exchange.contract.ts';
import { proof } from './second-factor.contract.ts';
import { dateTimeValue, deviceId, instant, line, none, officeId, reason } from './values.ts';

const fingerprint = { words: card.shape.words, groups: card.shape.groups };
const { words } = card.shape;

export const officeComputers = z.strictObject({
  computers: z.array(
    z.strictObject({
      deviceId,
      /** As the office calls it; absent for the first one. */
      name: line.exactOptional(),
      self: z.boolean(),
      /** Since when this computer knows of it. */
      sinceUtc: instant,
      /** When somebody last began to work on it, as far as it is known here. */
      heardUtc: instant.exactOptional(),
      standing: z.enum(['known', 'listed', 'revoked', 'unlisted']),
      cutOffUtc: instant.exactOptional(),
    }),
  ),
  /** Where one is taken out: here, here because this is the authority, or at the authority of the programme. */
  takesOut: z.enum(['office', 'authority', 'elsewhere']),
});

/** Computers of other offices that nobody here has looked at yet, or that are held back (exchange.md R4). */
export const otherComputers = z.strictObject({
  /** Of this computer: what another office compares. */
  own: z.strictObject(fingerprint),
  /** There where the programme dropped this office itself: nothing goes to the others any more that they would take. */
  ownDropped: dropped.exactOptional(),
  computers: z.array(
    z.strictObject({
      deviceId,
      officeId,
      office: line,
      code: line,
      /** Made beside one that was known, one that went on under new keys, by the list, or told by another computer of this office. */
      how: z.enum(['beside', 'renewed', 'list', 'told']),
      /** As its office calls it. */
      name: line.exactOptional(),
      /** Who of its office signed for it, where the name is known here. */
      by: line.exactOptional(),
      ...fingerprint,
      sinceUtc: instant,
      /** What the programme's list says; `none` where there is no list. */
      list: z.enum(['none', 'named', 'not-named']),
      sight: z.enum(['new', 'held']),
      /** Nothing goes to that office until one of its computers is known. */
      waits: z.boolean(),
    }),
  ),
});

/** The answer to a request, before it is taken. */
export const joinAnswer = z.strictObject({
  officeId,
  code: line,
  office: line,
  name: line,
  ...fingerprint,
});

export const joiningCalls = {
  /** What this computer, which has no office yet, asks an office for; null while it asks for nothing. */
  joinState: call('public', none, z.strictObject(fingerprint).nullable()),
  /** Draws the keys of this computer, once: the same request until it is dropped. AUTH_ALREADY_OPEN where an office is. */
  beginJoin: call('public', none, z.strictObject(fingerprint)),
  dropJoin: call('public', none, none),
  saveJoinRequest: desktopCall('public', none, z.strictObject({ fileName: line }).nullable()),
  /** Asks for the answer and looks at it. JOIN_ANSWER_INVALID, JOIN_ANSWER_FOREIGN, JOIN_NEWER, JOIN_NO_REQUEST. */
  pickJoinAnswer: desktopCall('public', none, z.strictObject({ place, answer: joinAnswer }).nullable()),
  /** Puts the office of the answer here. `words`: of the answer, compared (TRUST_MISMATCH). Somebody has to sign in then. */
  join: call('public', z.strictObject({ place, words }), z.strictObject({ missingFiles: z.int() })),
} as const;

export const computersCalls = {
  list: call('exchange.view', none, officeComputers),
  /** Asks for the request of a computer that wants to become one of this office. JOIN_REQUEST_INVALID, JOIN_REQUEST_USED. */
  pickRequest: desktopCall(
    'exchange.trust',
    none,
    z.strictObject({ place, request: z.strictObject(fingerprint) }).nullable(),
  ),
  /**
   * Writes the answer beside the request: a copy of the office that this computer alone can open. Whoever does it types the
   * own passphrase again. `stayBound`: of how many people the passphrase does not open it there.
   */
  answer: call(
    'exchange.trust',
    proof.extend({ place, words, name: line.min(1) }),
    z.strictObject({ fileName: line, stayBound: z.int(), ...fingerprint }),
  ),
  /** Takes a computer out that is not this one. TRUST_NOT_AUTHORITY where another computer keeps the list. */
  takeOut: call('exchange.trust', z.strictObject({ deviceId, goodUntil: dateTimeValue, why: reason }), officeComputers),
  others: call('exchange.view', none, otherComputers),
  /** Says that a computer of another office is known, so that bundles are sealed for it, or holds it back. */
  look: call('exchange.send', z.strictObject({ deviceId, known: z.boolean() }), otherComputers),
} as const;

export type OtherComputers = z.infer<typeof otherComputers>;
export type OfficeComputers = z.infer<typeof officeComputers>;
export type JoinAnswerView = z.infer<typeof joinAnswer>;
