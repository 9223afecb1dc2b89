import { z } from 'zod';
import { call, desktopCall } from './contract.ts';
import { dropped } from './dropped.ts';
import { bundleId, caseId, fieldId, instant, line, none, officeId, reason } from './values.ts';

/** Names a file or folder the person chose in a dialog; the page never sees a path. */
export const place = z.string().max(64);

export const card = z.strictObject({
  officeId,
  code: line,
  name: line,
  programme: line,
  sameProgramme: z.boolean(),
  /** 66 bits of the card's SHA-256: six words, or five groups of four digits. Compared by voice. */
  words: z.array(z.string()).length(6),
  groups: z.array(z.string()).length(5),
  known: z.enum(['new', 'same', 'changed', 'self']),
});

const someFiles = z.strictObject({ count: z.int(), bytes: z.int() });

export const officeLink = z.strictObject({
  officeId,
  code: line,
  name: line,
  /** The other computers of this office: everything of every case goes to them. */
  own: z.boolean(),
  /** There when the programme's list says that it is no longer in the programme: nothing is sent to it. */
  dropped: dropped.exactOptional(),
  /** Its computers that have to confirm what goes there, and those of them that have not confirmed all of it. */
  computers: z.strictObject({ count: z.int(), behind: z.int() }),
  /**
   * Its computers that nobody here has looked at, and those that are held back: nothing is sealed for them. `waits`: there is
   * no other one, so that everything for the office waits.
   */
  unseen: z.strictObject({ fresh: z.int(), held: z.int(), waits: z.boolean() }),
  confirmedAtUtc: instant,
  /** Cases this office may see of ours, and changes in them that were not confirmed as delivered. */
  sharedCases: z.int(),
  waitingChanges: z.int(),
  waitingCases: z.int(),
  waitingReferrals: z.int(),
  /** Changes, and the cases they are in, that this office said to have set aside and not decided about (R6). */
  rejected: z.strictObject({ changes: z.int(), cases: z.int() }),
  /** Attachments: what waits to be written, and how many bundles of those begun are written. */
  files: z.strictObject({ ...someFiles.shape, done: z.int() }),
  /** Changes that take several bundles, of which not all are written: how many are, and of how many. */
  train: z.strictObject({ done: z.int(), of: z.int() }).exactOptional(),
  lastWrittenAtUtc: instant.exactOptional(),
  lastDeliveredAtUtc: instant.exactOptional(),
  lastReceivedAtUtc: instant.exactOptional(),
});

export const bundleLine = z.strictObject({
  bundleId,
  direction: z.enum(['out', 'in']),
  office: line,
  officeCode: line,
  /** From or to another computer of this office. */
  own: z.boolean(),
  /** Written, and not delivered: how many of the computers it is for have confirmed it. */
  confirmed: z.strictObject({ by: z.int(), of: z.int() }).exactOptional(),
  atUtc: instant,
  bytes: z.int(),
  cases: z.int(),
  changes: z.int(),
  /** A bundle of attachments: how many parts of files it holds, and which of how many bundles it is. */
  files: z.strictObject({ parts: z.int(), i: z.int(), n: z.int() }).exactOptional(),
  /** A bundle of changes that belongs to several: which of how many it is. */
  train: z.strictObject({ i: z.int(), n: z.int() }).exactOptional(),
  /**
   * The code over the phone: read out for what came in; for what went out, how many wrong ones may still be typed, and how
   * many changes the other office said to have set aside.
   */
  phone: z.strictObject({ left: z.int(), setAside: z.int().exactOptional() }).exactOptional(),
  /** Never mixed (ui-guide §4.6): prepared, written and verified, delivered; received for incoming ones. */
  state: z.enum(['prepared', 'written', 'delivered', 'received', 'refused']),
});

/** Changes that take several bundles: how many of them are written, of how many, and how many of those on this stick. */
const writtenTrain = z.strictObject({ done: z.int(), of: z.int(), onThisStick: z.int() });

