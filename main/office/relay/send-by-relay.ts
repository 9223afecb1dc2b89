import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LANES } from '#core/relay/relay-limits.ts';
import type { ErrorCode } from '#core/errors.ts';
import { Refusal } from '#core/result.ts';
import { hasLeft, type OfficeRow } from '../../storage/office.repo.ts';
import { overBecause } from '../asked-referral.ts';
import { tellFiles } from '../files/tell-files.ts';
import { hasOtherComputers } from '../cursors.ts';
import { waitingOn } from '../link-health.ts';
import { linkState, linkTo } from '../link-state.ts';
import { outboxDir } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import { isStateLeft } from '../own-state/own-state.ts';
import { markWritten, prepareBundle } from '../prepare-bundle.ts';
import { CASES_BUNDLE, type Room } from '../train-part.ts';
import { allLeave, candidates } from '../share-cases.ts';
import { asRefusal } from '../unexpected.ts';
import { dropSpool } from './backup-spool.ts';
import { sendFile } from './carry-bundle.ts';
import { meetsAll } from './ends-visit.ts';
import { patiently, type Pace } from './patience.ts';
import type { Enter } from './receive-by-relay.ts';
import { markOf, sealedFor } from './news-for.ts';
import { ofOffice, putOfOffice, type Sending } from './relay-state.ts';
import type { RelayVisit } from './relay-visit.ts';
import { sendFiles } from './send-files.ts';

const DAY = 86_400_000;
/** What the other office has not confirmed for so long is brought once more, whatever became of it. */
const AGAIN_AFTER = 14 * DAY;

const pathOf = (open: OpenOffice, { bundleId }: Sending): string => join(outboxDir(open.dir), `${bundleId}.hifadhi`);

/** Files of the outbox that are on their way to the relay: they stay when the office is opened again. */
export function filesOnTheirWay(open: OpenOffice): ReadonlySet<string> {
  const ways = open.repos.offices.offices().flatMap(({ officeId }) => {
    const { sending, carrying } = ofOffice(open, officeId);
    return [sending ?? [], carrying ?? []].flat();
  });
  return new Set(ways.map((one) => `${one.bundleId}.hifadhi`));
}

/** Whether everything that a sealed bundle holds may still leave for this office (exchange.md R5), and for whom it is. */
function mayLeave(open: OpenOffice, office: OfficeRow, { cases, files, sealedFor: before }: Sending): boolean {
  if (sealedFor(open, office) !== before) return false;
  // A case that does not wait any more was confirmed meanwhile: the other office has it.
  if (!allLeave(open, office, cases)) return false;
  return files.every((fileN) => {
    const asked = open.repos.asked.ofFile(fileN);
    return asked === undefined || (!asked.erased && overBecause(open, asked) === undefined);
  });
}

const NOTHING: ReadonlySet<ErrorCode> = new Set(['SYNC_NOTHING_TO_SEND', 'SYNC_NO_CONSENT']);

/** A bundle that was on its way to an office and may not, or cannot, go on. */
function staleFor(open: OpenOffice, office: OfficeRow): Sending | undefined {
  const { sending } = ofOffice(open, office.officeId);
  if (!sending) return undefined;
  const size = statSync(pathOf(open, sending), { throwIfNoEntry: false })?.size;
  return size === sending.size && mayLeave(open, office, sending) ? undefined : sending;
}

function forget(open: OpenOffice, office: OfficeRow, stale: Sending): void {
  const { sending: _over, ...rest } = ofOffice(open, office.officeId);
  rmSync(pathOf(open, stale), { force: true });
  putOfOffice(open, office.officeId, rest);
}

/** Destroys every sealed bundle that has not left: something that it holds was erased. What is left of it is sealed anew. */
export function dropSealed(open: OpenOffice): void {
  for (const office of open.repos.offices.offices()) {
    const { sending } = ofOffice(open, office.officeId);
    if (sending) forget(open, office, sending);
  }
  rmSync(outboxDir(open.dir), { recursive: true, force: true });
  dropSpool(open.dir);
}

/** Whether the changes take several bundles, of which some have not left. */
const isUnderWay = (open: OpenOffice, office: OfficeRow): boolean =>
  linkState(open, linkTo(open, office.officeId)).train !== undefined;

/** The bundle that is on its way to an office, or a new one where there is news; undefined where there is none. */
async function nextFor(open: OpenOffice, office: OfficeRow, room: Room): Promise<Sending | undefined> {
  if (hasLeft(office)) return undefined;
  const known = ofOffice(open, office.officeId);
  if (known.sending) return known.sending;
  const list = candidates(open, office, { waiting: true });
  // What is told of their files is part of the news, and not news of its own after them.
  await tellFiles(
    open,
    list.filter(({ decision }) => decision.leaves).map(({ row }) => row),
  );
  const mark = markOf(open, office);
  const { commits, words } = waitingOn(open, office);
  const late =
    (office.isSelf ? commits.length : list.length + words.size) > 0 &&
    open.clock.now() - (known.sentAt ?? 0) > AGAIN_AFTER;
  const isLeft = office.isSelf && isStateLeft(open, office);
  if (!isUnderWay(open, office) && !isLeft && ((mark === known.mark && !late) || mark === '0  ')) return undefined;
  try {
    const { sealed, row, cases, files } = await prepareBundle(open, office, list, false, { train: 'next', room });
    const sending: Sending = {
      bundleId: row.bundleId,
      name: sealed.sha256.toString('base64url'),
      size: sealed.bytes,
      commits: row.commits,
      cases: [...cases],
      files: [...files],
      mark,
      sealedFor: sealedFor(open, office),
    };
    putOfOffice(open, office.officeId, { ...ofOffice(open, office.officeId), sending });
    return sending;
  } catch (error) {
    if (error instanceof Refusal && NOTHING.has(error.error.code)) return undefined;
    throw error;
  }
}

