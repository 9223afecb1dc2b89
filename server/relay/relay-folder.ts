import { randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signingKey } from '../../main/crypto/ed25519.ts';
import { flushFolder } from '../../main/crypto/flush-folder.ts';
import { makeCertificate, type MadeCertificate } from './self-made-certificate.ts';
import { migrate } from './store/schema.ts';
import type { RelayDatabase } from './store/database.ts';
import { openPostgres } from './store/postgres-database.ts';
import { openSqlite } from './store/sqlite-database.ts';

const KEY = 'relay.key';
const CERTIFICATE = 'relay-tls.pem';
export const DATABASE = 'relay.db';

/** Nobody but the relay's own account reads it, and it is either whole or not there. */
function writePrivate(path: string, bytes: Uint8Array | string): void {
  writeFileSync(`${path}.part`, bytes, { mode: 0o600, flush: true });
  renameSync(`${path}.part`, path);
}

export function makeFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
}

/** The key that a relay proves itself with: 32 bytes in a file, made at the first start. Throws for a damaged file. */
export function relayKey(dir: string): KeyObject {
  const path = join(dir, KEY);
  if (!existsSync(path)) {
    writePrivate(path, randomBytes(32));
    flushFolder(dir);
  }
  const seed = readFileSync(path);
  if (seed.length !== 32) throw new Error(`${path} is not a relay's key`);
  return signingKey(seed);
}

/** The relay's own certificate, made when it is first asked for, for these names. */
export function ownCertificate(dir: string, hosts: readonly string[]): MadeCertificate {
  const path = join(dir, CERTIFICATE);
  if (!existsSync(path)) {
    const { cert, key } = makeCertificate(hosts);
    writePrivate(path, `${cert}${key}`);
    flushFolder(dir);
  }
  const both = readFileSync(path, 'utf8');
  return { cert: both, key: both };
}
/** Undefined while the relay has made none. */
export const ownCertificateBytes = (dir: string): Uint8Array | undefined =>
  existsSync(join(dir, CERTIFICATE)) ? new X509Certificate(readFileSync(join(dir, CERTIFICATE))).raw : undefined;

/** `url`: postgres://…; without it the file of SQLite in the relay's folder. Brought up to this version. */
export async function openRelayDatabase(dir: string, url: string | undefined): Promise<RelayDatabase> {
  const database = url === undefined ? openSqlite(join(dir, DATABASE)) : openPostgres(url);
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
