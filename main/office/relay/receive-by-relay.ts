import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportReport } from '#core/contracts/exchange.contract.ts';
import type { ErrorCode } from '#core/errors.ts';
import { Refusal } from '#core/result.ts';
import { sha256 } from '../../crypto/hashing.ts';
import { toBytes } from '../../crypto/cbor.ts';
import { arrivalsDir } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import { applyBundle } from '../read-bundle.ts';
import { asRefusal } from '../unexpected.ts';
import { fetchFile } from './carry-bundle.ts';
import { meetsAll } from './ends-visit.ts';
import { listMailbox, type Entry, type MailboxList } from './mailbox-list.ts';
import { patiently, type Pace } from './patience.ts';
import { putRelayState, relayState, type Parked } from './relay-state.ts';
import type { RelayVisit } from './relay-visit.ts';

/** Runs something in the office between the calls of people; refused with AUTH_LOCKED once it is locked. */
export type Enter = <T>(work: (open: OpenOffice) => T | Promise<T>) => Promise<T>;

export interface Received {
  readonly reports: readonly ImportReport[];
  /** Why a bundle could not be taken in, if there was one: it is tried again later. */
  readonly trouble: ErrorCode | undefined;
}

/** Another card or list, or a newer version of the app, may open it later: it stays at the relay. */
const LATER: ReadonlySet<ErrorCode> = new Set([
  'SYNC_UNKNOWN_SENDER',
  'SYNC_NOT_LISTED',
  'SYNC_NEW_COMPUTER',
  'SYNC_NEWER_VERSION',
]);
const isBundleTrouble = (code: ErrorCode): boolean => code.startsWith('SYNC_') && !code.startsWith('SYNC_RELAY_');
const MOST_PARKED = 500;
/** Bytes of parked bundles that are kept here; others are fetched again when they are tried again. */
const MOST_KEPT = 512 * 1024 ** 2;
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const fileOf = (open: OpenOffice, name: string): string => join(arrivalsDir(open.dir), `${name}.hifadhi`);

/** Changes with whatever could let a bundle in that is refused now. */
function knownHere(open: OpenOffice): string {
  const { offices } = open.repos;
  const parts = [
    open.version,
    ...offices.offices().map(({ officeId }) => officeId),
    ...offices.devices().map(({ deviceId, standing }) => `${deviceId} ${standing}`),
  ];
  return sha256(Buffer.from(parts.join('\n'))).toString('base64url');
}

/** Whether it lies behind us: read, from whatever stick or relay it came, or refused for good. */
const isDone = (open: OpenOffice, name: string): boolean =>
  open.repos.links.hasRead(toBytes(name)) || relayState(open).refused.includes(name);

function due(open: OpenOffice, name: string): boolean {
  const one = relayState(open).parked.find((parked) => parked.name === name);
  if (!one) return true;
  if (one.known !== undefined) return one.known !== knownHere(open);
  return open.clock.now() >= (one.notBefore ?? 0);
}

/** Puts a bundle aside, a little longer each time. False when there is no place for another one. */
function park(open: OpenOffice, one: Entry, code: ErrorCode): boolean {
  const { parked } = relayState(open);
  const others = parked.filter(({ name }) => name !== one.name);
  if (others.length >= MOST_PARKED) return false;
  const tries = (parked.find(({ name }) => name === one.name)?.tries ?? 0) + 1;
  const when = LATER.has(code)
    ? { known: knownHere(open) }
    : { notBefore: open.clock.now() + Math.min(DAY, 10 * MINUTE * 2 ** Math.min(tries, 10)) };
  const { name, size } = one;
  putRelayState(open, { parked: [...others, { name, size, code, tries, ...when }] });
  if (others.reduce((sum, other) => sum + other.size, size) > MOST_KEPT) rmSync(fileOf(open, name), { force: true });
  return true;
}

