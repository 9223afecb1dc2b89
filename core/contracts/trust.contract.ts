import { z } from 'zod';
import { LIST_CHANGES } from '#core/exchange/directory-changes.ts';
import { DROP_REASONS } from '#core/exchange/trust.ts';
import { call, desktopCall } from './contract.ts';
import { dropped } from './dropped.ts';
import { card, place } from './exchange.contract.ts';
import { dateTimeValue, deviceId, instant, line, none, officeId, reason } from './values.ts';

/** 66 bits of a hash: six words, or five groups of four digits. Compared by voice or with the printed sheet. */
const fingerprint = { words: card.shape.words, groups: card.shape.groups };
const words = card.shape.words;

const computer = z.strictObject({
  deviceId,
  standing: z.enum(['known', 'listed', 'revoked', 'unlisted']),
  /** Until when it was in good hands, where it was taken out. */
  cutOffUtc: instant.exactOptional(),
  self: z.boolean(),
});

/** An earlier list: the version of its root and its own. */
const pastList = z.strictObject({ root: z.int().min(1), version: z.int().min(1) });

/** Changes of the list since an earlier one that are to be undone, by the office or computer that each is about. */
const undoing = z.strictObject({
  since: pastList,
  subjects: z
    .array(z.union([officeId, deviceId]))
    .min(1)
    .max(6000),
});

const listChange = z.strictObject({
  kind: z.enum(['office', 'device']),
  subject: z.union([officeId, deviceId]),
  /** It came, was dropped or taken out, came back, its moment changed, it is on the list no more, or has another certificate. */
  what: z.enum(LIST_CHANGES),
  /** Absent for one that is not known here. */
  office: line.exactOptional(),
  code: line.exactOptional(),
  /** Which of the computers of its office it is, from 1. */
  computer: z.int().exactOptional(),
  /** From when on it is out, where it is. */
  atUtc: instant.exactOptional(),
  /** Not where an office gave itself other people. */
  mayUndo: z.boolean(),
});

export const trustState = z.strictObject({
  programme: line,
  /** The keys that the programme rests on; absent where offices know each other by their cards only. */
  root: z.strictObject({ version: z.int(), issuedAtUtc: instant, ...fingerprint }).exactOptional(),
  directory: z
    .strictObject({
      version: z.int(),
      issuedAtUtc: instant,
      softExpiryUtc: instant,
      old: z.boolean(),
      /** A later one that an office says it has, and this one does not. */
      newer: z.strictObject({ office: line, root: z.int(), version: z.int() }).exactOptional(),
    })
    .exactOptional(),
  /** Whether this computer signs the directory. */
  authority: z.boolean(),
  offices: z.array(
    z.strictObject({
      officeId,
      code: line,
      name: line,
      self: z.boolean(),
      /** Whether the list names it, as in the programme or as dropped. */
      onList: z.boolean(),
      dropped: dropped.exactOptional(),
      computers: z.array(computer),
    }),
  ),
  /**
   * Two different things were signed under one number, or (`stolen`, at the authority) a list under its key that it did not
   * sign: the programme has to look into it.
   */
  forks: z.array(z.strictObject({ kind: z.enum(['root', 'directory', 'stolen']), atUtc: instant })),
});

export const trustFile = z.strictObject({
  programme: line,
  sameProgramme: z.boolean(),
  /** Nothing was pinned here yet: a person compares the words of the root. */
  first: z.boolean(),
  ...fingerprint,
  rootVersion: z.int(),
  directoryVersion: z.int(),
  issuedAtUtc: instant,
  age: z.enum(['newer', 'same', 'older']),
  offices: z.int(),
  /** Whether this computer is listed in it. */
  lists: z.boolean(),
  /** Codes of offices listed with people for whom nobody of the office has signed. */
  unproven: z.array(line),
});

export const enrolmentRequest = z.strictObject({
  officeId,
  code: line,
  name: line,
  sameProgramme: z.boolean(),
  ...fingerprint,
  /**
   * `computer`: a further computer of an office that is listed. `unproven`: nobody of that office has signed for it.
   * `dropped`: the office is not in the programme any more, and has to be put back first.
   */
  known: z.enum(['new', 'computer', 'same', 'revoked', 'unproven', 'dropped']),
  /** Unproven, and holders of the programme's keys may answer in place of that office's people. */
  byRoot: z.boolean(),
});

/** How far the making of the programme's keys has come. */
const making = z.strictObject({
  /** Keys of the root in force that have to be opened first, and those that are. */
  oldNeeded: z.int(),
  oldOpened: z.int(),
  /** People who have got one of the three new keys. */
  holders: z.array(line),
});

