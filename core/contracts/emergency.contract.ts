import { z } from 'zod';
import { call, desktopCall } from './contract.ts';
import { proof } from './second-factor.contract.ts';
import { instant, line, none, reason, userId } from './values.ts';

export const emergencyPlan = z.strictObject({
  safePlace: z.string().trim().max(200),
  call: z.string().trim().max(1000),
  takeAlong: z.string().trim().max(1000),
  destroy: z.string().trim().max(1000),
});

/** What a drill measured: seconds from its beginning. Absent: not done. */
export const drillTimes = z.strictObject({
  page: z.number().min(0).max(86_400),
  locked: z.number().min(0).max(86_400).exactOptional(),
  carried: z.number().min(0).max(86_400).exactOptional(),
  erased: z.number().min(0).max(86_400).exactOptional(),
});

const carried = z.strictObject({
  /** What the person chose: the name of the stick or folder. */
  to: line,
  cases: z.int(),
  files: z.int(),
  bytes: z.int(),
  seconds: z.number(),
  /** How many people's passphrases do not open it elsewhere, because the store for keys was closed: the kit does. */
  stayBound: z.int(),
});

const state = z.strictObject({
  /** Whether this person may carry away and erase at all. */
  may: z.boolean(),
  /** Nobody else is needed: the evacuation was declared. */
  evacuation: z.strictObject({ by: line, why: z.string(), sinceUtc: instant }).exactOptional(),
  /** Who may stand beside: everybody else who can sign in here. */
  seconds: z.array(z.strictObject({ user: userId, name: line })),
  plan: emergencyPlan,
  /** The last drill that was gone through to its end, and what it took. */
  lastDrill: z.strictObject({ atUtc: instant, by: line, times: drillTimes }).exactOptional(),
  /** When the office was last carried away or copied to a stick or folder; absent: never. */
  lastCopyUtc: instant.exactOptional(),
  /** Saves that are not in that copy. */
  onlyHere: z.int(),
});

/** What an administrator sees of the passphrase that erases. Nobody without an open office can tell. */
const duress = z.strictObject({
  on: z.boolean(),
  /** Who turned it on, and when. */
  since: z.strictObject({ atUtc: instant, by: line }).exactOptional(),
  /** When a backup was last written elsewhere and read back; absent: never. */
  lastBackupUtc: instant.exactOptional(),
  /** Whether that is recent enough to turn it on. */
  backupFits: z.boolean(),
  /** Who may stand beside. */
  seconds: z.array(z.strictObject({ user: userId, name: line })),
});

export const emergencyCalls = {
  state: call('session', none, state),
  setPlan: call('office.settings', emergencyPlan, none),
  /** From now on one person alone may erase. Written to the audit trail, and shown to everybody. */
  declare: call('emergency.erase', z.strictObject({ why: reason }), none),
  end: call('emergency.erase', none, none),
  /**
   * Asks for a stick or folder and writes the whole office to it, read back: database, files, key slots. Null: the person
   * changed their mind. In a drill as well. SYNC_STICK_REMOVED, EXPORT_NOT_WHOLE, DISK_*.
   */
  carry: desktopCall('emergency.erase', z.strictObject({ drill: z.boolean() }), carried.nullable()),
  /**
   * Destroys the key slots first, then everything of the office on this computer, and locks. EMERGENCY_SECOND_NEEDED
   * without an evacuation and without somebody else's passphrase; AUTH_WRONG_PASSPHRASE, AUTH_WAIT { seconds }, AUTH_CODE_NEEDED,
   * AUTH_WRONG_CODE.
   */
  erase: desktopCall(
    'emergency.erase',
    z.strictObject({
      second: proof.extend({ user: userId }).exactOptional(),
    }),
    z.strictObject({ keysMs: z.number() }),
  ),
  duress: call('emergency.erase', none, duress),
  /**
   * Sets the passphrase that, typed at the sign-in of anybody here, destroys the key slots and is answered as a wrong one.
   * The own passphrase, and that of somebody beside where anybody else can sign in.
   * EMERGENCY_DURESS_BACKUP without a recent backup elsewhere, AUTH_PASSPHRASE_WEAK { why }, EMERGENCY_SECOND_NEEDED,
   * AUTH_WRONG_PASSPHRASE { triesLeft }, AUTH_WAIT { seconds }, AUTH_CODE_NEEDED, AUTH_WRONG_CODE.
   */
  setDuress: call(
    'emergency.erase',
    z.strictObject({
      passphrase: z.string().min(1).max(1000),
      own: proof,
      second: proof.extend({ user: userId }).exactOptional(),
      /** They said that the recovery kit lies elsewhere and can be fetched: after a use nothing else lets a backup in here. */
      kitElsewhere: z.literal(true),
    }),
    duress,
  ),
  /** Takes it away, by one person. What showing who one is refuses. */
  endDuress: call('emergency.erase', z.strictObject({ own: proof }), duress),
  /** A drill: whether this is the passphrase that would erase. Nothing is erased. FORM_STALE where there is none. */
  tryDuress: call(
    'emergency.erase',
    z.strictObject({ passphrase: z.string().min(1).max(1000) }),
    z.strictObject({ right: z.boolean() }),
  ),
  /** A drill was gone through. */
  drilled: call('emergency.erase', drillTimes, none),
} as const;

export type EmergencyState = z.infer<typeof state>;
export type DuressState = z.infer<typeof duress>;
export type DrillTimes = z.infer<typeof drillTimes>;
export type Carried = z.infer<typeof carried>;
