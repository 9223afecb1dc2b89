import type { UnpackedCommit } from '../../main/crypto/bundle-segment.ts';

/** Every segment that a reading gives. */
export async function segmentsOf(reading: AsyncIterable<UnpackedCommit[]>): Promise<UnpackedCommit[][]> {
  const segments: UnpackedCommit[][] = [];
  for await (const segment of reading) segments.push(segment);
  return segments;
}
