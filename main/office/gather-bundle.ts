import { Refusal } from '#core/result.ts';
import { deflateSegment, packedTwice, type Segment } from '../crypto/bundle-write.ts';
import { SEGMENT_COMMITS, packSegment, type PackedCommit } from '../crypto/bundle-segment.ts';
import { toBytes } from '../crypto/cbor.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { carriedFor } from './carried-trust.ts';
import { confirmedUpTo } from './cursors.ts';
import type { Candidate } from './judge-case.ts';
import { HELD_BYTES, heldNotes } from './held-before.ts';
import { waitingOn } from './link-health.ts';
import type { LinkState } from './link-state.ts';
import type { OpenOffice } from './open-office.ts';
import { lastPositionTo } from './own-link.ts';
import { certificatesFor } from './people-proofs.ts';
import { breathe } from './progress.ts';
import { successionsFor } from './successions.ts';
import { leavingIn, outgrows, smallerPart, type Filled, type Leaving, type Room } from './train-part.ts';

const SEGMENT_BYTES = 1024 * 1024;

/** What goes into one bundle. */
export interface Gathered {
  readonly segments: Segment[];
  readonly certs: Uint8Array<ArrayBuffer>[];
  /** Hashes of those that need not go again once this bundle was confirmed. */
  readonly lasting: string[];
  /** Row numbers of the computers that wrote it. */
  readonly authors: ReadonlySet<number>;
  readonly cases: Set<number>;
  /** Files of referrals that something in it is about. */
  readonly files: Set<number>;
  readonly commits: number;
  /** First and last position that it confirms when it arrives; 0 and 0: none. */
  readonly from: number;
  readonly to: number;
  /** Cases that stay, and cases that go from their first commit on. */
  readonly kept: ReadonlySet<number>;
  readonly whole: ReadonlySet<number>;
  /** Of what waits, what is in it, and what goes with later bundles of the train; and why. */
  readonly items: number;
  readonly left: number;
  readonly cutBy?: 'limit' | 'stick' | undefined;
  /** Something between its first and last position is left out: a computer that counts has confirmed, written or brought it. */
  readonly isPartial: boolean;
}

/** A part of what waits, and what is known of its bundle before. */
interface Part {
  readonly items: readonly Leaving[];
  /** Cases that stay although something of them waits. */
  readonly stays: ReadonlySet<number>;
  readonly asked: ReadonlySet<number>;
  readonly most: number;
  readonly room: Room;
  readonly notes: number;
  readonly recipients: number;
}
type Packed = Pick<Gathered, 'segments' | 'certs' | 'lasting' | 'authors' | 'cases' | 'files' | 'commits'>;
/** About how many of the items there is room for, when there is none for all. */
type TooMuch = { readonly by: 'limit' | 'stick'; readonly at: number };

/** A commit of the log as it travels. An erasure may have taken what it says while the bundle is being written. */
function packedCommit(open: OpenOffice, n: number): PackedCommit {
  const row = open.repos.commits.byNumber(n);
  if (!row?.payload) throw new Refusal('SYNC_WRITE_FAILED', { at: 'segment' });
  return { head: row.body, payload: row.payload, list: row.list ?? toBytes(row.id), sig: row.sig };
}

const isStaying = ({ caseN, isWord }: Leaving, stays: ReadonlySet<number>): boolean => !isWord && stays.has(caseN);

/** Packs a part of what waits, without cases that stay, sorted by stream; or says where it became too much. */
async function pack(open: OpenOffice, office: OfficeRow, part: Part): Promise<Packed | TooMuch> {
  const { commits, offices } = open.repos;
  const { most } = part;
  const order = part.items
    .filter((item) => !isStaying(item, part.stays))
    .sort((a, b) => a.sid - b.sid || a.n - b.n)
    .filter(({ n }, i, sorted) => n !== sorted[i - 1]?.n);
  const segments: Segment[] = [];
  const sessions = new Set<number>();
  const certificates = (): ReturnType<typeof certificatesFor> =>
    certificatesFor(
      open,
      office,
      [...sessions].flatMap((n) => offices.session(n) ?? []),
    );
  let counted = 0;
  let certBytes = 0;
  const authors = new Set<number>();
  const out = new Set(offices.devices().flatMap(({ n, cutOff }) => (cutOff ? [n] : [])));
  const late: number[] = [];
  const about = new Set<number>();
  const files = new Set<number>();
  let batch: number[] = [];
  let size = 0;
  let count = 0;
  let kept = 0;
  const flush = async (): Promise<'limit' | 'stick' | undefined> => {
    const full = batch;
    batch = [];
    size = 0;
    if (full.length === 0) return undefined;
    const pack = (): Buffer => packSegment(full.map((n) => packedCommit(open, n)));
    const segment = kept < most ? await deflateSegment(pack()) : await packedTwice(pack);
    kept += segment.size;
    segments.push(segment);
    if (sessions.size > counted) {
      counted = sessions.size;
      certBytes = sizeOf(certificates().certs);
    }
    const certs = certBytes + late.length * HELD_BYTES;
    return outgrows({ ...part, packed: kept, segments: segments.length, certs }, part.room);
  };
  const tooMuch = (by: TooMuch['by']): TooMuch => {
    const fits = Math.min(part.room.packed, by === 'stick' ? (part.room.free ?? kept) : kept);
    return { by, at: Math.floor(count * Math.min(1, fits / Math.max(1, kept))) };
  };
  for (const { n, caseN } of order) {
    const row = commits.byNumber(n);
    if (!row?.payload) continue;
    batch.push(n);
    sessions.add(row.sessionN);
    authors.add(row.deviceN);
    if (out.has(row.deviceN)) late.push(n);
    (part.asked.has(caseN) ? files : about).add(caseN);
    count += 1;
    size += row.body.length + row.payload.length;
    if (batch.length >= SEGMENT_COMMITS || size >= SEGMENT_BYTES) {
      const by = await flush();
      if (by !== undefined) return tooMuch(by);
      open.emit({ type: 'progress', job: 'write', phase: 'pack', done: count, of: order.length });
      await breathe();
    }
  }
  const by = await flush();
  if (by !== undefined) return tooMuch(by);
  const { certs, lasting } = certificates();
  certs.push(...heldNotes(open, office, late));
  return { segments, certs, lasting, authors, cases: about, files, commits: count };
}

