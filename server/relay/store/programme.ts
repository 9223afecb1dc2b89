import { z } from 'zod';
import type { Directory } from '#core/exchange/trust.ts';
import type { DeviceId, OfficeId, ProgrammeId } from '#core/ids.ts';
import type { TrustStanding } from '#core/relay/relay-messages.ts';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { idFrom, toBytes } from '../../../main/crypto/cbor.ts';
import {
  hashOf,
  readDeviceCertificate,
  readOfficeCertificate,
  type SignedDevice,
  type SignedOffice,
} from '../../../main/crypto/certificates.ts';
import { readDirectory } from '../../../main/crypto/directory.ts';
import { readRoot, type SignedRoot } from '../../../main/crypto/programme-root.ts';
import { judgeTrust, type Held, type Verdict } from '../../../main/crypto/trust-chain.ts';
import type { TrustPackage } from '../../../main/crypto/trust-package.ts';
import { blob, nothing, type RelayDatabase, type Sql } from './database.ts';
import { renewListings, takeDevice } from './listings.ts';

const bodyRow = z.object({ body: blob });
const hashRow = z.object({ hash: blob });

/** The roots of the programme that this relay serves, in order; none before the operator compared and pinned one. */
export async function pinnedRoots(sql: Sql): Promise<SignedRoot[]> {
  const rows = await sql.rows(bodyRow, `select body from trust_object where kind = 'root' order by version`);
  return rows.flatMap(({ body }) => readRoot(body) ?? []);
}

/** The directory in force here, as it was signed. It stays so when a later root changes the authority. */
async function directoryHere(sql: Sql, roots: readonly SignedRoot[]): Promise<Held['directory']> {
  const [row] = await sql.rows(bodyRow, `select body from trust_object where kind = 'directory'`);
  return row && roots.flatMap(({ value }) => readDirectory(row.body, value) ?? []).at(-1);
}

/** Follows the directory in force again, after the operator let somebody in: whom it took out stays out. */
export async function followDirectory(sql: Sql, now: number): Promise<void> {
  const directory = await directoryHere(sql, await pinnedRoots(sql));
  if (directory) await renewListings(sql, directory.value, now);
}

/** Roots and list of this relay, without the offices and computers that it knows. */
async function heldList(sql: Sql, programme: ProgrammeId): Promise<Held> {
  const roots = await pinnedRoots(sql);
  return {
    programme: roots[0]?.value.programme ?? programme,
    roots,
    directory: await directoryHere(sql, roots),
    offices: new Map(),
    computers: new Map(),
  };
}

const programmeOf = ({ roots: [first] }: TrustPackage): ProgrammeId | undefined =>
  first && readRoot(first)?.value.programme;

/**
 * The root that is in force once a package is taken: the one whose words people have to compare before it is pinned. Others
 * may lie in the package that follow nothing. Undefined for a package that does not belong to what is pinned here.
 */
export async function rootWith(sql: Sql, offered: TrustPackage): Promise<SignedRoot | undefined> {
  const programme = programmeOf(offered);
  return programme && judgeTrust(await heldList(sql, programme), { ...offered, certs: [] })?.root;
}

async function hashesHere(sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await sql.rows(hashRow, 'select hash from trust_object where hash is not null');
  return new Set(rows.map(({ hash }) => idFrom<string>(hash)));
}

/**
 * The certificates that can change something: the list names them, and they are not here. Only these are read and looked up,
 * so that whoever sends thousands of others keeps nobody waiting.
 */
async function newCertificates(
  sql: Sql,
  certs: readonly Uint8Array[],
  directory: Held['directory'],
): Promise<Uint8Array[]> {
  const named = new Set(directory?.value.entries.map(({ cert }) => cert));
  const here = await hashesHere(sql);
  const found = new Map(certs.map((bytes) => [hashOf(bytes), bytes]));
  return [...found].flatMap(([hash, bytes]) => (named.has(hash) && !here.has(hash) ? [bytes] : []));
}

/** What this relay holds, with the offices and computers that these certificates are about. */
async function heldFor(sql: Sql, held: Held, certs: readonly Uint8Array[]): Promise<Held> {
  const offices = new Map<OfficeId, SignedOffice>();
  const computers = new Map<OfficeId, ReadonlySet<DeviceId>>();
  const about = new Set(
    certs.flatMap((bytes) => (readOfficeCertificate(bytes) ?? readDeviceCertificate(bytes))?.value.office ?? []),
  );
  for (const office of about) {
    const id = toBytes(office);
    const text = `select body from trust_object where kind = 'office' and subject = $1`;
    for (const { body } of await sql.rows(bodyRow, text, [id])) {
      const cert = readOfficeCertificate(body);
      if (cert) offices.set(office, cert);
    }
    const known = await sql.rows(z.object({ id: blob }), 'select id from device where office = $1', [id]);
    if (known.length > 0) computers.set(office, new Set(known.map((row) => idFrom<DeviceId>(row.id))));
  }
  return { ...held, offices, computers };
}

interface NewObject {
  readonly kind: 'root' | 'directory' | 'office' | 'device';
  readonly body: Uint8Array;
  /** Of a root its own; of all others how many trust objects arrived before. */
  readonly version?: number;
  readonly subject?: Uint8Array;
  readonly hash?: Uint8Array;
}

