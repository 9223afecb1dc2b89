import * as cborg from 'cborg';
import { z } from 'zod';
import { readHead, type CommitHead } from '#core/exchange/commit.ts';
import type { CommitId } from '#core/ids.ts';
import { STRICT_CBOR } from '../crypto/cbor.ts';
import { fits, strictPublicKey } from '../crypto/ed25519.ts';
import { sha256 } from '../crypto/hashing.ts';
import { readSessionCertificate } from '../crypto/session-certificate.ts';
import type { CommitRow } from '../storage/commit.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import type { ForkRow } from '../storage/succession.repo.ts';
import { audit } from './audit.ts';
import { COMMIT_LIST_TYPE } from './author.ts';
import type { OpenOffice } from './open-office.ts';
import type { SentBody } from './passed-over.ts';

const bytes = z.instanceof(Uint8Array);
/** A commit without its content, and all that proves who signed it. */
const half = z.strictObject({ h: bytes, l: bytes, s: bytes, c: bytes });
const shape = z.strictObject({ v: z.literal(1), fork: z.tuple([half, half]) });
type Half = z.infer<typeof half>;

/** What stands among receipts is no longer than this. */
const LIMIT = 4096;

function halfOf(open: OpenOffice, commit: CommitRow): Half {
  const cert = open.repos.offices.session(commit.sessionN)?.cert ?? Buffer.alloc(0);
  const list = commit.list ?? Buffer.from(commit.id, 'base64url');
  return {
    h: new Uint8Array(commit.body),
    l: new Uint8Array(list),
    s: new Uint8Array(commit.sig),
    c: new Uint8Array(cert),
  };
}

/** The head of a commit that a computer known here is proven to have signed. */
function provenHead(
  open: OpenOffice,
  { h, l, s, c }: Half,
): { readonly id: string; readonly head: CommitHead } | undefined {
  const id = sha256(h);
  const head = readHead(Buffer.from(h).toString('utf8'));
  const session = readSessionCertificate(c, (device) => {
    const row = open.repos.offices.deviceById(device);
    return row && strictPublicKey(row.signingKey);
  });
  const key = session && strictPublicKey(session.sessionKey);
  if (!head || !key || session.session !== head.session || session.device !== head.device) return undefined;
  let listed = false;
  for (let at = 0; at < l.length; at += id.length) listed ||= id.equals(l.subarray(at, at + id.length));
  return listed && fits(COMMIT_LIST_TYPE, l, key, s) ? { id: id.toString('base64url'), head } : undefined;
}

function keep(open: OpenOffice, fork: Omit<ForkRow, 'at'>): void {
  if (!open.repos.successions.addFork({ ...fork, at: open.clock.now() })) return;
  const device = open.repos.offices.device(fork.deviceN)?.deviceId ?? '';
  audit(open, 'device.forked', device, 'refused', String(fork.dseq));
}

/**
 * A commit has come to the log: where its computer had signed another under the same number, both stay as they are, side
 * by side, and the two together are kept as the proof (exchange.md R2). Inside the caller's transaction.
 */
export function noteFork(open: OpenOffice, deviceN: number, dseq: number, id: CommitId): void {
  const same = open.repos.commits.numbered(deviceN, dseq);
  const [own, other] = [same.find((commit) => commit.id === id), same.find((commit) => commit.id !== id)];
  if (!own || !other) return;
  const [a, b] = [other, own].map((commit) => Buffer.from(cborg.encode(halfOf(open, commit))));
  if (a && b) keep(open, { deviceN, dseq, a, b });
}

const keyOf = (fork: Pick<ForkRow, 'deviceN' | 'dseq'>): string => `${String(fork.deviceN)}/${String(fork.dseq)}`;

/** The first proof about a computer of an office that it has not confirmed yet: it must hear of its own clone. */
export function forkFor(
  open: OpenOffice,
  office: OfficeRow,
): { readonly key: string; readonly bytes: Uint8Array<ArrayBuffer> } | undefined {
  const { offices, successions, links } = open.repos;
  const forks = offices.devicesOf(office.n).flatMap(({ n }) => successions.forksOf(n, 1));
  if (forks.length === 0) return undefined;
  const told = new Set(
    links
      .bundlesOf(office.n, 'out')
      .flatMap(({ state, body }) => (state === 'delivered' ? ((JSON.parse(body) as SentBody).tells ?? []) : [])),
  );
  for (const fork of forks) {
    if (told.has(keyOf(fork))) continue;
    const halves = [fork.a, fork.b].map((one): unknown => cborg.decode(one, STRICT_CBOR));
    const packed = cborg.encode({ v: 1, fork: halves });
    if (packed.length <= LIMIT) return { key: keyOf(fork), bytes: new Uint8Array(packed) };
  }
  return undefined;
}

function read(packed: Uint8Array): readonly [Half, Half] | undefined {
  try {
    return shape.safeParse(cborg.decode(packed, STRICT_CBOR)).data?.fork;
  } catch {
    return undefined;
  }
}

/** Whether what stands among the receipts of a bundle is such a proof, whatever it is worth. */
export const isForkProof = (packed: Uint8Array): boolean => read(packed) !== undefined;

/** The two commits that a proof is about, when both are signed by one computer under one number. */
function proofIn(
  open: OpenOffice,
  packed: Uint8Array,
): (Omit<ForkRow, 'at'> & { readonly head: CommitHead }) | undefined {
  const halves = read(packed);
  const [a, b] = halves?.map((one) => provenHead(open, one)) ?? [];
  if (!halves || !a || !b || a.id === b.id || a.head.device !== b.head.device || a.head.dseq !== b.head.dseq)
    return undefined;
  const device = open.repos.offices.deviceById(a.head.device);
  const [first, second] = halves.map((one) => Buffer.from(cborg.encode(one)));
  return device && first && second
    ? { deviceN: device.n, dseq: a.head.dseq, a: first, b: second, head: a.head }
    : undefined;
}

/** Keeps the proofs among the receipts of a bundle. A proof needs nobody's word. Inside the caller's transaction. */
export function takeForks(open: OpenOffice, receipts: readonly Uint8Array[]): void {
  for (const packed of receipts) {
    const proof = proofIn(open, packed);
    if (proof) keep(open, { deviceN: proof.deviceN, dseq: proof.dseq, a: proof.a, b: proof.b });
  }
}

/** Whether one of the proofs shows that this very computer has a twin. */
export const provesTwin = (open: OpenOffice, receipts: readonly Uint8Array[]): boolean =>
  receipts.some((packed) => proofIn(open, packed)?.deviceN === open.self.deviceN);