/** What the envelope holds beside segments and certificates, in bytes, once it is known who wrote what is in it. */
const alsoIn = (open: OpenOffice, office: OfficeRow, authors: ReadonlySet<number>): number =>
  successionsFor(open, office, new Set(authors)).reduce((sum, one) => sum + one.length, 0) +
  (carriedFor(open, office, authors)?.carried?.length ?? 0);

/** What may go, of all that waits, and how many places that is. The lists it is made from are large, and not kept. */
function leavingFor(
  open: OpenOffice,
  office: OfficeRow,
  judged: readonly Candidate[],
  train: LinkState['train'],
): Pick<Part, 'stays' | 'asked'> & { readonly all: readonly Leaving[]; readonly places: number } {
  const waiting = waitingOn(open, office);
  const leaves = new Map(judged.map(({ row, decision }) => [row.n, decision.leaves]));
  const stays = new Set([...waiting.cases].filter((caseN) => !office.isSelf && leaves.get(caseN) !== true));
  const all = leavingIn(open, office, waiting, train);
  return { stays, asked: waiting.files, all, places: waiting.places.length };
}

/**
 * All that the other office has not confirmed, without cases whose consent has ended, or of that as much as there is room
 * for, from the end of the last bundle of the train on. SYNC_TOO_LARGE, DISK_FULL when not even one case fits.
 */
export async function gather(
  open: OpenOffice,
  office: OfficeRow,
  judged: readonly Candidate[],
  { train, most, room, ...before }: Pick<Part, 'most' | 'room' | 'notes' | 'recipients'> & Pick<LinkState, 'train'>,
): Promise<Gathered> {
  // What is recorded while this packs is not in it: its last position is that of now.
  const [base, last] = [confirmedUpTo(open, office), lastPositionTo(open, office)];
  const { stays, asked, all, places } = leavingFor(open, office, judged, train);
  let end = all.length;
  let cutBy: Gathered['cutBy'];
  for (;;) {
    const items = end === all.length ? all : all.slice(0, end);
    const part = { ...before, items, stays, asked, most };
    const packed = await pack(open, office, { ...part, room });
    const isTooMuch = 'by' in packed;
    const also = isTooMuch || room.free === undefined ? 0 : alsoIn(open, office, packed.authors);
    const by = isTooMuch ? packed.by : outgrows(filledBy(packed, before, also), room);
    if (by === undefined && !isTooMuch) {
      const isLast = end === all.length;
      const lastPlace = items.findLast(({ pos }) => pos > 0)?.pos;
      const holds = isLast || lastPlace !== undefined;
      return {
        ...packed,
        from: holds ? Math.max(base, train?.to ?? 0) + 1 : 0,
        to: isLast ? last : (lastPlace ?? 0),
        kept: new Set(items.flatMap((item) => (isStaying(item, stays) ? [item.caseN] : []))),
        whole: new Set(items.flatMap(({ caseN, pos }) => (pos === 0 ? [caseN] : []))),
        items: items.length,
        left: all.length - end,
        cutBy,
        isPartial: places < last - base,
      };
    }
    cutBy = by;
    end = smallerPart(all, end, isTooMuch ? packed.at : end);
    if (end <= 0) throw by === 'stick' ? new Refusal('DISK_FULL') : new Refusal('SYNC_TOO_LARGE', { at: 'case' });
  }
}

const sizeOf = (certs: readonly Uint8Array[]): number => certs.reduce((sum, cert) => sum + cert.length, 0);

const filledBy = (
  { segments, certs }: Packed,
  { notes, recipients }: Pick<Part, 'notes' | 'recipients'>,
  also: number,
): Filled => ({
  packed: segments.reduce((sum, { size }) => sum + size, 0),
  segments: segments.length,
  certs: sizeOf(certs),
  notes: notes + also,
  recipients,
});
