import { padme } from '#core/exchange/padding.ts';
import { HANDOVER_STREAM } from '#core/exchange/passed-words.ts';
import { BUNDLE_LIMITS, HEADER_BYTES } from '../crypto/bundle-format.ts';
import { idFrom } from '../crypto/cbor.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import type { waitingOn } from './link-health.ts';
import type { LinkState } from './link-state.ts';
import type { OpenOffice } from './open-office.ts';
import { bundlesOfTrain, commitsFor, type SentBody } from './passed-over.ts';

const MIB = 1024 * 1024;
/** Packed saves of one bundle: with envelope and padding it stays below the limit of 256 MiB (exchange.md §6.7). */
export const CASES_BUNDLE = 224 * MIB;
/** Certificates of those who signed: half of an envelope, which holds the list of the programme as well. */
const MOST_CERTS = 256 * 1024;
/** What the envelope says of a segment, and of everything else beside what is counted, at most. */
const SEGMENT_FACTS = 64;
const OTHER_FACTS = 4096;
/** What age adds for each recipient (hybrid, post-quantum) and for every 64 KiB. */
const PER_RECIPIENT = 2048;
const PER_CHUNK = 16;
/** A file system needs some room beside the bytes of a file. */
const FOLDERS = 32 * 1024;
/** A part that did not fit is made so much smaller than what did at its end. */
const SMALLER = 0.9;

/** How much of what waits goes into one bundle. */
export interface Room {
  /** Bytes of packed saves. */
  readonly packed: number;
  /** Bytes that are free on the stick; absent: it goes by relay. */
  readonly free?: number | undefined;
}

/** Something that waits: at a position of the link, or, with position 0, as part of a case that goes whole. */
export interface Leaving {
  readonly n: number;
  readonly sid: number;
  readonly caseN: number;
  readonly pos: number;
  /** Something said beside a hand-over: it leaves also where consent keeps the case here. */
  readonly isWord: boolean;
}

/**
 * What is left to go, in the order in which a train carries it: cases that go whole first, since what stands at positions
 * may rest on them; then position by position. Of a train that has begun, what comes behind its last bundle.
 */
export function leavingIn(
  open: OpenOffice,
  office: OfficeRow,
  { whole, places }: Pick<ReturnType<typeof waitingOn>, 'whole' | 'places'>,
  train: LinkState['train'],
): Leaving[] {
  const { cases, commits } = open.repos;
  const gone = new Set(train ? bundlesOfTrain(open, office, train.id).flatMap((sent) => sent.whole ?? []) : []);
  const caseOf = new Map<number, Pick<Leaving, 'caseN' | 'isWord'>>();
  const items: Leaving[] = [];
  for (const caseN of whole)
    if (!gone.has(caseN))
      for (const { n, sid } of commitsFor(open, office, caseN)) items.push({ n, sid, caseN, pos: 0, isWord: false });
  for (const { pos, commitN: n } of places) {
    if (pos <= (train?.to ?? 0)) continue;
    const sid = commits.streamOf(n);
    let of = caseOf.get(sid);
    if (of === undefined) {
      const { caseN = 0, compartment = '' } = cases.stream(sid) ?? {};
      caseOf.set(sid, (of = { caseN, isWord: compartment === HANDOVER_STREAM }));
    }
    items.push({ n, sid, ...of, pos });
  }
  return items;
}

/**
 * Where to end a bundle that may hold about `most` of these: where the next case begins, so that each bundle is useful
 * alone; inside a case only when that one alone is larger. A case that goes whole is never cut: 0 when it does not fit.
 */
export function cutBefore(items: readonly Leaving[], most: number): number {
  for (let end = most; end > 0; end -= 1) {
    const [last, next] = [items[end - 1], items[end]];
    if (last && next && (last.caseN !== next.caseN || (last.pos === 0 && next.pos > 0))) return end;
  }
  return most > 0 && items[most - 1]?.pos !== 0 ? most : 0;
}

/** How many items to try next, after some of a part were too large at the `packed`-th of them. */
export const smallerPart = (items: readonly Leaving[], end: number, packed: number): number =>
  cutBefore(items, Math.min(end - 1, Math.floor(packed * SMALLER)));

/** What is known of a bundle while it is gathered. */
export interface Filled {
  readonly packed: number;
  readonly segments: number;
  readonly certs: number;
  /** Everything else in its envelope of which the size is known. */
  readonly notes: number;
  readonly recipients: number;
}

/** What a bundle does not fit into: one of the limits of its format, or what is free on the stick. */
export function outgrows(filled: Filled, room: Room): 'limit' | 'stick' | undefined {
  const { packed, segments, certs, notes, recipients } = filled;
  if (packed > room.packed || segments > BUNDLE_LIMITS.segments || certs > MOST_CERTS) return 'limit';
  if (room.free === undefined) return undefined;
  const content = padme(packed + certs + notes + segments * SEGMENT_FACTS + OTHER_FACTS);
  const sealed = HEADER_BYTES + recipients * PER_RECIPIENT + content + Math.ceil(content / 65_536) * PER_CHUNK;
  return sealed + FOLDERS > room.free ? 'stick' : undefined;
}

/** Which bundle of how many this one is, when `left` of the items go with later ones. Later ones may say more. */
export function placeInTrain(
  train: LinkState['train'],
  bid: Uint8Array,
  { items, left }: { readonly items: number; readonly left: number },
): NonNullable<SentBody['train']> {
  const i = (train?.done ?? 0) + 1;
  return [train?.id ?? idFrom<string>(bid), i, i + Math.ceil(left / Math.max(1, items))];
}

/** The train after one of its bundles lies where the other office finds it; undefined after its last. */
export function trainAfter(before: LinkState['train'], { train, isLast, to }: SentBody): LinkState['train'] {
  if (train === undefined || isLast === true) return undefined;
  const [id, done, of] = train;
  const reached = before?.id === id ? (before.to ?? 0) : 0;
  return { id, done, to: Math.max(to, reached), of };
}
