import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportReport } from '#core/contracts/exchange.contract.ts';
import type { ErrorCode } from '#core/errors.ts';
import type { MailboxPage } from '#core/relay/relay-messages.ts';
import { Refusal } from '#core/result.ts';
import { arrivalsDir } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import { applyBundle } from '../read-bundle.ts';
import { fetchFile } from './carry-bundle.ts';
import { patiently, type Pace } from './patience.ts';
import { putRelayState, relayState, type RelayState } from './relay-state.ts';
import type { RelayVisit } from './relay-visit.ts';

/** Runs something in the office between the calls of people; refused with AUTH_LOCKED once it is locked. */
export type Enter = <T>(work: (open: OpenOffice) => T | Promise<T>) => Promise<T>;

type Waiting = RelayState['parked'][number] & { readonly lane?: number };

/** Another card or list, or a newer version of the app, may open it later: it stays at the relay, and is tried again. */
const LATER: ReadonlySet<ErrorCode> = new Set(['SYNC_UNKNOWN_SENDER', 'SYNC_NOT_LISTED', 'SYNC_NEWER_VERSION']);
const isBundleTrouble = (code: ErrorCode): boolean => code.startsWith('SYNC_') && !code.startsWith('SYNC_RELAY_');
const MOST_PARKED = 100;

/** Fetches one bundle and takes it in. `later`: it has to stay at the relay. Trouble of the disk or the line is thrown. */
async function takeOne(
  visit: RelayVisit,
  pace: Pace,
  enter: Enter,
  one: Waiting,
): Promise<ImportReport | 'later' | 'gone' | 'refused'> {
  const path = await enter((open) => {
    mkdirSync(arrivalsDir(open.dir), { recursive: true });
    return join(arrivalsDir(open.dir), `${one.name}.hifadhi`);
  });
  if (!(await fetchFile(visit, { ...one, path }, pace))) return 'gone';
  try {
    return await enter((open) => applyBundle(open, { place: open.places.name(path) }));
  } catch (error) {
    if (!(error instanceof Refusal) || !isBundleTrouble(error.error.code)) throw error;
    // What is wrong with it was written into the audit trail when it was refused.
    return LATER.has(error.error.code) ? 'later' : 'refused';
  }
}

const entry = ([seq, name, size, lane]: MailboxPage['l'][number]): Waiting => ({
  seq,
  name: Buffer.from(name).toString('base64url'),
  size,
  lane,
});

/** Everything behind the mark, and what could not be taken in before; trust objects and cases before attachments. */
async function waiting(visit: RelayVisit, pace: Pace, known: RelayState): Promise<{ list: Waiting[]; top: number }> {
  const list: Waiting[] = [...known.parked];
  let after = known.after;
  for (let more = true; more;) {
    let page = await patiently(pace, () => visit.mailbox(after));
    // A relay that was put back to an older copy has forgotten what we told it, and gives numbers again.
    if (page.acked < known.acked && after > page.acked && list.length === known.parked.length) {
      after = page.acked;
      page = await patiently(pace, () => visit.mailbox(after));
    }
    list.push(...page.l.map(entry));
    after = page.l.at(-1)?.[0] ?? after;
    more = page.more;
  }
  return { list: list.sort((a, b) => (a.lane ?? 0) - (b.lane ?? 0) || a.seq - b.seq), top: after };
}

/**
 * Fetches what lies at the relay for this office, takes it in, and acknowledges what needs not stay there. What was
 * fetched before a cut is not fetched again. Answers the reports of what was taken in.
 */
export async function receiveByRelay(visit: RelayVisit, pace: Pace, enter: Enter): Promise<ImportReport[]> {
  const known = await enter(relayState);
  const { list, top } = await waiting(visit, pace, known);
  const reports: ImportReport[] = [];
  const parked: RelayState['parked'] = [];
  for (const one of list) {
    const taken = await takeOne(visit, pace, enter, one);
    if (typeof taken === 'object') reports.push(taken);
    if (taken === 'later' && parked.length < MOST_PARKED) parked.push({ seq: one.seq, name: one.name, size: one.size });
  }
  const upto = Math.min(top, ...parked.map(({ seq }) => seq - 1));
  const acked = upto > 0 ? await patiently(pace, () => visit.acknowledge(upto)) : known.acked;
  await enter((open) => {
    putRelayState(open, { after: top, acked, parked });
  });
  return reports;
}
