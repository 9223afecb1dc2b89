import { sha256 } from '../../crypto/hashing.ts';
import type { OfficeRow } from '../../storage/office.repo.ts';
import { heldNotes } from '../held-before.ts';
import { noteOwnState } from '../own-state/own-state.ts';
import { lastPositionTo } from '../own-link.ts';
import { linkState, linkTo } from '../link-state.ts';
import type { OpenOffice } from '../open-office.ts';
import type { Owed } from '../receipts.ts';
import { recipientsOf } from '../recipients-of.ts';

const holdsParts = (body: string): boolean => (JSON.parse(body) as Owed).parts !== undefined;

/** Up to which change what this office tells its own computers has come. */
function ownStateNoted(open: OpenOffice): string {
  open.db.transaction(() => {
    noteOwnState(open);
  });
  return String(open.repos.items.lastRev());
}

/**
 * What a bundle for this office would hold that the last one did not: the last position, the newest bundle with cases or
 * attachments that it has to be told about, its last request to send again, words of witnesses that it asked for. A receipt
 * alone is not answered by a receipt.
 */
export function markOf(open: OpenOffice, office: OfficeRow): string {
  const { links } = open.repos;
  const link = linkTo(open, office.officeId);
  const owed = links
    .bundlesOf(office.n, 'in')
    .findLast(({ state, commits, body }) => state === 'received' && (commits > 0 || holdsParts(body)));
  return [lastPositionTo(open, office), owed?.bundleId ?? '', linkState(open, link).again ?? '']
    .concat(office.isSelf ? [ownStateNoted(open)] : [])
    .concat(wordsFor(open, office))
    .join(' ');
}

/** What that office asked for because honest work waits there for it; nothing where it asked for nothing that is here. */
function wordsFor(open: OpenOffice, office: OfficeRow): string[] {
  const words = heldNotes(open, office, []);
  return words.length === 0 ? [] : [sha256(Buffer.concat(words)).toString('base64url')];
}

/** Whom a bundle for this office is sealed for now. */
export const sealedFor = (open: OpenOffice, office: OfficeRow): string =>
  sha256(Buffer.from(recipientsOf(open, office).sort().join('\n'))).toString('base64url');