export const trustCalls = {
  state: call('exchange.view', none, trustState),
  /** What this computer asks the authority. The same until the people who may answer for it change. */
  request: call(
    'exchange.trust',
    none,
    /** `listed`: the list has this computer with the very people who answer for it now; there is nothing to ask. */
    z.strictObject({ code: line, name: line, ...fingerprint, listed: z.boolean() }),
  ),
  saveRequest: desktopCall('exchange.trust', none, z.strictObject({ fileName: line }).nullable()),
  /** Asks for a trust file and judges it; nothing is stored before `take`. */
  pickFile: desktopCall('exchange.trust', none, z.strictObject({ place, file: trustFile }).nullable()),
  /** `words`: of the root, compared, where none is pinned yet. */
  take: call('exchange.trust', z.strictObject({ place, words: words.exactOptional() }), trustState),
  /** Writes everything that says who belongs to the programme: for any office, on any stick. */
  saveFile: desktopCall('exchange.trust', none, z.strictObject({ fileName: line }).nullable()),

  // For whoever keeps the programme's keys.
  /** Begins to make the keys of a programme, or to replace them. What was begun before is forgotten. */
  begin: call('exchange.trust', none, making),
  /** Forgets what was begun. */
  stop: call('exchange.trust', none, none),
  /** Opens one of the keys in force. AUTH_WRONG_PASSPHRASE, ROOT_KEY_INVALID, ROOT_KEY_FOREIGN. */
  openKey: call('exchange.trust', z.strictObject({ place, passphrase: z.string().max(1000) }), making),
  pickKey: desktopCall('exchange.trust', none, z.strictObject({ place, holder: line }).nullable()),
  pickFolder: desktopCall('exchange.trust', none, z.strictObject({ place, label: line }).nullable()),
  /** Locks the next new key with its holder's passphrase, and writes and reads back the file. */
  writeKey: call(
    'exchange.trust',
    z.strictObject({ place, holder: line, passphrase: z.string().max(1000) }),
    z.strictObject({ making, fileName: line }),
  ),
  /**
   * Puts the new keys in force, with this computer as the authority. `undo`: changes since an earlier list that the first
   * list under the new keys takes back. TRUST_LIST_GONE.
   */
  finish: call('exchange.trust', z.strictObject({ undo: undoing.exactOptional() }), trustState),
  /** Earlier lists that are kept here, the latest first. */
  past: call(
    'exchange.trust',
    none,
    z.array(z.strictObject({ ...pastList.shape, issuedAtUtc: instant, untilUtc: instant })),
  ),
  /** What is different now from an earlier list. TRUST_LIST_GONE. */
  changes: call('exchange.trust', pastList, z.array(listChange)),
  /** Takes chosen changes since an earlier list back. */
  undo: call('exchange.trust', undoing, trustState),
  pickRequest: desktopCall('exchange.trust', none, z.strictObject({ place, request: enrolmentRequest }).nullable()),
  /** Lists what the request names, and writes the answer beside it. */
  enrol: call(
    'exchange.trust',
    z.strictObject({ place, words }),
    /** Without `fileName` the request came as codes: there is no stick to write the answer to. */
    z.strictObject({ fileName: line.exactOptional(), state: trustState }),
  ),
  /** Drops an office from the programme. What it wrote until then goes on counting. */
  drop: call(
    'exchange.trust',
    z.strictObject({ officeId, until: dateTimeValue, kind: z.enum(DROP_REASONS), why: reason }),
    trustState,
  ),
  /** Puts an office that was dropped back on the list. */
  putBack: call('exchange.trust', z.strictObject({ officeId, why: reason }), trustState),
  /** Puts one that was taken out back on the list. */
  reinstate: call('exchange.trust', z.strictObject({ deviceId, why: reason }), trustState),
  /** Takes a computer out of the programme. What it wrote until `goodUntil` goes on counting. */
  revoke: call('exchange.trust', z.strictObject({ deviceId, goodUntil: dateTimeValue, why: reason }), trustState),
} as const;

export type TrustState = z.infer<typeof trustState>;
export type TrustFileView = z.infer<typeof trustFile>;
export type EnrolmentRequestView = z.infer<typeof enrolmentRequest>;
export type KeyMaking = z.infer<typeof making>;
export type PastList = z.infer<typeof pastList>;
export type ListChangeView = z.infer<typeof listChange>;
