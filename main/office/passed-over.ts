import type { BundleId } from '#core/ids.ts';
import type { CommitRow } from '../storage/commit.repo.ts';
import type { LedgerRow } from '../storage/link.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { goesTo } from './handover-stream.ts';
import { judge } from './judge-case.ts';
import { linkState, linkTo, type LinkState } from './link-state.ts';
import type { OpenOffice } from './open-office.ts';

/** What the ledger remembers of a bundle that went out. */
export interface SentBody {
  readonly manifestHash: string;
  /** First and last position that the receipt of this bundle confirms. */
  readonly from: number;
  readonly to: number;
  /** Ids of the computers that it was sealed for, and of those that have confirmed it; absent in older ledgers. */
  readonly for?: readonly string[];
  readonly by?: readonly string[];
  /** Of those, computers that did not count then and may lack what was left out for the others: they confirm no position. */
  readonly unasked?: readonly string[];
  /** To a computer of this office: up to which change of the office's own state it goes. */
  readonly state?: number;
  /** Cases (row numbers) with changes at these positions that stayed, since their consent had ended. */
  readonly kept?: readonly number[];
  /** Cases that went in this bundle with all their commits, whatever was confirmed before. */
  readonly whole?: readonly number[];
  /** Mark of the request to send everything again that this bundle answers, and of the one that it carries. */
  readonly again?: string;
  readonly asks?: string;
  /** Proofs about computers of that office that it carries. */
  readonly tells?: readonly string[];
  /**
   * What a code read out over the phone is judged by: the key in the manifest and the link's name, how many wrong ones were
   * typed, and how many changes the other office said to have set aside (exchange.md R6).
   */
  readonly phone?: { readonly key: string; readonly link: string; readonly wrong: number; readonly said?: number };
  /** Bundles whose receipts it carries. */
  readonly receipts?: readonly BundleId[];
  /** Hashes (base64url) of the certificates in it that its receiver keeps: once is enough (docs/bundle-format.md, 3). */
  readonly certs?: readonly string[];
  /** Hash (base64url) of the directory that it was made under; none where the programme has no authority. */
  readonly dir?: string;
  /** A bundle of attachments: how many parts of files it holds. */
  readonly parts?: number;
  /** Bundles that belong together, which of them this is, and of how many. */
  readonly train?: readonly [id: string, i: number, n: number];
  /** A bundle of such a train of cases: whether it is the last. */
  readonly isLast?: boolean;
}

const bodyOf = ({ body }: LedgerRow): SentBody => JSON.parse(body) as SentBody;

/** What the bundles of a train say that reached a stick or the relay. */
export const bundlesOfTrain = (open: OpenOffice, office: OfficeRow, id: string): SentBody[] =>
  open.repos.links
    .bundlesOf(office.n, 'out')
    .filter(({ state }) => state !== 'prepared')
    .map(bodyOf)
    .filter(({ train }) => train?.[0] === id);

/** Whether a bundle arrived as an answer: at every computer, or at the one that asked. */
const isArrived = ({ state }: LedgerRow, { by }: SentBody, asker: string | undefined): boolean =>
  state === 'delivered' || (asker !== undefined && by?.includes(asker) === true);

/**
 * Whether every bundle of the train that this one belongs to was delivered, or confirmed by the computer `asker`. One that
 * goes alone is its whole train.
 */
export function isWholeTrain(open: OpenOffice, office: OfficeRow, { train }: SentBody, asker?: string): boolean {
  if (train === undefined) return true;
  const delivered = open.repos.links
    .bundlesOf(office.n, 'out')
    .map((row) => ({ row, sent: bodyOf(row) }))
    .filter(({ row, sent }) => sent.train?.[0] === train[0] && isArrived(row, sent, asker))
    .map(({ sent }) => sent);
  const count = delivered.find(({ isLast }) => isLast === true)?.train?.[1];
  return count !== undefined && new Set(delivered.map((one) => one.train?.[1])).size === count;
}

/** Mark of the office's request to send everything again, until a bundle that answers it was delivered. */
const againFor = (open: OpenOffice, office: OfficeRow): string | undefined => stateFor(open, office).again;
const stateFor = (open: OpenOffice, office: OfficeRow): LinkState => linkState(open, linkTo(open, office.officeId));

/**
 * Cases that go once more from their first commit on, until a bundle with them was delivered: those that an earlier
 * bundle passed over and that may leave again, since their positions count as confirmed with the rest of that bundle;
 * and all that the office has, when it put an older copy back and asked for them (exchange.md R7).
 */
export function wholeCases(open: OpenOffice, office: OfficeRow): Set<number> {
  const { links, cases } = open.repos;
  const files = open.repos.asked.files();
  const owed = new Set<number>();
  const { again, againBy } = stateFor(open, office);
  const answered = new Set<number>();
  for (const row of links.bundlesOf(office.n, 'out')) {
    const sent = bodyOf(row);
    for (const caseN of sent.kept ?? []) owed.add(caseN);
    if (row.state === 'delivered') for (const caseN of sent.whole ?? []) owed.delete(caseN);
    if (again !== undefined && sent.again === again && isArrived(row, sent, againBy))
      for (const caseN of sent.whole ?? []) answered.add(caseN);
  }
  // An answer in several bundles owes what those that arrived did not hold.
  if (again !== undefined) for (const caseN of links.sharedWith(office.n)) if (!answered.has(caseN)) owed.add(caseN);
  const erased = cases.erasedAmong(owed);
  for (const caseN of owed) {
    if (files.has(caseN) || erased.has(caseN)) continue;
    const row = cases.byNumber(caseN);
    if (!row || !judge(open, row, office).decision.leaves) owed.delete(caseN);
  }
  return owed;
}

/**
 * Everything of a case that this office may give to the other: not its own stream, nor what came from there, unless
 * that office lost it.
 */
export function commitsFor(open: OpenOffice, office: OfficeRow, caseN: number): CommitRow[] {
  const { cases, commits, offices } = open.repos;
  const back = againFor(open, office) !== undefined;
  return cases
    .streamsOf(caseN)
    .filter((stream) => goesTo(open, stream, office.officeId))
    .flatMap((stream) => [...commits.ofStream(stream.sid)])
    .filter((commit) => back || offices.device(commit.deviceN)?.officeN !== office.n);
}