async function nextSeq(sql: Sql): Promise<number> {
  const text = 'select coalesce(max(seq), 0) + 1 as seq from trust_object';
  return (await sql.rows(z.object({ seq: z.int() }), text))[0]?.seq ?? 1;
}

/** Keeps it under the next number. What it takes the place of goes afterwards: a number is never given twice. */
async function put(sql: Sql, { kind, body, version, subject, hash }: NewObject, now: number): Promise<number> {
  const seq = await nextSeq(sql);
  await sql.rows(
    nothing,
    `insert into trust_object(seq, kind, version, body, put_at, subject, hash) values ($1, $2, $3, $4, $5, $6, $7)`,
    [seq, kind, version ?? seq, body, now, subject ?? null, hash ?? null],
  );
  return seq;
}

/** Whether a certificate was not here yet; it takes the place of the one before of the same subject. */
async function putCertificate(
  sql: Sql,
  kind: 'office' | 'device',
  cert: SignedOffice | SignedDevice,
  now: number,
): Promise<boolean> {
  const hash = toBytes(hashOf(cert.bytes));
  if ((await sql.rows(nothing, 'select seq from trust_object where hash = $1', [hash])).length > 0) return false;
  const subject = toBytes('device' in cert.value ? cert.value.device : cert.value.office);
  const seq = await put(sql, { kind, body: cert.bytes, subject, hash }, now);
  const before = 'delete from trust_object where kind = $1 and subject = $2 and seq < $3';
  await sql.rows(nothing, before, [kind, subject, seq]);
  return true;
}

/**
 * Certificates that are here and that only this list names again get a new number: whoever fetched them before, while no
 * list named them, has passed over them.
 */
async function renumber(sql: Sql, next: Directory, before: Directory | undefined): Promise<void> {
  const named = new Set(before?.entries.map(({ cert }) => cert));
  for (const { cert } of next.entries) {
    if (named.has(cert)) continue;
    const seq = await nextSeq(sql);
    await sql.rows(nothing, 'update trust_object set seq = $1, version = $1 where hash = $2', [seq, toBytes(cert)]);
  }
}

async function keep(sql: Sql, held: Held, verdict: Verdict, now: number): Promise<void> {
  for (const { value, bytes } of verdict.roots)
    await put(sql, { kind: 'root', version: value.version, body: bytes }, now);
  const { directory } = verdict;
  const isNew = verdict.age === 'newer' && directory !== undefined;
  if (isNew) {
    const seq = await put(sql, { kind: 'directory', body: directory.bytes }, now);
    await sql.rows(nothing, `delete from trust_object where kind = 'directory' and seq < $1`, [seq]);
    await renumber(sql, directory.value, held.directory?.value);
  }
  for (const [id, cert] of verdict.offices)
    if (held.offices.get(id) !== cert) await putCertificate(sql, 'office', cert, now);
  let more = false;
  for (const device of verdict.devices) {
    const office = verdict.offices.get(device.value.office);
    if (!office || !(await takeDevice(sql, office.value, device, now))) continue;
    more = (await putCertificate(sql, 'device', device, now)) || more;
  }
  if ((isNew || more) && directory) await renewListings(sql, directory.value, now);
}

/**
 * Takes what a package proves, by the same judgement as an office's (docs/bundle-format.md), and changes at once who is let
 * in. `unpinned`: the operator compared no root yet. `foreign`: it rests on other keys than the pinned ones, or no
 * authority signed its list. `older`: the list here is later, and stays.
 *
 * @param pin the words of the root that `rootWith` says were compared: the package begins the chain where there is none.
 */
export function takeTrust(
  database: RelayDatabase,
  offered: TrustPackage,
  now: number,
  { pin = false } = {},
): Promise<'taken' | 'older' | 'foreign' | 'unpinned'> {
  const programme = programmeOf(offered);
  return database.transaction(async (sql) => {
    if (programme === undefined) return 'foreign';
    const own = await heldList(sql, programme);
    if (own.roots.length === 0 && !pin) return 'unpinned';
    const list = judgeTrust(own, { ...offered, certs: [] });
    if (!list || list.age === 'foreign') return 'foreign';
    const certs = await newCertificates(sql, offered.certs, list.directory);
    const held = await heldFor(sql, own, certs);
    const verdict = judgeTrust(held, { ...offered, certs });
    if (!verdict) return 'foreign';
    await keep(sql, held, verdict, now);
    return verdict.age === 'older' ? 'older' : 'taken';
  });
}

/** How far this relay is: its list, and which certificates of it are not here. */
export async function trustStanding(sql: Sql): Promise<TrustStanding> {
  const roots = await pinnedRoots(sql);
  const directory = await directoryHere(sql, roots);
  const here = await hashesHere(sql);
  const missing = directory?.value.entries.filter(({ cert }) => !here.has(cert)) ?? [];
  return {
    v: 1,
    last: (await nextSeq(sql)) - 1,
    root: roots.at(-1)?.value.version ?? 0,
    dr: directory?.value.minRoot ?? 0,
    dn: directory?.value.version ?? 0,
    m: missing.slice(0, RELAY_LIMITS.missing).map(({ cert }) => new Uint8Array(toBytes(cert))),
  };
}
