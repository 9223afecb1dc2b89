import type { BundleId, CommitId } from '#core/ids.ts';
import { dotOf, type CommitHead } from '#core/exchange/commit.ts';
import { applyOp, conflictsIn, isPresent, type Author, type RecordState } from '#core/exchange/merge.ts';
import type { Op, UnknownOp } from '#core/exchange/op.ts';
import { recordFromJson, recordToJson } from '#core/exchange/record-json.ts';
import type { Protective } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import type { StoredRecord } from './case-document.ts';
import { shownKey } from './drafts.ts';
import type { OpenOffice } from './open-office.ts';
import { noteKept } from './kept-at-handover.ts';
import { noteFile } from './files/note-file.ts';
import { noteHand } from './note-hand.ts';
import { notePassed } from './pass-at-handover.ts';
import { noteErasure } from './note-erasure.ts';
import { noteRefer } from './note-refer.ts';
import { noteRestriction } from './note-restriction.ts';
import { noteGrant, ownerAsOf } from './write-grants.ts';

/** A commit whose signature, author and causes have been checked, ready for the log. */
export interface CheckedCommit {
  readonly id: CommitId;
  readonly head: CommitHead;
  readonly headBytes: Uint8Array;
  /** Null: what it says is kept no longer, and `ops` are none. */
  readonly payload: Uint8Array | null;
  readonly ops: readonly (Op | UnknownOp)[];
  /** Concatenated ids when one signature stands for several commits. */
  readonly list: Uint8Array | null;
  readonly sig: Uint8Array;
  readonly sessionN: number;
  readonly deviceN: number;
  /** Office of the device. */
  readonly officeN: number;
  readonly originBundle: BundleId | null;
}

/** Answers on which a wrong decision harms a child: always shown first, never decided without a reason. */
export const isProtective = (protective: Protective | undefined): boolean => protective !== undefined;

interface Touched {
  readonly coll: string;
  readonly rec: string;
  readonly before: RecordState | undefined;
  state: RecordState;
}

/** All records of one case as the running transaction has them: nothing of it has to be read again. */
export class RecordsInHand {
  readonly #records: Map<string, StoredRecord>;

  /** `read`: the records that the case has; none for one that begins in this transaction. */
  constructor(read: readonly StoredRecord[] = []) {
    this.#records = new Map(read.map((record) => [shownKey(record.sid, record.coll, record.rec), record]));
  }

  get(sid: number, coll: string, rec: string): RecordState | undefined {
    return this.#records.get(shownKey(sid, coll, rec))?.state;
  }
  put(record: StoredRecord): void {
    this.#records.set(shownKey(record.sid, record.coll, record.rec), record);
  }
  /** As the database would give them. */
  get all(): StoredRecord[] {
    return [...this.#records.values()].sort((a, b) => a.sid - b.sid);
  }
}

/**
 * The one way a change enters the office, whether a person here made it or a bundle brought it: log, heads, record
 * states, conflicts. Runs inside the caller's transaction; the caller projects the case afterwards.
 *
 * @param inHand the records of the stream's case where the caller has them all; kept up to date here.
 */
export function applyCommit(open: OpenOffice, stream: StreamRow, commit: CheckedCommit, inHand?: RecordsInHand): void {
  const { repos, fields } = open;
  const { head } = commit;
  repos.commits.append({
    id: commit.id,
    sid: stream.sid,
    deviceN: commit.deviceN,
    sseq: head.sseq,
    dseq: head.dseq,
    body: commit.headBytes,
    payload: commit.payload,
    list: commit.list,
    sig: commit.sig,
    sessionN: commit.sessionN,
    originBundle: commit.originBundle,
    wall: head.wall,
    at: open.clock.now(),
  });
  repos.commits.putHead(stream.sid, { deviceN: commit.deviceN, sseq: head.sseq, id: commit.id }, head.prev ?? null);
  const author: Author = {
    dot: dotOf(commit.id),
    wall: head.wall,
    counter: head.counter,
    suspect: head.suspect,
    device: head.device,
    sseq: head.sseq,
    owner: commit.officeN === ownerAsOf(open, stream, head),
  };
  const protectiveOf = (collection: string, field: string): Protective | undefined =>
    fields.find(collection, field)?.protective;
  const touched = new Map<string, Touched>();
  for (const op of commit.ops) {
    if ('unknown' in op || op[0] === 'gen') continue;
    if (op[0] === 'grant') {
      noteGrant(open, stream, op[1], op[2] === 1);
      continue;
    }
    if (op[0] === 'hand') {
      noteHand(open, stream, commit, op);
      continue;
    }
    if (op[0] === 'refer') {
      noteRefer(open, stream, commit, op);
      continue;
    }
    if (op[0] === 'file') {
      noteFile(open, stream, commit.officeN, op);
      continue;
    }
    if (op[0] === 'restrict') {
      noteRestriction(open, stream, commit, op);
      continue;
    }
    if (op[0] === 'keep') {
      noteKept(open, stream, head.wall, op);
      continue;
    }
    if (op[0] === 'pass') {
      notePassed(open, stream, commit, op);
      continue;
    }
    if (op[0] === 'erase') {
      noteErasure(open, stream, commit, op);
      continue;
    }
    const [, coll, rec] = op;
    const key = `${coll}/${rec}`;
    let entry = touched.get(key);
    if (!entry) {
      const before = inHand ? inHand.get(stream.sid, coll, rec) : storedState(open, stream.sid, coll, rec);
      entry = { coll, rec, before, state: applyOp(before, op, author, protectiveOf) };
      touched.set(key, entry);
    } else entry.state = applyOp(entry.state, op, author, protectiveOf);
  }
  for (const record of touched.values()) {
    keepRecord(open, stream, record);
    inHand?.put({ sid: stream.sid, coll: record.coll, rec: record.rec, state: record.state });
  }
}

/** Keeps the state of a record, and which of its fields are to be decided now; in the caller's transaction. */
export function keepRecord(open: OpenOffice, stream: StreamRow, { coll, rec, before, state }: Readonly<Touched>): void {
  const { records } = open.repos;
  records.put(stream.sid, { coll, rec, ...recordToJson(state) });
  const now = new Set(undecided(coll, state));
  for (const field of before ? undecided(coll, before) : []) {
    if (!now.has(field)) records.removeConflict(stream.sid, coll, rec, field);
  }
  for (const field of now) {
    const protective = isProtective(open.fields.find(coll, field)?.protective);
    const where = { sid: stream.sid, coll, rec, field, caseN: stream.caseN };
    records.putConflict({ ...where, protective, since: open.clock.now() });
  }
}

/** Fields to decide. A row that is gone has none: deciding about it would bring it back. */
const undecided = (coll: string, state: RecordState): string[] =>
  coll === CASE_RECORD || isPresent(state) ? conflictsIn(state) : [];

function storedState(open: OpenOffice, sid: number, coll: string, rec: string): RecordState | undefined {
  const stored = open.repos.records.get(sid, coll, rec);
  return stored && recordFromJson(stored);
}
