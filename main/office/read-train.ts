import type { BundleId } from '#core/ids.ts';
import type { ImportReport } from '#core/contracts/exchange.contract.ts';
import { holdsFiles, type CheckedBundle } from '../crypto/bundle-read.ts';
import { idFrom } from '../crypto/cbor.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import type { FileTally } from './files/take-files.ts';
import type { OpenOffice } from './open-office.ts';
import type { Owed } from './receipts.ts';

/** A bundle that was checked, and the office that it is from. */
interface Read {
  readonly bundle: CheckedBundle;
  readonly office: OfficeRow;
  readonly id: BundleId;
}

/** What a bundle of attachments brought, and how many of the bundles that it belongs to are read by now. */
export function filesIn(open: OpenOffice, { bundle, office, id }: Read, tally: FileTally): ImportReport['files'] {
  if (!holdsFiles(bundle.manifest)) return undefined;
  const { files: whole, parts: wait, wrong } = tally;
  const { i, n, read } = trainOf(open, { bundle, office, id });
  return { parts: bundle.manifest.segs.length, whole, wait, wrong, i, n, read };
}

/**
 * Which bundle of its train this is, and how many of them were read. How many there are in all a later one knows better:
 * it was written when more of them were.
 */
export function trainOf(
  open: OpenOffice,
  { bundle, office, id }: Read,
): { readonly i: number; readonly n: number; readonly read: number } {
  const [train, i, n] = bundle.manifest.train;
  const all = open.repos.links.bundlesOf(office.n, 'in').flatMap(({ bundleId, body }) => {
    const known = (JSON.parse(body) as Owed).train;
    return known !== undefined && (bundleId === id || known[0] === idFrom(train)) ? [known] : [];
  });
  const last = all.reduce((latest, one) => (one[1] > latest[1] ? one : latest), ['', i, n] as const);
  return { i, n: last[2], read: new Set(all.map((one) => one[1])).size };
}

/** Attachments say it of each of their bundles, changes where there are several. */
export const isInTrain = ({ train }: CheckedBundle['manifest']): boolean => train[1] > 1 || train[2] > 1;
