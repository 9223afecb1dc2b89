import { join } from 'node:path';
import { FILE_CHUNK } from '#core/exchange/file-facts.ts';
import type { BundleId } from '#core/ids.ts';
import { isChunk } from '../../crypto/chunk-name.ts';
import { chunkSegment, writeBundleFile, type SealedBundle, type Segment } from '../../crypto/bundle-write.ts';
import { idFrom, toBytes } from '../../crypto/cbor.ts';
import type { LedgerRow } from '../../storage/link.repo.ts';
import type { OfficeRow } from '../../storage/office.repo.ts';
import { attachmentStore } from '../attachment-access.ts';
import { audit } from '../audit.ts';
import { newBundle } from '../bundle-facts.ts';
import { carriedFor } from '../carried-trust.ts';
import { noReceiver, receiversOf } from '../cursors.ts';
import { readShort } from '../note-heard.ts';
import { filesLinkTo, linkState, linkTo, putLinkState } from '../link-state.ts';
import { outboxDir, valueOf } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import type { SentBody } from '../passed-over.ts';
import { successionsFor } from '../successions.ts';
import { asRefusal } from '../unexpected.ts';
import type { Part } from './owed-files.ts';

const MIB = 1024 * 1024;
/** A bundle of attachments: with envelope and padding it stays below the limit of 256 MiB (exchange.md §6.7). */
export const FILES_BUNDLE = 224 * MIB;

/** Bundles that belong together: which one of how many this is. */
export interface Train {
  readonly id: string;
  readonly i: number;
  readonly n: number;
}

/** A sealed bundle of attachments in the outbox; nothing of it counts as written yet. */
export interface PreparedFiles {
  readonly sealed: SealedBundle;
  readonly row: LedgerRow;
  readonly fileName: string;
  readonly parts: readonly Part[];
}

/** Splits parts into bundles of at most `most` bytes, in order; a part alone may be larger. */
export function bundlesOf(parts: readonly Part[], most: number): Part[][] {
  const all: Part[][] = [];
  let size = 0;
  for (const part of parts) {
    const last = all.at(-1);
    if (last === undefined || size + part.bytes > most) {
      all.push([part]);
      size = part.bytes;
    } else {
      last.push(part);
      size += part.bytes;
    }
  }
  return all;
}

/**
 * Parts are opened one after the other, twice: a bundle is never in memory as a whole. A file that is damaged here stays
 * out: from now on it is one that is missing, and is asked for at the offices that have it. A part that is not
 * what its name was given to counts as had by the office: it would refuse it, and nothing leaves under another's name.
 */
async function readable(
  open: OpenOffice,
  office: OfficeRow,
  parts: readonly Part[],
): Promise<{ readonly segments: readonly Segment[]; readonly going: readonly Part[] }> {
  const store = attachmentStore(open);
  const segments: Segment[] = [];
  const going: Part[] = [];
  for (const part of parts) {
    const { name, i, one } = part;
    const key = open.repos.files.nameKey(one.n);
    let isTold = key !== undefined;
    const read = (): Buffer => {
      const bytes = valueOf(store.get(one.hash)).subarray(i * FILE_CHUNK, (i + 1) * FILE_CHUNK);
      isTold &&= key !== undefined && isChunk(key, i, bytes, name);
      return bytes;
    };
    try {
      const segment = await chunkSegment(new Uint8Array(name), read);
      if (isTold) {
        segments.push(segment);
        going.push(part);
      } else open.repos.files.sent(office.n, name, undefined, open.clock.now());
    } catch (error) {
      if (asRefusal(error).error.code !== 'FILE_DAMAGED') throw error;
      open.repos.files.setComing(one.n, open.clock.now());
    }
  }
  return { segments, going };
}

/**
 * Seals parts of files for an office into a bundle of the outbox; undefined when none of them can be read here.
 * SYNC_NO_COMPUTER, SYNC_COMPUTER_UNSEEN,
 * DISK_*.
 */
export async function prepareFiles(
  open: OpenOffice,
  office: OfficeRow,
  parts: readonly Part[],
  train: Train,
): Promise<PreparedFiles | undefined> {
  const receivers = receiversOf(open, office);
  const recipients = receivers.map(({ recipient }) => recipient);
  if (recipients.length === 0) throw noReceiver(open, office);
  const { segments, going } = await readable(open, office, parts);
  if (going.length === 0) return undefined;
  const link = filesLinkTo(open, office.officeId);
  const state = linkState(open, link);
  const authors = new Set<number>();
  const succ = successionsFor(open, office, authors);
  const { bundleId, fileName, at, facts } = newBundle(open, office, link, state);
  const cases = new Set(going.map(({ caseN }) => caseN)).size;
  const sealed = await writeBundleFile(join(outboxDir(open.dir), fileName), {
    facts: {
      ...facts,
      // Parts have names and no positions: a receipt confirms the bundle that it names, and nothing else.
      range: [0, 0],
      base_ack: 0,
      ...(succ.length === 0 ? {} : { succ }),
      certs: [],
      receipts: [],
      train: [new Uint8Array(toBytes(train.id)), train.i, train.n],
      cases,
      commits: 0,
    },
    ...(readShort(open, office, receivers) ? { short: { confirms: [] } } : {}),
    directory: carriedFor(open, office, authors),
    segments,
    recipients,
    deviceKey: open.self.deviceKey,
  });
  const manifestHash = sealed.manifestHash.toString('base64url');
  const sent: SentBody = {
    manifestHash,
    from: 0,
    to: 0,
    for: receivers.map(({ deviceId }) => deviceId),
    phone: { key: idFrom(sealed.ackKey), link, wrong: 0 },
    parts: going.length,
    train: [train.id, train.i, train.n],
  };
  const row: LedgerRow = {
    bundleId,
    dir: 'out',
    sha256: sealed.sha256,
    officeN: office.n,
    state: 'prepared',
    bytes: sealed.bytes,
    cases,
    commits: 0,
    body: JSON.stringify(sent),
    at,
  };
  open.db.transaction(() => {
    open.repos.links.putBundle(row);
    putLinkState(open, link, office.n, { ...state, seq: state.seq + 1, manifest: manifestHash });
  });
  return { sealed, row, fileName, parts: going };
}

/** A bundle of attachments lies where the other office will find it: its parts go no more, until somebody asks for them. */
export function markFilesWritten(
  open: OpenOffice,
  office: OfficeRow,
  { bundleId, names }: { readonly bundleId: BundleId; readonly names: readonly Buffer[] },
  how: 'bundle.written' | 'bundle.relayed',
): void {
  const now = open.clock.now();
  const link = linkTo(open, office.officeId);
  open.db.transaction(() => {
    open.repos.links.setBundleState(bundleId, 'out', 'written');
    putLinkState(open, link, office.n, { ...linkState(open, link), lastWritten: now });
    for (const name of names) open.repos.files.sent(office.n, name, bundleId, now);
    audit(open, how, bundleId, 'done', `${office.code} ${String(names.length)} parts`);
  });
}
