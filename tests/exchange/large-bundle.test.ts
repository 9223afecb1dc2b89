import { randomBytes } from 'node:crypto';
import { readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packSegment, type PackedCommit } from '../../main/crypto/bundle-segment.ts';
import { checkBundle, readSegments } from '../../main/crypto/bundle-read.ts';
import { deflateSegment, packedTwice, writeBundleFile } from '../../main/crypto/bundle-write.ts';
import { sha256 } from '../../main/crypto/hashing.ts';
import { copyToStick } from '../../main/crypto/stick.ts';
import { BundleBench, newDevice, someCommits } from './bundle-maker.ts';
import { segmentsOf } from './segments-of.ts';

let bench: BundleBench;
let path: string;
let commits: PackedCommit[];
let sealed: Awaited<ReturnType<typeof writeBundleFile>>;

/** Twelve segments that nothing can make smaller: more than is kept in memory between the passes. */
beforeAll(async () => {
  const [a, b] = await Promise.all([newDevice(), newDevice()]);
  bench = new BundleBench(a, b);
  path = join(bench.dir, 'large.hifadhi');
  commits = someCommits(12, 1, bench.programme).map((commit) => ({ ...commit, payload: randomBytes(1_000_000) }));
  const segments = await Promise.all(commits.map((commit) => deflateSegment(packSegment([commit]))));
  sealed = await writeBundleFile(path, {
    facts: bench.facts(),
    segments,
    recipients: [b.recipient],
    deviceKey: a.key,
  });
});
afterAll(() => {
  bench.close();
});

describe('a bundle that is larger than what is kept in memory', () => {
  it('is decrypted again for the second pass and gives back every commit', async () => {
    const reader = bench.reader();
    const checked = await checkBundle(path, reader);
    expect(checked.kept).toBeUndefined();
    expect(checked.bytes).toBe(sealed.bytes);
    expect(checked.fileHash.equals(sealed.sha256)).toBe(true);
    const payloads = (await segmentsOf(readSegments(checked, reader, 0))).flat().map((c) => c.payload);
    expect(payloads.map((p) => sha256(p).toString('hex'))).toEqual(
      commits.map((c) => sha256(c.payload).toString('hex')),
    );
    expect(await segmentsOf(readSegments(checked, reader, 11))).toHaveLength(1);
  });

  it('is refused at the segment that changed between the passes', async () => {
    copyToStick(sealed, { root: bench.dir, folder: 'KSM', fileName: 'x.hifadhi' });
    const stick = join(bench.dir, 'HIFADHI', 'KSM', 'x.hifadhi');
    const reader = bench.reader();
    const checked = await checkBundle(stick, reader);
    truncateSync(stick, 5_000_000);
    let read = 0;
    const reading = async (): Promise<void> => {
      for await (const segment of readSegments(checked, reader, 0)) read += segment.length;
    };
    await expect(reading()).rejects.toMatchObject({ error: { code: 'SYNC_DAMAGED' } });
    expect(read).toBeLessThan(12);
  });

  it('is no bundle when its name is only a link', async () => {
    const link = join(bench.dir, 'link.hifadhi');
    symlinkSync(path, link);
    await expect(checkBundle(link, bench.reader())).rejects.toMatchObject({ error: { code: 'SYNC_NOT_A_BUNDLE' } });
  });
});

describe('segments that do not stay in memory until the bundle is written', () => {
  const write = async (file: string, pack: () => Buffer): Promise<string> => {
    const { a, b } = bench;
    const segments = [await packedTwice(pack)];
    const parts = { facts: bench.facts(), segments, recipients: [b.recipient], deviceKey: a.key };
    return (await writeBundleFile(join(bench.dir, file), parts)).path;
  };

  it('are packed once more and are the same', async () => {
    let packed = 0;
    const file = await write('twice.hifadhi', () => {
      packed += 1;
      return packSegment(commits.slice(0, 2));
    });
    const reader = bench.reader();
    const found = (await segmentsOf(readSegments(await checkBundle(file, reader), reader, 0))).flat();
    expect(found.map(({ payload }) => sha256(payload))).toEqual(commits.slice(0, 2).map((c) => sha256(c.payload)));
    expect(packed).toBe(2);
  });

  it('make no bundle when something of them is gone by then', async () => {
    let left = 2;
    const writing = write('gone.hifadhi', () => packSegment(commits.slice(0, left--)));
    await expect(writing).rejects.toMatchObject({ error: { code: 'SYNC_WRITE_FAILED' } });
    expect(readdirSync(bench.dir).filter((name) => name.startsWith('gone'))).toEqual([]);
  });
});

describe('a segment that looks like a bomb because somebody held a key down', () => {
  it('travels as it is, and is read', async () => {
    const [commit] = someCommits(1, 1, bench.programme, 'a'.repeat(1_500_000));
    if (!commit) throw new Error('no commit');
    const packed = await deflateSegment(packSegment([commit]));
    expect(packed.size).toBeGreaterThan(packed.raw);
    const file = join(bench.dir, 'repeated.hifadhi');
    const { a, b } = bench;
    await writeBundleFile(file, {
      facts: bench.facts(),
      segments: [packed],
      recipients: [b.recipient],
      deviceKey: a.key,
    });
    const reader = bench.reader();
    const found = await segmentsOf(readSegments(await checkBundle(file, reader), reader, 0));
    expect(found.flat()).toHaveLength(1);
  });
});

describe('writing to a stick', () => {
  const stick = (fileName: string) => ({ root: bench.dir, folder: 'BND', fileName });

  it('does not say written when what was read back is not what was sealed', () => {
    const wrong = { ...sealed, sha256: sha256(Buffer.from('another')) };
    expect(() => {
      copyToStick(wrong, stick('y.hifadhi'));
    }).toThrow('SYNC_VERIFY_FAILED');
  });

  it('says that the stick is gone', () => {
    expect(() => {
      copyToStick(sealed, { ...stick('z.hifadhi'), root: join(bench.dir, 'nowhere') });
    }).toThrow('SYNC_STICK_REMOVED');
  });

  it('fails whole when the folder cannot be made', () => {
    writeFileSync(join(bench.dir, 'occupied'), 'a file where a folder should be');
    expect(() => {
      copyToStick(sealed, { ...stick('z.hifadhi'), root: join(bench.dir, 'occupied') });
    }).toThrow('SYNC_WRITE_FAILED');
  });
});
