import { readFileSync } from 'node:fs';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { dotOf, encodeHead, encodeOps, type CommitHead } from '#core/exchange/commit.ts';
import type { Op } from '#core/exchange/op.ts';
import { padme } from '#core/exchange/padding.ts';
import type { CaseId, CommitId, OfficeId, ProgrammeId, SessionId, StreamId, UserId } from '#core/ids.ts';
import { AUDIT_HEAD_TYPE, headBytes, packedHead } from '../../main/crypto/audit-head.ts';
import { CAPS, MAGIC, SHORT_FORM } from '../../main/crypto/bundle-format.ts';
import { sealManifest } from '../../main/crypto/bundle-manifest.ts';
import { packSegment } from '../../main/crypto/bundle-segment.ts';
import { chunkSegment, sealBundle, writeBundleFile, type BundleParts } from '../../main/crypto/bundle-write.ts';
import { chunkName } from '../../main/crypto/chunk-name.ts';
import { deliveryCode } from '../../main/crypto/delivery-code.ts';
import { pae, publicBytes, signBytes, signingKey } from '../../main/crypto/ed25519.ts';
import { sha256 } from '../../main/crypto/hashing.ts';
import { deviceIdOf, fingerprintOf } from '../../main/crypto/office-card.ts';
import { signNote } from '../../main/crypto/note.ts';
import { makeSessionCertificate } from '../../main/crypto/session-certificate.ts';
import { ASIDE_TYPE } from '../../main/office/aside/tell-aside.ts';
import { streamIdOf } from '../../main/office/case-streams.ts';
import { HELD_TYPE } from '../../main/office/held-before.ts';

/** Everything in the vectors is made of bytes of one value, so that another implementation needs nothing but these. */
const filled = (byte: number, length = 16): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(byte);
const id = <T extends string>(byte: number): T => Buffer.from(filled(byte)).toString('base64url') as T;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const programme = id<ProgrammeId>(0x10);
export const sender = id<OfficeId>(0x20);
export const receiver = id<OfficeId>(0x21);
export const deviceKey = signingKey(filled(0x30, 32));
const userKey = signingKey(filled(0x31, 32));
const sessionKey = signingKey(filled(0x32, 32));
const device = deviceIdOf(publicBytes(deviceKey));

function commit(sseq: number, prev: CommitId | undefined, ops: readonly Op[]) {
  const payload = Buffer.concat([filled(0x40 + sseq), Buffer.from(encodeOps(ops))]);
  const fields: CommitHead = {
    programme,
    stream: id<StreamId>(0x50),
    device,
    sseq,
    prev,
    context: {},
    wall: 1_767_225_600_000 + sseq,
    counter: 0,
    suspect: false,
    session: id<SessionId>(0x51),
    dseq: sseq,
    form: ['full', 1],
    payload: sha256(payload).toString('base64url'),
  };
  const head = Buffer.from(encodeHead(fields));
  return { head, payload, id: sha256(head) };
}

const first = commit(1, undefined, [
  ['gen', id<CaseId>(0x60), 'core', sender, 'KSM-26-7F3XR-4'],
  ['doc', 'case', 'case', { full_name: 'Asha', risk_level: 'high' }],
]);
const firstId = first.id.toString('base64url') as CommitId;
const second = commit(2, firstId, [['set', 'case', 'case', 'risk_level', 'critical', [dotOf(firstId)], 'new facts']]);
const list = Buffer.concat([first.id, second.id]);
const sig = signBytes('application/vnd.hifadhi.commit-list.v1', list, sessionKey);
export const commits = [first, second].map(({ head, payload }) => ({ head, payload, list, sig }));

export const certificate = makeSessionCertificate({
  session: id<SessionId>(0x51),
  user: id<UserId>(0x52),
  userName: 'Halima Osman',
  office: sender,
  device,
  sessionKey: publicBytes(sessionKey),
  startDseq: 1,
  start: 1_767_225_600_000,
  userKey,
  deviceKey,
});

/** A part of an attachment. */
export const FILE_PART = Buffer.from('a part of a file');
export const FILE_PART_NAME = new Uint8Array(chunkName(filled(0x72, 32), 0, FILE_PART));

/** What is fixed by the inputs above: the same on every computer, for ever. */
const auditHead = { device, n: 812, hash: filled(0x08, 32), at: 1_767_225_600_000 };

