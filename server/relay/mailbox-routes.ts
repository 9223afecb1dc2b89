import { readStrict } from '#core/exchange/strict-cbor.ts';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { readTrust } from '../../main/crypto/trust-package.ts';
import { ackShape, type MailboxPage, type TrustPage } from '#core/relay/relay-messages.ts';
import { RelayRefusal, message, type Answer } from './refusal.ts';
import type { RelayContext } from './relay-context.ts';
import type { DeviceRow } from './store/devices.ts';
import { ackedBy, acknowledge, listMailbox } from './store/mailboxes.ts';
import { takeTrust, trustStanding } from './store/programme.ts';
import { trustSince } from './store/trust-objects.ts';

const LOOK_EVERY = 1000;

export interface ListRequest {
  readonly after: number;
  readonly limit: number;
  /** Milliseconds to wait for something to arrive. */
  readonly wait: number;
  /** Whether whoever asked is still there. */
  readonly wanted: () => boolean;
}

/** What lies behind `after` in the mailbox of the device's office, in the order in which it was put there. */
export async function mailbox(context: RelayContext, device: DeviceRow, asked: ListRequest): Promise<Answer> {
  const { database, now, pause } = context;
  const until = now() + asked.wait;
  const look = () => listMailbox(database, device.office, asked.after, asked.limit + 1);
  let found = await look();
  // Processes that share a database have no other way to tell each other; a look at an index costs nothing.
  while (found.length === 0 && now() < until && asked.wanted()) {
    await pause(LOOK_EVERY);
    found = await look();
  }
  const page: MailboxPage = {
    v: 1,
    t: now(),
    acked: await ackedBy(database, device.office, device.id),
    more: found.length > asked.limit,
    l: found
      .slice(0, asked.limit)
      .map(({ seq, bundle, size, lane, put_at }) => [seq, new Uint8Array(bundle), size, lane, put_at]),
  };
  return message(page);
}

/** What the device has taken: the mark only grows. RELAY_BAD_REQUEST. */
export async function ack(context: RelayContext, device: DeviceRow, bytes: Uint8Array): Promise<Answer> {
  const asked = readStrict(ackShape, bytes);
  if (!asked) throw new RelayRefusal('RELAY_BAD_REQUEST');
  const { database, now } = context;
  return message({ v: 1, acked: await acknowledge(database, device.office, device.id, asked.upto, now()) });
}

/** How far this relay is with the programme's list. */
export const standing = async ({ database }: RelayContext): Promise<Answer> => message(await trustStanding(database));

/**
 * Takes a package of the programme that somebody brings; it counts for what is signed in it, whoever brings it. Answers how
 * far this relay is then. RELAY_BAD_REQUEST, RELAY_FOREIGN_TRUST.
 */
export async function putTrust(context: RelayContext, bytes: Uint8Array): Promise<Answer> {
  const offered = readTrust(bytes, RELAY_LIMITS.trustObject);
  if (!offered) throw new RelayRefusal('RELAY_BAD_REQUEST');
  const done = await takeTrust(context.database, offered, context.now());
  if (done === 'foreign' || done === 'unpinned') throw new RelayRefusal('RELAY_FOREIGN_TRUST');
  return standing(context);
}

/** Trust objects that arrived after number `since`: as many as fit into one answer, at least one. */
export async function trust({ database }: RelayContext, since: number): Promise<Answer> {
  const { list, more } = await trustSince(database, since, { limit: RELAY_LIMITS.page, most: RELAY_LIMITS.trustPage });
  const page: TrustPage = {
    v: 1,
    more,
    l: list.map(({ seq, kind, version, body }) => [seq, kind, version, new Uint8Array(body)]),
  };
  return message(page);
}
