import type { CommitId, OfficeId, StreamId } from '#core/ids.ts';
import { readHead } from '#core/exchange/commit.ts';
import { type ERASURE_STREAM, type Op, type ReferralStream } from '#core/exchange/op.ts';
import { HANDOVER_STREAM } from '#core/exchange/passed-words.ts';
import { isReferralStream } from '#core/exchange/referral-words.ts';
import type { Compartment } from '#core/forms/types.ts';
import { Refusal } from '#core/result.ts';
import { toBytes } from '../crypto/cbor.ts';
import { pae } from '../crypto/ed25519.ts';
import { newId, sha256 } from '../crypto/hashing.ts';
import type { CaseRow, StreamRow } from '../storage/case.repo.ts';
import type { CommitRow } from '../storage/commit.repo.ts';
import { opsOf } from './commit-by-dot.ts';
import { ownerAsOf } from './write-grants.ts';
import type { OpenOffice } from './open-office.ts';

export type GrantOp = Extract<Op, readonly ['grant', ...unknown[]]>;

/** What names a stream is hashed under a label of its own, as everything that is signed is (exchange.md R14). */
const STREAM_TYPE = 'application/vnd.hifadhi.stream.v1';

/**
 * The stream of a compartment of a case, by the case's core stream: two offices that begin a compartment while they
 * are apart begin the same one (docs/bundle-format.md §2, decision 0012). The answers of a referral lie in the stream
 * that belongs to what is said about it in the same way.
 */
export const streamIdOf = (
  core: StreamId,
  compartment: Compartment | ReferralStream | typeof ERASURE_STREAM | `${typeof HANDOVER_STREAM}:${string}`,
): StreamId =>
  sha256(pae(STREAM_TYPE, Buffer.concat([toBytes(core), Buffer.from(compartment, 'utf8')])))
    .subarray(0, 16)
    .toString('base64url') as StreamId;

export const coreOf = (open: OpenOffice, caseN: number): StreamRow | undefined =>
  open.repos.cases.streamsOf(caseN).find((stream) => stream.compartment === 'core');

const isGrant = (op: ReturnType<typeof opsOf>[number]): op is GrantOp => !('unknown' in op) && op[0] === 'grant';

/** The grants that a commit of the core stream gave, if the case's owner wrote it. */
export function grantsIn(open: OpenOffice, core: StreamRow, commit: CommitRow): readonly GrantOp[] {
  if (commit.sid !== core.sid) return [];
  const head = readHead(Buffer.from(commit.body).toString('utf8'));
  const office = open.repos.offices.device(commit.deviceN)?.officeN;
  const byOwner = head !== undefined && office === ownerAsOf(open, core, head);
  return byOwner ? opsOf(commit).filter(isGrant) : [];
}

/** The grants of a case, by the office they were given to: the last one counts. */
function grantsOfCase(open: OpenOffice, core: StreamRow): ReadonlyMap<OfficeId, { commit: CommitId; op: GrantOp }> {
  const found = new Map<OfficeId, { commit: CommitId; op: GrantOp }>();
  for (const commit of open.repos.commits.ofStream(core.sid))
    for (const op of grantsIn(open, core, commit)) found.set(op[1], { commit: commit.id, op });
  return found;
}

/** Notes a stream that begins now. */
export function addStream(open: OpenOffice, entry: Omit<StreamRow, 'sid' | 'meta'>): StreamRow {
  const row = { ...entry, meta: '{}' };
  return { sid: open.repos.cases.addStream(row), ...row };
}

/**
 * Begins the stream of a compartment; answers it with the operations that have to come first in it. What the owner
 * begins repeats the grants of the case (R10); a partner names the grant it relies on. An office's own stream (`admin`)
 * and a core have random ids. PERM_DENIED at an office that may read the case only.
 *
 * @param core absent for the core itself.
 */
export function beginStream(
  open: OpenOffice,
  row: CaseRow,
  compartment: Compartment,
  core: StreamRow | undefined,
): { readonly stream: StreamRow; readonly ops: readonly Op[] } {
  const { self, repos } = open;
  const { n: caseN, caseId, code } = row;
  if (compartment === 'admin' || core === undefined) {
    const entry = { streamId: newId<StreamId>(), caseN, compartment, ownerOfficeN: self.officeN };
    return { stream: addStream(open, entry), ops: [['gen', caseId, compartment, self.officeId, code]] };
  }
  const derived = streamIdOf(core.streamId, compartment);
  // Somebody who knows the core could have used the id for a case of their own: the owner may take any other.
  const taken = repos.cases.streamById(derived) !== undefined;
  const grants = grantsOfCase(open, core);
  if (row.ownerOfficeN === self.officeN) {
    const entry = { streamId: taken ? newId<StreamId>() : derived, caseN, compartment, ownerOfficeN: self.officeN };
    const repeated = [...grants.values()].map(({ op }) => op);
    // An office that took the case over names what made it the owner: who has not heard of it waits for that.
    const own = repos.handovers.ofCase(caseN).findLast(({ to }) => to === self.officeId)?.own;
    const gen: Op =
      own === undefined
        ? ['gen', caseId, compartment, self.officeId, code]
        : ['gen', caseId, compartment, self.officeId, code, own];
    return { stream: addStream(open, entry), ops: [gen, ...repeated] };
  }
  const owner = repos.offices.office(row.ownerOfficeN);
  const grant = grants.get(self.officeId);
  if (taken || !owner || grant?.op[2] !== 1) throw new Refusal('PERM_DENIED', { rule: 'no-write-grant' });
  const entry = { streamId: derived, caseN, compartment, ownerOfficeN: owner.n };
  return {
    stream: addStream(open, entry),
    ops: [['gen', caseId, compartment, owner.officeId, code, grant.commit]],
  };
}

/**
 * Takes a stream that a partner began: it must be the very stream of the compartment, and the grant it names must be
 * the owner's, in the core of the same case, to write, for that partner. Answers why not otherwise.
 */
export function takePartnersStream(
  open: OpenOffice,
  gen: Extract<Op, readonly ['gen', ...unknown[]]>,
  { streamId, officeN }: { readonly streamId: StreamId; readonly officeN: number },
): StreamRow | string {
  const [, caseId, compartment, ownerId, , grantId] = gen;
  const { cases, commits, offices } = open.repos;
  const named = grantId === undefined ? undefined : commits.byId(grantId);
  if (named === undefined) return 'genesis-by-another-office';
  const row = cases.byId(caseId);
  const core = row && coreOf(open, row.n);
  const owner = offices.officeById(ownerId);
  if (!row || !core || owner?.n !== row.ownerOfficeN) return 'case-of-another-office';
  const isApart = compartment === 'core' || compartment === 'admin' || compartment === HANDOVER_STREAM;
  if (isApart || isReferralStream(compartment)) return 'genesis-by-another-office';
  if (streamId !== streamIdOf(core.streamId, compartment)) return 'genesis-of-another-stream';
  const author = offices.office(officeN)?.officeId;
  const granted = grantsIn(open, core, named).some((op) => op[1] === author && op[2] === 1);
  if (!granted) return 'no-write-grant';
  return addStream(open, { streamId, caseN: row.n, compartment, ownerOfficeN: owner.n });
}
