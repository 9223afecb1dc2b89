import type { BundleId } from '#core/ids.ts';
import type { CommitRow } from '../storage/commit.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { judge } from './judge-case.ts';
import { linkState, linkTo } from './link-state.ts';
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
}

/** Mark of the office's request to send everything again, until a bundle that answers it was delivered. */
const againFor = (open: OpenOffice, office: OfficeRow): string | undefined =>
  linkState(open, linkTo(open, office.officeId)).again;

/**
 * Cases that go once more from their first commit on, until a bundle with them was delivered: those that an earlier
 * bundle passed over and that may leave again, since their positions count as confirmed with the rest of that bundle;
 * and all that the office has, when it put an older copy back and asked for them (exchange.md R7).
 */
export function wholeCases(open: OpenOffice, office: OfficeRow): Set<number> {
  const { links, cases } = open.repos;
  const files = open.repos.asked.files();
  const owed = new Set<number>();
  for (const row of links.bundlesOf(office.n, 'out')) {
    const { kept, whole } = JSON.parse(row.body) as SentBody;
    for (const caseN of kept ?? []) owed.add(caseN);
    if (row.state === 'delivered') for (const caseN of whole ?? []) owed.delete(caseN);
  }
  if (againFor(open, office) !== undefined) for (const caseN of links.sharedWith(office.n)) owed.add(caseN);
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
    .filter((stream) => stream.compartment !== 'admin')
    .flatMap((stream) => [...commits.ofStream(stream.sid)])
    .filter((commit) => back || offices.device(commit.deviceN)?.officeN !== office.n);
}