/**
 * Attachments go in bundles of their own, over as many sticks as they need: how many of them are written, of how many, how
 * many of those on this stick, and what waits for the next.
 */
const writtenFiles = z.strictObject({ done: z.int(), of: z.int(), onThisStick: z.int(), left: someFiles });

const selection = z.union([
  z.strictObject({ cases: z.array(caseId).min(1).max(50_000) }),
  /** Everything already shared with that office that it has not confirmed. */
  z.strictObject({ waiting: z.literal(true) }),
  /** Every open case of this office. */
  z.strictObject({ allOpen: z.literal(true) }),
]);

/**
 * What the child or caregiver asked to keep from others, as far as the person may read it. `asked`: there is such a
 * request. `place`: where the child is must stay secret. `closed`: there is more that is closed to them. `mayRelease`: they may let the case go to this office all the same.
 */
const withheld = z.strictObject({
  asked: z.boolean(),
  place: z.boolean(),
  from: z.array(z.string()),
  /** Options of `withhold_themes`: the answers that are withheld by the list. */
  listed: z.array(z.string()),
  fromOther: z.string().exactOptional(),
  what: z.string().exactOptional(),
  closed: z.boolean(),
  mayRelease: z.boolean(),
});

export const preview = z.strictObject({
  office: line,
  cases: z.array(
    z.strictObject({
      caseId,
      code: line,
      initials: z.string(),
      changes: z.int(),
      /** First time this office gets the case. */
      firstTime: z.boolean(),
      consent: z.enum([
        'given',
        'not-needed',
        'missing',
        'refused',
        'withdrawn',
        'withheld',
        'released',
        'restricted',
        'erased',
      ]),
      leaves: z.boolean(),
      /** What goes of the case: everything, or the questions whose answers that office has not confirmed. */
      answers: z.union([z.literal('all'), z.array(z.strictObject({ form: z.string(), field: fieldId }))]),
      withheld: withheld.exactOptional(),
      /** Services and organisations that the consent names, where it is narrowed to some. */
      consentFor: z.strictObject({ services: z.array(z.string()), others: z.string().exactOptional() }).exactOptional(),
    }),
  ),
  /** Exactly which answers leave, and which stay with why. */
  fields: z.array(
    z.strictObject({ form: z.string(), field: fieldId, leaves: z.boolean(), because: z.string().exactOptional() }),
  ),
  changes: z.int(),
  /** To another computer of this office: of so many cases everything goes, and none of them is named. */
  ofAllCases: z.int().exactOptional(),
  bytesAbout: z.int(),
  /** Photos, recordings and documents that the office may have and has not confirmed; of those, what is written already. */
  files: z.strictObject({ ...someFiles.shape, written: z.int() }),
  /** Referrals to or from that office: asked for with these answers, answered, or ended. */
  referrals: z.array(
    z.strictObject({
      code: line,
      what: z.enum(['asks', 'answers', 'ends']),
      fields: z.array(z.strictObject({ form: z.string(), field: fieldId })),
    }),
  ),
  /** Codes of the cases that are handed over with it, and of those about whose hand-over this office answers. */
  handsOver: z.array(line),
  /** Codes of cases about whose hand-over something is said to that office: what goes along, or that a hold was lifted. */
  words: z.array(line),
  answers: z.array(line),
});

export const importReport = z.strictObject({
  bundleId,
  from: line,
  fromCode: line,
  writtenAtUtc: instant,
  /** Already imported: nothing happens. */
  already: z.boolean(),
  cases: z.int(),
  newCases: z.int(),
  changedCases: z.int(),
  changes: z.int(),
  newChanges: z.int(),
  waiting: z.int(),
  quarantined: z.int(),
  conflicts: z.int(),
  possibleDuplicates: z.int(),
  confirms: z.int(),
  /** Referrals between the two offices that came, or were answered or ended. */
  referrals: z.int(),
  /** A bundle of changes that belongs to several: which of how many it is, and how many of them were read. */
  train: z.strictObject({ i: z.int(), n: z.int(), read: z.int() }).exactOptional(),
  /**
   * A bundle of attachments: its parts, those that are whole files now, parts that wait for the rest, and parts that are not
   * what was told of them; and of the bundles that belong together, which one it is and how many were read.
   */
  files: z
    .strictObject({
      parts: z.int(),
      whole: z.int(),
      wait: z.int(),
      wrong: z.int(),
      i: z.int(),
      n: z.int(),
      read: z.int(),
    })
    .exactOptional(),
  list: z.array(
    z.strictObject({ caseId, code: line, initials: z.string(), what: z.enum(['new', 'changed', 'same', 'conflict']) }),
  ),
});

