import { readSegment } from './segment-read.ts';
import { writeSegment } from './segment-write.ts';

/** A commit with what proves who wrote it, as it lies in the log. */
export interface PackedCommit {
  readonly head: Uint8Array;
  readonly payload: Uint8Array;
  /** Concatenated ids that the signature covers. */
  readonly list: Uint8Array;
  readonly sig: Uint8Array;
}
export interface UnpackedCommit extends PackedCommit {
  readonly id: Buffer;
}

/**
 * Commits that a writer puts into one segment at most, so that neither side needs much memory: a reader holds two of them.
 * It takes no more than `MOST_COMMITS`.
 */
export const SEGMENT_COMMITS = 1000;
const MOST_COMMITS = 2000;

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

function givesBack(packed: Buffer, commits: readonly PackedCommit[]): boolean {
  const back = readSegment(packed, MOST_COMMITS);
  return commits.every((commit, i) => {
    const other = back[i];
    return (
      other !== undefined &&
      same(commit.head, other.head) &&
      same(commit.payload, other.payload) &&
      same(commit.list, other.list) &&
      same(commit.sig, other.sig)
    );
  });
}

/**
 * Commits of one or more streams, each stream's together and in order, as the bytes of a segment. What the receiver
 * can rebuild is left out: stream, own predecessor, hash of the content, ids of commits in the same segment. Before it
 * is used, the segment is read back here and compared bit for bit; should anything differ, all is written out.
 */
export function packSegment(commits: readonly PackedCommit[]): Buffer {
  const packed = writeSegment(commits, false);
  return givesBack(packed, commits) ? packed : writeSegment(commits, true);
}

/** The commits of a segment from another office. SYNC_DAMAGED for bytes that no `packSegment` makes. */
export const unpackSegment = (raw: Buffer): UnpackedCommit[] => readSegment(raw, MOST_COMMITS);