export const computed = () => ({
  pae: hex(pae('http://example.com/HelloWorld', Buffer.from('hello world'))),
  padme: [1, 2, 9, 100, 1000, 4096, 100_000, 1_048_577].map((n) => [n, padme(n)]),
  device,
  devicePublicKey: hex(publicBytes(deviceKey)),
  commits: [first, second].map((c) => ({
    head: c.head.toString('utf8'),
    payload: hex(c.payload),
    id: c.id.toString('base64url'),
    dot: dotOf(c.id.toString('base64url') as CommitId),
  })),
  commitListSignature: hex(sig),
  segment: hex(packSegment(commits)),
  sessionCertificate: hex(certificate),
  fingerprintOfHello: fingerprintOf(Buffer.from('hello')),
  streamOfMedical: streamIdOf(id<StreamId>(0x50), 'medical'),
  chunkNames: [0, 1].map((i) => hex(chunkName(filled(0x72, 32), i, FILE_PART))),
  deliveryCodes: [0, 3].map((setAside) =>
    deliveryCode(filled(0x71), {
      device: filled(0x73),
      bundle: filled(0x70),
      manifestHash: filled(0x74, 32),
      link: 'sample/data',
      pos: 2,
      setAside,
    }),
  ),
  aside: hex(
    signNote(
      ASIDE_TYPE,
      {
        v: 1,
        d: new Uint8Array(Buffer.from(device, 'base64url')),
        to: filled(0x21),
        n: 1_767_225_600_000,
        more: 0,
        a: [
          [filled(0x76, 32), filled(0x70), 'no-write-grant', 0],
          [filled(0x77, 32), filled(0x70), 'follows-discarded', 1],
        ],
      },
      deviceKey,
    ),
  ),
  held: hex(
    signNote(
      HELD_TYPE,
      {
        v: 1,
        d: new Uint8Array(Buffer.from(device, 'base64url')),
        c: [
          [new Uint8Array(first.id), 1_767_225_600_001],
          [filled(0x76, 32), 0],
        ],
      },
      deviceKey,
    ),
  ),
  shortManifest: shortManifest(),
  auditHead: hex(
    packedHead(sender, {
      ...auditHead,
      signature: signBytes(AUDIT_HEAD_TYPE, headBytes(sender, auditHead), deviceKey),
    }),
  ),
});

/** A manifest in the short form with a receipt and the heads of both trails, and everything that follows from it. */
function shortManifest() {
  const header = Buffer.concat([MAGIC, Buffer.from([SHORT_FORM, 0]), filled(0x78)]);
  const signature = signBytes(AUDIT_HEAD_TYPE, headBytes(sender, auditHead), deviceKey);
  const { envelope, hash, ackKey } = sealManifest(
    {
      v: 1,
      ...factsOf(filled(0x78)),
      hdr: new Uint8Array(sha256(header)),
      link,
      prev: filled(0x79, 32),
      base_ack: 0,
      dir_version: 7,
      dir_hash: filled(0x7a, 32),
      dir_root: 1,
      certs: [],
      receipts: [
        packedHead(sender, { ...auditHead, signature }),
        packedHead(receiver, { ...auditHead, device: id(0x7b), at: 0, signature: filled(0x7c, 64) }),
      ],
      caps: [...CAPS],
      segs: [{ k: 'commits', zl: 300, raw: 500, h: filled(0x7d, 32) }],
      short: { confirms: [{ of: filled(0x7b), isFiles: false, bid: filled(0x7e), mh: filled(0x7f), pos: 9, q: 12 }] },
    },
    header,
    deviceKey,
  );
  return { header: hex(header), envelope: hex(envelope), hash: hex(hash), deliveryKey: hex(ackKey) };
}

const link = `${device}>${receiver}/data`;
const factsOf = (bid: Uint8Array<ArrayBuffer>) =>
  ({
    bid,
    programme: filled(0x10),
    from: new Uint8Array(Buffer.from(device, 'base64url')),
    from_office: filled(0x20),
    to: [filled(0x21)],
    link: 'sample/data',
    link_seq: 1,
    prev: filled(0, 32),
    range: [1, 2],
    base_ack: 0,
    certs: [new Uint8Array(certificate)],
    receipts: [],
    caps: ['hfdb1', 'deflate'],
    ack_key: filled(0x71),
    train: [bid, 1, 1],
    purpose: 'sync',
    consent_ref: 'per-case-grant',
    at: 1_767_225_600_000,
    cases: 1,
    commits: 2,
    writer: '0.1.0',
  }) satisfies BundleParts['facts'];

interface Sample {
  readonly identity: string;
  readonly bundle: string;
}

/** A whole bundle; made anew it differs each time, because encryption is random. */
export async function newSampleBundle(): Promise<Sample> {
  const identity = await generateHybridIdentity();
  const { bytes } = await sealBundle({
    facts: factsOf(filled(0x70)),
    segments: [packSegment(commits)],
    recipients: [await identityToRecipient(identity)],
    deviceKey,
  });
  return { identity, bundle: bytes.toString('base64url') };
}

/** A whole bundle in the short form, of the same commits. */
export async function newSampleShort(): Promise<Sample> {
  const identity = await generateHybridIdentity();
  const { bytes } = await sealBundle({
    facts: { ...factsOf(filled(0x78)), link, caps: [...CAPS] },
    short: { confirms: [{ of: filled(0x7b), isFiles: true, bid: filled(0x7e), mh: filled(0x7f), pos: 0 }] },
    segments: [packSegment(commits)],
    recipients: [await identityToRecipient(identity)],
    deviceKey,
  });
  return { identity, bundle: bytes.toString('base64url') };
}

/** A whole bundle of attachments, the second of three, written to `path`. */
export async function newSampleFiles(path: string): Promise<Sample> {
  const identity = await generateHybridIdentity();
  await writeBundleFile(path, {
    facts: {
      ...factsOf(filled(0x75)),
      link: 'sample/files',
      range: [0, 0],
      certs: [],
      train: [filled(0x76), 2, 3],
      commits: 0,
    },
    segments: [await chunkSegment(FILE_PART_NAME, () => FILE_PART)],
    recipients: [await identityToRecipient(identity)],
    deviceKey,
  });
  return { identity, bundle: readFileSync(path).toString('base64url') };
}
