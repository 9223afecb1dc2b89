import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEADER_BYTES } from '../../main/crypto/bundle-format.ts';
import { packSegment } from '../../main/crypto/bundle-segment.ts';
import { deflateSegment } from '../../main/crypto/bundle-write.ts';
import { sealed } from '../../main/crypto/sealed-file.ts';
import { BundleBench, newDevice, someCommits } from './bundle-maker.ts';

const inPath = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((dir) => existsSync(join(dir, name)));

/**
 * Another program that knows age (Debian's `age`) and nothing of ours. It has no post-quantum recipients, so these files are
 * sealed for a classical one, as exchange.md §10 asks; everything behind the header is what every bundle has.
 */
describe.skipIf(!inPath('age'))('the age command', () => {
  let bench: BundleBench;
  let dir: string;
  let keyFile: string;
  let recipient: string;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'hifadhi-age-'));
    const identity = await generateX25519Identity();
    recipient = await identityToRecipient(identity);
    keyFile = join(dir, 'key.txt');
    writeFileSync(keyFile, `${identity}\n`, { mode: 0o600 });
    const b = await newDevice();
    bench = new BundleBench(await newDevice(), { ...b, identity, recipient });
  });
  afterAll(() => {
    rmSync(dir, { recursive: true, force: true });
    bench.close();
  });

  const decrypted = (bundle: Buffer): Buffer =>
    execFileSync('age', ['--decrypt', '--identity', keyFile], { input: bundle.subarray(HEADER_BYTES) });

  it('opens a bundle to the signed manifest, every segment and nothing but zeros behind them', async () => {
    const segments = [1, 2].map(() => packSegment(someCommits(3, 20, bench.programme, 'a street and a number ')));
    const bundle = await bench.seal({ segments });
    const plain = decrypted(bundle);
    const envelope = plain.readUInt32BE(0);
    expect(plain.subarray(4, 4 + envelope).includes(bundle.subarray(10, HEADER_BYTES))).toBe(true);
    let end = 4 + envelope;
    for (const raw of segments) {
      const { size } = await deflateSegment(raw);
      expect(inflateRawSync(plain.subarray(end, end + size)).equals(raw)).toBe(true);
      end += size;
    }
    expect(plain.subarray(end).every((byte) => byte === 0)).toBe(true);
  });

  it('refuses a bundle of which one byte was changed, and gives nothing of it', async () => {
    const bundle = await bench.seal();
    const at = bundle.length - 40;
    bundle.writeUInt8(bundle.readUInt8(at) ^ 1, at);
    const run = spawnSync('age', ['--decrypt', '--identity', keyFile], { input: bundle.subarray(HEADER_BYTES) });
    expect(run.status).not.toBe(0);
    expect(run.stdout.length).toBe(0);
  });

  it('seals what the program opens as a bundle of its own', async () => {
    const bundle = await bench.seal();
    const again = execFileSync('age', ['--encrypt', '--recipient', recipient], { input: decrypted(bundle) });
    expect(await bench.read(Buffer.concat([bundle.subarray(0, HEADER_BYTES), again]))).toBe('read 4');
  });

  it.skipIf(!inPath('script'))(
    'opens a file that was saved under words, and asks for them',
    async () => {
      const parts = await sealed(pieces(), { passphrase: 'amber-boat-cedar-dune-ember' });
      const file = join(dir, 'list.csv.age');
      const chunks: Uint8Array[] = [];
      for await (const chunk of parts) chunks.push(chunk);
      writeFileSync(file, Buffer.concat(chunks));
      const out = join(dir, 'list.csv');
      const typed = (words: string): number | null =>
        spawnSync('script', ['-qec', `age --decrypt --output '${out}' '${file}'`, '/dev/null'], {
          input: `${words}\n`,
        }).status;
      expect(typed('amber-boat-cedar-dune-umber')).not.toBe(0);
      expect(existsSync(out)).toBe(false);
      expect(typed('amber-boat-cedar-dune-ember')).toBe(0);
      expect(readFileSync(out, 'utf8')).toBe('code,days\r\nKSM-1,3\r\n');
    },
    90_000,
  );
});

async function* pieces(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('code,days\r\n');
  yield await Promise.resolve(Buffer.from('KSM-1,3\r\n'));
}
