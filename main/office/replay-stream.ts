import { z } from 'zod';
import { dotOf, readHead } from '#core/exchange/commit.ts';
import { recordFromJson } from '#core/exchange/record-json.ts';
import { replay, type LoggedCommit } from '#core/exchange/replay.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { keepRecord } from './apply-commit.ts';
import { opsOf } from './commit-by-dot.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import { ownerAsOf } from './write-grants.ts';

/** Under which `meta` names the streams that are `early` (core/exchange/replay.ts). */
const EARLY = 'early_streams';
const numbers = z.array(z.int());
const texts = (open: OpenOffice): NamedTexts => new NamedTexts(open.db, 'meta');

/** The stream's log as it reads today; undefined where something of it was erased, which cannot be made again. */
function logOf(open: OpenOffice, stream: StreamRow): LoggedCommit[] | undefined {
  const log: LoggedCommit[] = [];
  for (const commit of open.repos.commits.ofStream(stream.sid)) {
    const head = readHead(Buffer.from(commit.body).toString('utf8'));
    if (!head || commit.payload === null) return undefined;
    const { wall, counter, suspect, device, sseq } = head;
    const office = officeOfDevice(open, open.repos.offices.device(commit.deviceN));
    const owner = office?.n === ownerAsOf(open, stream, head);
    log.push({ author: { dot: dotOf(commit.id), wall, counter, suspect, device, sseq, owner }, ops: opsOf(commit) });
  }
  return log;
}

const early = (open: OpenOffice): readonly number[] => numbers.parse(JSON.parse(texts(open).get(EARLY) ?? '[]'));

/** Makes the records of a stream again from its log, and what is to be decided of them; in the caller's transaction. */
export function replayStream(open: OpenOffice, stream: StreamRow): void {
  const log = logOf(open, stream);
  if (log === undefined) return;
  const replayed = replay(log, (collection, field) => open.fields.find(collection, field)?.protective);
  for (const [key, state] of replayed.states) {
    const [coll = '', rec = ''] = key.split('/');
    const stored = open.repos.records.get(stream.sid, coll, rec);
    keepRecord(open, stream, { coll, rec, before: stored && recordFromJson(stored), state });
  }
  const before = early(open);
  if (before.includes(stream.sid) === replayed.early) return;
  const now = replayed.early ? [...before, stream.sid] : before.filter((sid) => sid !== stream.sid);
  putText(open.db, 'meta', EARLY, JSON.stringify(now));
}

/**
 * Replays those streams of these cases in which something was applied before what it says its author was shown; in the
 * transaction in which more of them arrived.
 */
export function replayEarly(open: OpenOffice, cases: ReadonlySet<number>): void {
  for (const sid of early(open)) {
    const stream = open.repos.cases.stream(sid);
    if (stream && cases.has(stream.caseN)) replayStream(open, stream);
  }
}
