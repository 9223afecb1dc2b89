import { z } from 'zod';
import { DOUBTS } from '../exchange/high-water.ts';
import { KIT_WORDS } from '../people/kit-words.ts';
import { call, desktopCall } from './contract.ts';
import { instant, line, none } from './values.ts';

/** The first letters of a computer's id: enough to tell a few apart by voice. */
const computer = z.string().length(6);

const renewed = z.strictObject({
  atUtc: instant,
  why: z.enum(DOUBTS),
  computer,
  /** Whether somebody who keeps the office has said that they know. */
  seen: z.boolean(),
});

const count = z.int().min(0);

/** Backups at the relay that the office is connected with. */
const atRelay = z.strictObject({
  /** Absent where the office uses no relay. */
  relay: line.exactOptional(),
  /** `words`: they are put once the words of the present recovery kit were typed. */
  mode: z.enum(['off', 'on', 'words', 'clearing']),
  metered: z.boolean(),
  /** How many are kept there, and the last of them. */
  kept: count,
  last: z.strictObject({ atUtc: instant, bytes: count }).exactOptional(),
  /** Bytes of the one on its way that are there, of all. */
  onTheWay: z.strictObject({ done: count, of: count }).exactOptional(),
  /** Why the last try ended. */
  trouble: line.exactOptional(),
  /** When somebody last used a recovery kit of this office at the relay. */
  kitUsedUtc: instant.exactOptional(),
});

const backups = z.strictObject({
  /** Where they go, by the name of the folder or stick; absent where nobody has chosen a place. */
  place: z.strictObject({ label: line, reachable: z.boolean() }).exactOptional(),
  /** How many are there now. */
  kept: count,
  /** The last one that was read back and compared. */
  last: z.strictObject({ atUtc: instant, bytes: count, files: count }).exactOptional(),
  /** The last try, where it failed. */
  failed: z.strictObject({ atUtc: instant, code: line }).exactOptional(),
  /** The last good copy of the database on this computer. */
  hereUtc: instant.exactOptional(),
  /** A page of the database does not fit its seal: it will be replaced by a copy at the next sign-in. */
  damaged: z.boolean(),
  /** No backup was read back for a week. */
  overdue: z.boolean(),
  running: z.enum(['backup', 'rehearsal', 'check', 'key', 'relay']).exactOptional(),
  /** Trials of putting a backup back, the latest first: what was counted, or why it failed. */
  rehearsals: z.array(
    z.strictObject({
      atUtc: instant,
      code: line.exactOptional(),
      found: z.strictObject({ madeUtc: instant, cases: count, commits: count, files: count }).exactOptional(),
    }),
  ),
  rehearsalOverdue: z.boolean(),
  littleRoom: z.array(z.strictObject({ where: z.enum(['here', 'there']), free: count })),
  relay: atRelay,
});

/** What became of a damaged database that was replaced by a copy. */
const salvage = z.strictObject({
  atUtc: instant,
  commits: count,
  cases: count,
  drafts: count,
  /** Attached files from after the copy: named again, and lost. */
  files: count,
  lostFiles: count,
  /** Changes on pages that cannot be read; absent when nothing of the file could be. */
  unreadable: count.exactOptional(),
  /** Codes of cases that miss a later change, and of cases that are missing. */
  incomplete: z.array(line),
  gone: z.array(line),
});

export const safetyState = z.strictObject({
  /** How many people's slots are bound to this computer, and how many will be when it has proved itself in a later run. */
  slots: z.strictObject({ bound: count, waiting: count, people: count }),
  /** Each time that this computer went on as a new one, the latest first. */
  renewed: z.array(renewed),
  /** Offices take nothing from it until somebody who may answer for the office's computers has signed in here. */
  unanswered: z.boolean(),
  /** Offices that have not sent again yet what this computer may have lost. */
  asked: z.array(line),
  /** Computers that signed two different things under one number. */
  backups,
  salvage: salvage.exactOptional(),
  forks: z.array(z.strictObject({ office: line, self: z.boolean(), computer, number: z.int(), atUtc: instant })),
});

export const safetyCalls = {
  state: call('session', none, safetyState),
  seen: call('office.settings', none, safetyState),
  /** Asks for the folder or stick that backups go to from now on. BACKUP_SAME_PLACE. */
  pickPlace: desktopCall('office.settings', none, z.strictObject({ label: line }).nullable()),
  /**
   * Puts backups to the relay from now on, sealed so that the recovery kit opens them and nobody without it. The words show
   * that it is at hand. KEY_KIT_WRONG, AUTH_WAIT { seconds }, BACKUP_NO_RELAY.
   */
  startRelay: call('office.settings', z.strictObject({ words: z.array(line).length(KIT_WORDS) }), safetyState),
  /** Puts none any more, and has those that are there dropped. */
  stopRelay: call('office.settings', none, safetyState),
  /** Puts one with the next visit, also over a connection that costs money, and begins the visit. */
  putRelay: call('office.settings', none, safetyState),
  /** Begins a backup, or a rehearsal of putting the newest one back; what comes of it is in the state later. */
  start: call('office.settings', z.strictObject({ job: z.enum(['backup', 'rehearsal']) }), safetyState),
} as const;

export type SafetyState = z.infer<typeof safetyState>;
