import type { HistoryChange, HistoryEntry } from '#core/contracts/history.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { isAnswerOp, type Op } from '#core/exchange/op.ts';
import { readHead } from '#core/exchange/commit.ts';
import type { FieldValue } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { SeesAnswer } from '#core/rights/mask.ts';
import type { CommitRow } from '../storage/commit.repo.ts';
import { audit } from './audit.ts';
import { documentOf, loadCase, sightOfCase, type StoredCase } from './case-document.ts';
import { instantOf } from './clock.ts';
import { opsOf, originOf } from './commit-by-dot.ts';
import { hidesAnswer } from './hidden-siblings.ts';
import { MERGES, mergesIn } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';

type Seen = Map<string, FieldValue | null>;

/** A merge, or its end, with the code of the other case. */
interface Merging {
  readonly kind: 'merged' | 'taken_apart';
  readonly withCode: string;
}

function changesOf(op: Op, sees: SeesAnswer, seen: Seen): HistoryChange[] {
  if (!isAnswerOp(op)) return [];
  const [, coll, rec] = op;
  const where = { record: coll, ...(coll === CASE_RECORD ? {} : { rowId: rec }) };
  if (op[0] === 'del') return [{ ...where, kind: 'row-removed', masked: false }];
  if (op[0] === 'doc') {
    for (const [field, value] of Object.entries(op[3])) seen.set(`${coll}/${rec}/${field}`, value);
    return coll === CASE_RECORD ? [] : [{ ...where, kind: 'row-added', masked: false }];
  }
  const [, , , field, value] = op;
  const key = `${coll}/${rec}/${field}`;
  const from = seen.get(key) ?? null;
  seen.set(key, value);
  const masked = !sees(coll, rec, field);
  const values = masked ? {} : { from: from as HistoryChange['from'], to: value as HistoryChange['to'] };
  const why = masked || op[6] === undefined ? {} : { why: op[6] };
  return [{ ...where, field, kind: value === null ? 'cleared' : 'set', ...values, ...why, masked } as HistoryChange];
}

/**
 * The saves in which this case was merged or taken apart, by their signature: such a save is one act, in however many
 * compartments it wrote.
 */
function mergingsOf(open: OpenOffice, stored: StoredCase): ReadonlyMap<string, Merging> {
  const found = new Map<string, Merging>();
  const codes = new Map(mergesIn(documentOf(stored)).map(({ id, code }) => [id, code] as const));
  const core = stored.streams.find((stream) => stream.compartment === 'core');
  let into = '';
  for (const commit of core === undefined ? [] : open.repos.commits.ofStream(core.sid)) {
    for (const op of opsOf(commit)) {
      if ('unknown' in op || (op[0] !== 'doc' && op[0] !== 'set')) continue;
      const act = (kind: Merging['kind'], withCode: string) => found.set(signatureOf(commit), { kind, withCode });
      if (op[0] === 'doc' && op[1] === MERGES) act('merged', codes.get(op[2]) ?? '');
      if (op[0] === 'set' && op[1] === MERGES && op[3] === 'merge_undone_at')
        act('taken_apart', codes.get(op[2]) ?? '');
      if (op[0] === 'set' && op[3] === 'merged_into_code') {
        if (typeof op[4] === 'string') into = op[4];
        act(op[4] === null ? 'taken_apart' : 'merged', into);
      }
    }
  }
  return found;
}
const signatureOf = (commit: CommitRow): string => Buffer.from(commit.sig).toString('base64');

/** Who changed what and when, from the signed log itself, newest first; with what the person may see. */
export function caseHistory(open: OpenOffice, { caseId }: Input<'history.entries'>): Output<'history.entries'> {
  const stored = loadCase(open, caseId);
  const { sees } = sightOfCase(open, stored);
  const hides = hidesAnswer(open, documentOf(stored));
  const seesAnswer: SeesAnswer = (coll, row, field) => sees(coll, field) && !hides(coll, row, field);
  const seen: Seen = new Map();
  const entries: HistoryEntry[] = [];
  const mergings = mergingsOf(open, stored);
  /** Signature of the save that registered the case: it covers a first commit in each compartment it touched. */
  let registered: Uint8Array | undefined;
  for (const stream of stored.streams) {
    for (const commit of open.repos.commits.ofStream(stream.sid)) {
      const head = readHead(Buffer.from(commit.body).toString('utf8'));
      const ops = opsOf(commit).filter((op): op is Op => !('unknown' in op));
      const changes = ops.flatMap((op) => changesOf(op, seesAnswer, seen));
      const gen = ops.find((op) => op[0] === 'gen');
      const first = gen !== undefined && stream.compartment === 'core';
      if (first) registered = commit.sig;
      else if (gen && registered && Buffer.from(commit.sig).equals(registered)) continue;
      // A compartment that was begun later repeats the grants of the case: nothing is shared by that.
      const grant = gen ? undefined : ops.find((op) => op[0] === 'grant');
      if (!first && !grant && changes.length === 0) continue;
      const origin = originOf(open, commit);
      const partner = grant ? open.repos.offices.officeById(grant[1])?.name : undefined;
      const decided = ops.some((op) => op[0] === 'set' && op[5].length > 1);
      const merging = mergings.get(signatureOf(commit));
      entries.push({
        commit: commit.id,
        atUtc: instantOf(commit.wall),
        clockSuspect: head?.suspect ?? false,
        by: origin.by,
        office: origin.office,
        computer: origin.computer,
        ...(origin.certified === undefined ? {} : { certified: origin.certified }),
        kind: first ? 'registered' : grant ? 'shared' : (merging?.kind ?? (decided ? 'decided' : 'changed')),
        changes,
        ...(partner === undefined ? {} : { withOffice: partner }),
        ...(merging === undefined ? {} : { withCode: merging.withCode }),
      });
    }
  }
  audit(open, 'case.history', caseId);
  return entries.sort((a, b) => (a.atUtc < b.atUtc ? 1 : -1));
}
