import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OfficeId } from '#core/ids.ts';
import { RELAY_LIMITS, type Lane } from '#core/relay/relay-limits.ts';
import { Refusal } from '#core/result.ts';
import { flushFolder } from '../../crypto/flush-folder.ts';
import { Pieces, patiently, type Pace } from './patience.ts';
import type { RelayVisit } from './relay-visit.ts';

export interface OutgoingFile {
  readonly path: string;
  /** SHA-256 of the file, base64url: its name at the relay. */
  readonly name: string;
  readonly size: number;
  readonly to: OfficeId;
  readonly lane: Lane;
}

async function readPiece(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const piece = new Uint8Array(length);
  const { bytesRead } = await file.read(piece, 0, length, at);
  if (bytesRead !== length) throw new Refusal('DISK_FAILED', { cause: 'short' });
  return piece;
}

/**
 * Brings a file to the relay, from where the relay says it is. Answers when all of it was proven there. `mayGo` is asked
 * before every piece: when it says no, what lies there is taken back, and the answer is false (exchange.md R5), unless all
 * of it had arrived. DISK_FAILED when the file is not what it was when it was named: sending it again would not help.
 */
export async function sendFile(
  visit: RelayVisit,
  out: OutgoingFile,
  pace: Pace,
  mayGo: () => Promise<boolean>,
): Promise<boolean> {
  const pieces = new Pieces(pace, RELAY_LIMITS.chunk);
  const file = await open(out.path, 'r');
  try {
    let standing = await patiently(pace, () => visit.standing(out.name, out.to));
    let refused = 0;
    while (!standing.complete) {
      if (!(await mayGo())) return (await patiently(pace, () => visit.withdraw(out.name, out.to))) === 'arrived';
      let wrong = false;
      const step = async (): Promise<void> => {
        const at = standing.offset;
        const length = Math.min(pieces.size, out.size - at);
        const piece = await readPiece(file, at, length);
        const answer = await pieces.move(length, () => visit.put(out, at, piece));
        if (answer === 'too-large') {
          if (!pieces.refused(length)) throw new Refusal('SYNC_RELAY_PROXY', { status: 413 });
        } else if (answer === 'wrong-hash') wrong = true;
        else standing = answer;
      };
      await patiently(pace, step, () => {
        pieces.smaller();
      });
      if (!wrong) continue;
      if ((await hashOf(out.path)) !== out.name) throw new Refusal('DISK_FAILED', { cause: 'hash' });
      // It was damaged on the way in a manner that no digest of a piece showed; twice is no accident.
      if (++refused === 2) throw new Refusal('SYNC_RELAY_FAULT', { at: 'hash' });
      standing = await patiently(pace, () => visit.standing(out.name, out.to));
    }
    return true;
  } finally {
    await file.close();
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) hash.update(part);
  return hash.digest('base64url');
}

/**
 * Fetches a bundle into a file of this name, going on behind what an earlier try has fetched. False when the relay has it
 * no more. What does not add up to its name is fetched again from the beginning, once; then SYNC_RELAY_FAULT. `goOn` is
 * asked before every piece, and throws where nobody waits for the bundle any more: the relay was left, or the office locked.
 */
export async function fetchFile(
  visit: RelayVisit,
  wanted: { readonly name: string; readonly size: number; readonly path: string },
  pace: Pace,
  goOn: () => Promise<void> = () => Promise.resolve(),
): Promise<boolean> {
  if (wanted.size > RELAY_LIMITS.bundle) throw new Refusal('SYNC_RELAY_FAULT', { at: 'size' });
  if (existsSync(wanted.path) && (await hashOf(wanted.path)) === wanted.name) return true;
  const part = `${wanted.path}.part`;
  for (let round = 0; round < 2; round++) {
    if (!(await fetchRest(visit, wanted, part, pace, goOn))) return false;
    if ((await hashOf(part)) === wanted.name) {
      await rename(part, wanted.path);
      flushFolder(dirname(wanted.path));
      return true;
    }
    await rm(part, { force: true });
  }
  throw new Refusal('SYNC_RELAY_FAULT', { at: 'hash' });
}

async function fetchRest(
  visit: RelayVisit,
  { name, size }: { readonly name: string; readonly size: number },
  part: string,
  pace: Pace,
  goOn: () => Promise<void>,
): Promise<boolean> {
  const pieces = new Pieces(pace, RELAY_LIMITS.chunk);
  const file = await open(part, 'a', 0o600);
  try {
    let at = existsSync(part) ? statSync(part).size : 0;
    if (at > size) {
      await file.truncate(0);
      at = 0;
    }
    while (at < size) {
      const length = Math.min(pieces.size, size - at);
      const bytes = await patiently(
        pace,
        async () => {
          await goOn();
          return pieces.move(length, () => visit.part(name, at, length));
        },
        () => {
          pieces.smaller();
        },
      );
      if (bytes === undefined) return false;
      if (bytes.length !== length) throw new Refusal('SYNC_RELAY_FAULT', { at: 'range' });
      await file.appendFile(bytes);
      at += length;
    }
    await file.sync();
    return true;
  } finally {
    await file.close();
  }
}
