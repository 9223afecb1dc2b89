import type { MailboxPage } from '#core/relay/relay-messages.ts';
import { Refusal } from '#core/result.ts';
import { patiently, type Pace } from './patience.ts';
import type { RelayVisit } from './relay-visit.ts';

export interface Entry {
  readonly seq: number;
  /** SHA-256 of the file, base64url. */
  readonly name: string;
  readonly size: number;
  readonly lane: number;
}
export interface MailboxList {
  /** What the relay says that this computer has acknowledged. */
  readonly acked: number;
  /** In the order of the mailbox. */
  readonly list: readonly Entry[];
}

/** What is behind these is listed by the next visit. */
const MOST_LISTED = 20_000;

const entry = ([seq, name, size, lane]: MailboxPage['l'][number]): Entry => ({
  seq,
  name: Buffer.from(name).toString('base64url'),
  size,
  lane,
});

/**
 * Everything behind what was acknowledged, whatever was read of it before: a relay that was put back to an older copy
 * gives numbers again, and what it lists is known by name. SYNC_RELAY_FAULT for a list that does not go on.
 */
export async function listMailbox(visit: RelayVisit, pace: Pace, known: number): Promise<MailboxList> {
  const first = await patiently(pace, () => visit.mailbox(known));
  let after = Math.min(known, first.acked);
  const list: Entry[] = [];
  let page = after === known ? first : await patiently(pace, () => visit.mailbox(after));
  for (;;) {
    for (const one of page.l.map(entry)) {
      if (one.seq <= after) throw new Refusal('SYNC_RELAY_FAULT', { at: 'order' });
      after = one.seq;
      list.push(one);
    }
    if (!page.more || list.length >= MOST_LISTED) return { acked: first.acked, list };
    if (page.l.length === 0) throw new Refusal('SYNC_RELAY_FAULT', { at: 'more' });
    page = await patiently(pace, () => visit.mailbox(after));
  }
}