export const exchangeCalls = {
  offices: call('exchange.view', none, z.array(officeLink)),
  journal: call('exchange.view', none, z.array(bundleLine)),
  myCard: call('exchange.view', none, card),
  /** Asks where, and writes this office's card there. Null: the person changed their mind. */
  saveCard: desktopCall('exchange.view', none, z.strictObject({ fileName: line }).nullable()),
  /** Asks for a card file and reads it; nothing is stored before `confirmCard`. */
  pickCard: desktopCall('exchange.trust', none, z.strictObject({ place, card }).nullable()),
  /** Trusts the office of the card after its words were compared. */
  confirmCard: call('exchange.trust', z.strictObject({ place, words: z.array(z.string()).length(6) }), officeLink),
  preview: call('exchange.send', z.strictObject({ office: officeId, selection }), preview),
  /**
   * Lets a case go to one office although it was asked to withhold it, until an answer about consent changes. The reason
   * stays in the case. FORM_STALE when the case is not held back for that; PERM_DENIED at a partner of the case.
   */
  release: call('review.decide', z.strictObject({ caseId, office: officeId, why: reason }), none),
  /** Asks for the stick's folder. */
  pickStick: desktopCall('exchange.send', none, z.strictObject({ place, label: line, freeBytes: z.int() }).nullable()),
  /** Writes, closes, reads back and compares; returns only when that is done. */
  write: call(
    'exchange.send',
    z.strictObject({
      office: officeId,
      selection,
      place,
      /** Attachments: none on this stick, those not written yet (as when absent), or all that are not confirmed. */
      files: z.enum(['none', 'new', 'all']).exactOptional(),
      /** Where changes take several sticks: go on behind the last one, or (as when absent) everything not confirmed. */
      train: z.enum(['next', 'anew']).exactOptional(),
    }),
    z.strictObject({
      bundle: bundleLine,
      fileName: line,
      verified: z.literal(true),
      train: writtenTrain.exactOptional(),
      files: writtenFiles,
    }),
  ),
  /** The code to read out for a bundle that was taken in, in groups of digits, and how many changes were set aside. */
  code: call(
    'exchange.receive',
    z.strictObject({ bundleId }),
    z.strictObject({ groups: z.array(z.string()).length(3), setAside: z.int() }),
  ),
  /**
   * The code that the other office read out for a bundle that was written: it counts as delivered then, unless they set
   * something aside. SYNC_CODE_WRONG { left }, SYNC_CODE_USED_UP.
   */
  confirm: call(
    'exchange.send',
    z.strictObject({ bundleId, code: z.string().max(64) }),
    z.strictObject({ bundle: bundleLine, setAside: z.int() }),
  ),
  /** Asks for a bundle file and copies it into the office's folder, encrypted as it is. */
  pickBundle: desktopCall('exchange.receive', none, z.strictObject({ place }).nullable()),
  /** Reads to the end and checks everything; changes nothing. */
  check: call('exchange.receive', z.strictObject({ place }), importReport),
  apply: call('exchange.receive', z.strictObject({ place }), importReport),
} as const;

export type OfficeCardView = z.infer<typeof card>;
export type OfficeLink = z.infer<typeof officeLink>;
export type BundleLine = z.infer<typeof bundleLine>;
export type ExchangePreview = z.infer<typeof preview>;
export type ExchangeSelection = z.infer<typeof selection>;
export type ImportReport = z.infer<typeof importReport>;
