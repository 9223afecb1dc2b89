import { z } from 'zod';
import type { BundleId, OfficeId } from '#core/ids.ts';
import { isId16 } from '#core/ids.ts';
import { ERRORS, type ErrorCode } from '#core/errors.ts';
import { NamedTexts, putText } from '../../storage/meta.repo.ts';
import type { OpenOffice } from '../open-office.ts';

const id16 = z.string().refine(isId16);
const isCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

/** A sealed bundle on its way to the relay; it may take many visits, and a restart in between. */
const sending = z.object({
  bundleId: id16.transform((id) => id as BundleId),
  name: z.string(),
  size: z.int(),
  commits: z.int(),
  /** Row numbers of what it is about: asked again before it goes on (exchange.md R5). */
  cases: z.array(z.int()),
  files: z.array(z.int()),
  mark: z.string(),
  /** SHA-256 of whom it is sealed for: a computer that was taken out meanwhile must not get it (exchange.md §6.11). */
  sealedFor: z.string(),
});
export type Sending = z.infer<typeof sending>;

/** A sealed bundle of attachments on its way to the relay. */
const carrying = sending
  .pick({ bundleId: true, name: true, size: true, cases: true, sealedFor: true })
  /** Of the parts in it, base64url. */
  .extend({ names: z.array(z.string()) });
export type Carrying = z.infer<typeof carrying>;

const perOffice = z.object({
  sending: sending.optional(),
  carrying: carrying.optional(),
  /** What the last bundle that lies at the relay held: nothing is sent twice while nothing is new. */
  mark: z.string().optional(),
  sentAt: z.int().optional(),
  /** Why the last try ended, and before when the relay asked not to be tried again for this office. */
  trouble: z.string().refine(isCode).optional(),
  notBefore: z.int().optional(),
});
export type RelayPerOffice = z.infer<typeof perOffice>;

const parked = z.object({
  name: z.string(),
  size: z.int(),
  /** Why it was not taken in. */
  code: z.string().refine(isCode),
  tries: z.int(),
  /** What has to be another before it is tried again: cards, trust and the app's version of that day. */
  known: z.string().optional(),
  /** Otherwise: not before this moment. */
  notBefore: z.int().optional(),
});
export type Parked = z.infer<typeof parked>;

const knownList = z.object({
  root: z.int(),
  version: z.int(),
  /** When it was signed, where this office has seen it. */
  issued: z.int().optional(),
});
export type KnownList = z.infer<typeof knownList>;

const state = z.object({
  /** The card as it was read, base64url. */
  card: z.string().optional(),
  automatic: z.boolean().default(true),
  /** The connection costs money by the byte: only what a person asks for. */
  metered: z.boolean().default(false),
  /** Bytes a second. */
  cap: z.int().min(100).optional(),
  /** What the relay last said that we had acknowledged: the mailbox is listed from here. */
  acked: z.int().default(0),
  /** Names behind `acked` that need not be fetched again and are in no ledger: refused for good. */
  refused: z.array(z.string()).default([]),
  /** Fetched, but could not be taken in yet. */
  parked: z.array(parked).default([]),
  /** The number of the last trust object that was looked at there. */
  trustSeq: z.int().optional(),
  /** The programme's list that the relay had at the end of the last visit; undefined where it serves none to this office. */
  list: knownList.optional(),
  /** A list that a visit brought, and when: told until the next one comes. */
  news: z.object({ root: z.int(), version: z.int(), at: z.int() }).optional(),
  /** What was brought for one list and is not proven there all the same, each by its SHA-256: not brought for it again. */
  unproven: z.object({ root: z.int(), version: z.int(), brought: z.array(z.string()) }).optional(),
  lastContact: z.int().optional(),
  trouble: z.string().refine(isCode).optional(),
  offices: z.record(z.string(), perOffice).default({}),
});
export type RelayState = z.infer<typeof state>;

export const RELAY_STATE = 'relay';

export function relayState(open: Pick<OpenOffice, 'db'>): RelayState {
  const text = new NamedTexts(open.db, 'meta').get(RELAY_STATE);
  return state.parse(text === undefined ? {} : JSON.parse(text));
}

export function putRelayState(open: OpenOffice, change: Partial<RelayState>): void {
  open.db.transaction(() => {
    putText(open.db, 'meta', RELAY_STATE, JSON.stringify({ ...relayState(open), ...change }));
  });
}

export const ofOffice = (open: OpenOffice, office: OfficeId): RelayPerOffice => relayState(open).offices[office] ?? {};

export function putOfOffice(open: OpenOffice, office: OfficeId, next: RelayPerOffice): void {
  putRelayState(open, { offices: { ...relayState(open).offices, [office]: next } });
}