/** What is parked or refused and not listed any more, and files of it or of what was never finished, are forgotten. */
function tidy(open: OpenOffice, { list }: MailboxList): void {
  const listed = new Set(list.map(({ name }) => name));
  const { parked, refused } = relayState(open);
  const still = (all: readonly Parked[]): Parked[] => all.filter(({ name }) => listed.has(name));
  putRelayState(open, { parked: still(parked), refused: refused.filter((name) => listed.has(name)) });
  mkdirSync(arrivalsDir(open.dir), { recursive: true });
  for (const file of readdirSync(arrivalsDir(open.dir))) {
    const name = file.split('.')[0] ?? '';
    if (!listed.has(name) || isDone(open, name)) rmSync(join(arrivalsDir(open.dir), file), { force: true });
  }
}

/** Takes in what was fetched, and keeps what became of it in the same step. Trouble that meets all bundles is thrown. */
async function takeIn(open: OpenOffice, one: Entry): Promise<ImportReport | ErrorCode> {
  const over = (): void => {
    const { parked } = relayState(open);
    if (parked.some(({ name }) => name === one.name))
      putRelayState(open, { parked: parked.filter(({ name }) => name !== one.name) });
  };
  try {
    const report = await applyBundle(open, { place: open.places.name(fileOf(open, one.name)) }, LATER);
    over();
    return report;
  } catch (error) {
    const { code } = asRefusal(error).error;
    if (isBundleTrouble(code) && !LATER.has(code)) {
      // What is wrong with it was written into the audit trail when it was refused.
      over();
      putRelayState(open, { refused: [...relayState(open).refused, one.name] });
    }
    return code;
  }
}

/** Fetches one bundle and takes it in. Undefined: the relay has it no more. */
async function takeOne(
  visit: RelayVisit,
  pace: Pace,
  enter: Enter,
  one: Entry,
): Promise<ImportReport | ErrorCode | undefined> {
  const path = await enter((open) => fileOf(open, one.name));
  try {
    const goOn = (): Promise<void> => enter(() => undefined);
    if (!(await fetchFile(visit, { ...one, path }, pace, goOn))) return undefined;
  } catch (error) {
    return asRefusal(error).error.code;
  }
  return enter((open) => takeIn(open, one));
}

/** Acknowledges up to the first bundle that is neither read nor refused. */
async function acknowledge(visit: RelayVisit, pace: Pace, enter: Enter, mail: MailboxList, gone: ReadonlySet<string>) {
  const done = await enter((open) =>
    mail.list
      .map(({ name }) => gone.has(name) || isDone(open, name))
      .concat(false)
      .indexOf(false),
  );
  const upto = mail.list[done - 1]?.seq ?? 0;
  const acked = upto > mail.acked ? await patiently(pace, () => visit.acknowledge(upto)) : mail.acked;
  await enter((open) => {
    putRelayState(open, { acked });
  });
}

/**
 * Fetches what lies at the relay for this office, takes it in, and acknowledges what needs not stay there; trust objects
 * and cases before attachments. What became of each bundle is kept with it, so that a cut or a lock costs none that was
 * read. One that fails by itself is passed over and tried again later.
 */
export async function receiveByRelay(visit: RelayVisit, pace: Pace, enter: Enter): Promise<Received> {
  const mail = await listMailbox(visit, pace, (await enter(relayState)).acked);
  await enter((open) => {
    tidy(open, mail);
  });
  const reports: ImportReport[] = [];
  const gone = new Set<string>();
  for (const one of [...mail.list].sort((x, y) => x.lane - y.lane || x.seq - y.seq)) {
    if (!(await enter((open) => !isDone(open, one.name) && due(open, one.name)))) continue;
    const taken = await takeOne(visit, pace, enter, one);
    if (taken === undefined) gone.add(one.name);
    else if (typeof taken === 'object') reports.push(taken);
    else if (meetsAll(taken)) throw new Refusal(taken);
    // Nothing is lost without a place for it: it and what is behind it stay at the relay.
    else if (!(await enter((open) => isDone(open, one.name) || park(open, one, taken)))) break;
  }
  await acknowledge(visit, pace, enter, mail, gone);
  const { parked } = await enter(relayState);
  return { reports, trouble: parked.find(({ code }) => !LATER.has(code))?.code };
}