function sent(open: OpenOffice, office: OfficeRow, sending: Sending): void {
  const { sending: _over, trouble: _past, ...rest } = ofOffice(open, office.officeId);
  open.db.transaction(() => {
    markWritten(open, office, { ...sending, cases: new Set(sending.cases) }, 'bundle.relayed');
    // Only with its last bundle a train brought everything that its mark stands for.
    const mark = isUnderWay(open, office) ? {} : { mark: sending.mark };
    putOfOffice(open, office.officeId, { ...rest, ...mark, sentAt: open.clock.now() });
  });
  rmSync(pathOf(open, sending), { force: true });
}

/** Takes back a bundle that may not, or cannot, go on; one that had arrived before was sent, and is written down so. */
async function takeBack(visit: RelayVisit, pace: Pace, enter: Enter, office: OfficeRow, stale: Sending): Promise<void> {
  const became = await patiently(pace, () => visit.withdraw(stale.name, office.officeId));
  await enter((open) => {
    if (became === 'arrived') sent(open, office, stale);
    else forget(open, office, stale);
  });
}

/** Brings what one office may have and was not brought yet. False when there is nothing, or it may not go any more. */
async function sendTo(visit: RelayVisit, pace: Pace, enter: Enter, office: OfficeRow, room: Room): Promise<boolean> {
  const stale = await enter((open) => staleFor(open, office));
  if (stale) await takeBack(visit, pace, enter, office, stale);
  const sending = await enter((open) => nextFor(open, office, room));
  if (!sending) return false;
  const path = await enter((open) => pathOf(open, sending));
  const out = { path, name: sending.name, size: sending.size, to: office.officeId, lane: LANES.structured };
  try {
    if (!(await sendFile(visit, out, pace, () => enter((open) => mayLeave(open, office, sending))))) return false;
  } catch (error) {
    // The file was damaged while it lay here: the next visit seals another one.
    if (asRefusal(error).error.code === 'DISK_FAILED') await takeBack(visit, pace, enter, office, sending);
    throw error;
  }
  await enter((open) => {
    sent(open, office, sending);
  });
  return true;
}

/** A relay that is full asks for some hours at most; a clock that was set back must not make a month of them. */
const LONGEST_WAIT = DAY;

function isTooSoon(open: OpenOffice, { officeId }: OfficeRow): boolean {
  const left = (ofOffice(open, officeId).notBefore ?? 0) - open.clock.now();
  return left > 0 && left <= LONGEST_WAIT;
}

/** Does something for each office that the relay may be asked for now; trouble of one keeps nothing from the others, unless it is that of all. */
async function forEach(
  enter: Enter,
  offices: readonly OfficeRow[],
  work: (office: OfficeRow) => Promise<number>,
): Promise<number> {
  let count = 0;
  for (const office of offices) {
    if (await enter((open) => isTooSoon(open, office))) continue;
    try {
      count += await work(office);
    } catch (error) {
      const refusal = asRefusal(error);
      const { code } = refusal.error;
      if (meetsAll(code)) throw refusal;
      await enter((open) => {
        const { notBefore: _before, ...known } = ofOffice(open, office.officeId);
        const after = Number(refusal.error.params['after'] ?? 0) * 1000;
        const wait = after > 0 ? { notBefore: open.clock.now() + Math.min(after, LONGEST_WAIT) } : {};
        putOfOffice(open, office.officeId, { ...known, ...wait, trouble: code });
      });
    }
  }
  return count;
}

/**
 * Seals and brings to the relay what each office may have and was not brought yet: the cases of all of them, then the
 * attachments, which wait whenever something new is in the cases. Answers how many bundles went.
 */
export async function sendByRelay(
  visit: RelayVisit,
  pace: Pace,
  enter: Enter,
  room: Room = { packed: CASES_BUNDLE },
): Promise<number> {
  const offices = await enter((open) =>
    open.repos.offices.offices().filter(({ isSelf }) => !isSelf || hasOtherComputers(open)),
  );
  // What does not fit into one bundle goes in several, one after the other.
  const cases = async (office: OfficeRow): Promise<number> => {
    for (let count = 0; ; count += 1) {
      if (!(await sendTo(visit, pace, enter, office, room))) return count;
      if (!(await enter((open) => isUnderWay(open, office)))) return count + 1;
    }
  };
  let count = await forEach(enter, offices, cases);
  count += await forEach(enter, offices, async (office) => {
    let bundles = 0;
    for (;;) {
      const { count: went, ended } = await sendFiles(visit, pace, enter, office);
      bundles += went;
      if (ended === 'all') return bundles;
      bundles += await forEach(enter, offices, cases);
    }
  });
  return count;
}
