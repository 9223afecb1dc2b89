import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import type { OfficeId, ProgrammeId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { checkBundle } from '../../main/crypto/bundle-read.ts';
import { sealBundle } from '../../main/crypto/bundle-write.ts';
import { idFrom, toBytes } from '../../main/crypto/cbor.ts';
import { publicBytes, strictPublicKey } from '../../main/crypto/ed25519.ts';
import { deviceIdOf } from '../../main/crypto/office-card.ts';
import { figure, type Figure } from './measure.ts';

const AT_ONCE = 32;

/** Every byte flipped and every length cut of a small bundle: how many are accepted, how many crash the reader. */
export async function mutation(): Promise<Figure[]> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = publicBytes(privateKey);
  const identity = await generateHybridIdentity();
  const [office, programme, target] = [1, 2, 3].map((n) => new Uint8Array(16).fill(n)) as [
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
  ];
  const device = deviceIdOf(key);
  const bid = new Uint8Array(randomBytes(16));
  const { bytes } = await sealBundle({
    facts: {
      bid,
      programme,
      from: new Uint8Array(toBytes(device)),
      from_office: office,
      to: [target],
      link: 'bench',
      link_seq: 1,
      prev: new Uint8Array(32),
      range: [1, 1],
      base_ack: 0,
      certs: [],
      receipts: [],
      caps: [],
      ack_key: new Uint8Array(16),
      train: [bid, 1, 1],
      purpose: 'sync',
      consent_ref: '',
      at: 0,
      cases: 0,
      commits: 0,
      writer: 'bench',
    },
    segments: [Buffer.from('small segment of a small bundle')],
    recipients: [await identityToRecipient(identity)],
    deviceKey: privateKey,
  });
  const signer = strictPublicKey(key);
  if (!signer) throw new Error('an own key is not acceptable');
  const reader = {
    identities: [identity],
    office: idFrom<OfficeId>(target),
    programme: idFrom<ProgrammeId>(programme),
    signer: () => ({ office: idFrom<OfficeId>(office), key: signer }),
  };
  const dir = mkdtempSync(join(tmpdir(), 'hifadhi-mutation-'));
  let accepted = 0;
  let crashed = 0;
  const attempt = async (mutant: Buffer, name: string): Promise<void> => {
    const path = join(dir, name);
    writeFileSync(path, mutant);
    try {
      await checkBundle(path, reader);
      accepted += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) crashed += 1;
    }
    rmSync(path);
  };
  const mutants: (() => Promise<void>)[] = [];
  for (let i = 0; i < bytes.length; i += 1) {
    mutants.push(() => {
      const flipped = Buffer.from(bytes);
      flipped[i] = (flipped[i] ?? 0) ^ (1 << (i % 8));
      return attempt(flipped, `f${String(i)}`);
    });
    mutants.push(() => attempt(bytes.subarray(0, i), `c${String(i)}`));
  }
  for (let i = 0; i < mutants.length; i += AT_ONCE)
    await Promise.all(mutants.slice(i, i + AT_ONCE).map((work) => work()));
  rmSync(dir, { recursive: true, force: true });
  const runs = mutants.length;
  return [
    figure(
      { id: 'bundle.mutationAccepted', what: 'changed or cut bundles that were accepted', unit: 'count' },
      accepted,
      { runs },
    ),
    figure(
      { id: 'bundle.mutationCrashed', what: 'changed or cut bundles that crashed the reader', unit: 'count' },
      crashed,
      { runs },
    ),
  ];
}
