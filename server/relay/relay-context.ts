import type { KeyObject } from 'node:crypto';
import type { RelayDatabase } from './store/database.ts';
import type { Room } from './store/uploads.ts';

/** One line about one request: numbers and ids, nothing of a bundle, no names, no addresses. */
export interface AccessLine {
  readonly at: number;
  readonly verb: string;
  readonly status: number;
  readonly code?: string;
  readonly device?: string;
  readonly bundle?: string;
  readonly bytes?: number;
  readonly ms: number;
}

export interface RelaySettings {
  readonly room: Room;
  /** An untaken bundle is kept so long, in ms. */
  readonly keep: number;
  /** Requests a second of one device, and of one address before it has logged in. */
  readonly perSecond: {
    readonly device: number;
    readonly address: number;
    /** Logins with one recovery kit: nobody needs many. */
    readonly kit: number;
  };
  /** Bodies that are read at the same time; each is at most one chunk. */
  readonly bodies: number;
  /** Bundles that are fetched at the same time; of each the relay holds a chunk. */
  readonly downloads: number;
  /** Of the bodies, and of the downloads, so many are one device's. */
  readonly ofDevice: number;
  readonly waiting: number;
  /** A proxy in front says in `X-Forwarded-For` who asks. */
  readonly behindProxy: boolean;
}

/** What the parts of a relay share. Time and chance come from outside, so that tests can set them. */
export interface RelayContext {
  readonly database: RelayDatabase;
  readonly key: KeyObject;
  readonly settings: RelaySettings;
  readonly now: () => number;
  readonly random: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly log: (line: AccessLine) => void;
}

const GIB = 1024 ** 3;
const DAY = 86_400_000;
export const DEFAULT_SETTINGS: RelaySettings = {
  room: { office: 2 * GIB, whole: 50 * GIB },
  keep: 365 * DAY,
  perSecond: { device: 50, address: 5, kit: 0.5 },
  bodies: 64,
  downloads: 64,
  ofDevice: 4,
  waiting: 500,
  behindProxy: false,
};
