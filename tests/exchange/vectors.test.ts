import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkBundle, holdsFiles, readChunks, readSegments } from '../../main/crypto/bundle-read.ts';
import { publicBytes, strictPublicKey } from '../../main/crypto/ed25519.ts';
import { isBy } from '../../main/crypto/note.ts';
import { readSessionCertificate } from '../../main/crypto/session-certificate.ts';
import { ASIDE_TYPE, isAside } from '../../main/office/aside/tell-aside.ts';
import { HELD_TYPE, readHeld } from '../../main/office/held-before.ts';
import { segmentsOf } from './segments-of.ts';
import {
  FILE_PART,
  FILE_PART_NAME,
  certificate,
  commits,
  computed,
  deviceKey,
  programme,
  receiver,
  sender,
} from './vector-inputs.ts';

const path = join(import.meta.dirname, '../../docs/bundle-format.vectors.json');
const vectors = z
  .looseObject({
    pae: z.string(),
    aside: z.string(),
    held: z.string(),
    auditHead: z.string(),
    sample: z.object({ identity: z.string(), bundle: z.string() }),
    sampleShort: z.object({ identity: z.string(), bundle: z.string() }),
    sampleFiles: z.object({ identity: z.string(), bundle: z.string() }),
  })
  .parse(JSON.parse(readFileSync(path, 'utf8')));

/** A bundle of the vectors as a file, and who reads it. */
function kept({ identity, bundle }: { readonly identity: string; readonly bundle: string }) {
  const dir = mkdtempSync(join(tmpdir(), 'hifadhi-vectors-'));
  const file = join(dir, 'sample.hifadhi');
  writeFileSync(file, Buffer.from(bundle, 'base64url'));
  const key = strictPublicKey(publicBytes(deviceKey));
  if (!key) throw new Error('the key of the vectors is no key');
  const signer = () => ({ office: sender, key });
  return { dir, file, key, reader: { identities: [identity], office: receiver, programme, signer } };
}

describe('the published vectors', () => {
  it('are what this version computes', () => {
    const { sample: _sample, sampleShort: _short, sampleFiles: _files, ...fixed } = vectors;
    expect(computed()).toEqual(fixed);
  });

  it('hold the example of the DSSE specification', () => {
    expect(Buffer.from(vectors.pae, 'hex').toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('hold a bundle of an earlier day that still reads, commit by commit', async () => {
    const { dir, file, key, reader } = kept(vectors.sample);
    const checked = await checkBundle(file, reader);
    const found = (await segmentsOf(readSegments(checked, reader, 0))).flat();
    expect(found.map(({ head, payload, list, sig }) => ({ head, payload, list, sig }))).toEqual(commits);
    expect(checked.manifest.certs.map((bytes) => Buffer.from(bytes))).toEqual([certificate]);
    expect(readSessionCertificate(certificate, () => key)?.userName).toBe('Halima Osman');
    rmSync(dir, { recursive: true, force: true });
  });

  it('hold a bundle in the short form that still reads, with the receipt in it', async () => {
    const { dir, file, reader } = kept(vectors.sampleShort);
    const checked = await checkBundle(file, reader);
    const found = (await segmentsOf(readSegments(checked, reader, 0))).flat();
    expect(found.map(({ head, payload, list, sig }) => ({ head, payload, list, sig }))).toEqual(commits);
    expect(checked.manifest).toMatchObject({ range: [1, 2], commits: 2, purpose: 'sync', writer: '0.1.0' });
    expect(checked.manifest.certs.map((bytes) => Buffer.from(bytes))).toEqual([certificate]);
    const [confirm] = checked.manifest.short?.confirms ?? [];
    expect(confirm).toMatchObject({ isFiles: true, bid: new Uint8Array(16).fill(0x7e), pos: 0 });
    rmSync(dir, { recursive: true, force: true });
  });

  it('hold a list of what was set aside that still reads', () => {
    expect(isAside(Buffer.from(vectors.aside, 'hex'))).toBe(true);
    expect(isAside(Buffer.from(vectors.auditHead, 'hex'))).toBe(false);
  });

  it('hold the word of a witness that still reads, for what it names alone', () => {
    const word = readHeld(Buffer.from(vectors.held, 'hex'));
    const key = strictPublicKey(publicBytes(deviceKey));
    expect(word?.value.c.map(([id, at]) => [Buffer.from(id).toString('base64url'), at])).toEqual([
      [computed().commits[0]?.id, 1_767_225_600_001],
      [Buffer.alloc(32, 0x76).toString('base64url'), 0],
    ]);
    expect(word && isBy(HELD_TYPE, word, key)).toBe(true);
    expect(word && isBy(ASIDE_TYPE, word, key)).toBe(false);
    // Whoever does not know it passes it over, as every certificate is that is none.
    expect(readSessionCertificate(Buffer.from(vectors.held, 'hex'), () => key)).toBeUndefined();
    expect(readHeld(Buffer.from(vectors.aside, 'hex'))).toBeUndefined();
  });

  it('hold a bundle of attachments that still reads, part by part', async () => {
    const { dir, file, reader } = kept(vectors.sampleFiles);
    const checked = await checkBundle(file, reader);
    expect(holdsFiles(checked.manifest)).toBe(true);
    expect(checked.manifest.train.slice(1)).toEqual([2, 3]);
    const parts = [];
    for await (const part of readChunks(checked, reader, 0)) parts.push(part);
    expect(parts).toEqual([{ name: Buffer.from(FILE_PART_NAME), bytes: FILE_PART }]);
    rmSync(dir, { recursive: true, force: true });
  });
});
