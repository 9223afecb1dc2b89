import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isId16 } from '#core/ids.ts';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { trustKind } from '#core/relay/relay-messages.ts';
import { idFrom, toBytes } from '../../main/crypto/cbor.ts';
import { fingerprintOf, readOfficeCard } from '../../main/crypto/office-card.ts';
import { isRelayUrl, makeRelayCard } from '../../main/crypto/relay-card.ts';
import { DATABASE, makeFolder, openRelayDatabase, ownCertificateBytes, relayKey } from './relay-folder.ts';
import type { RelayDatabase } from './store/database.ts';
import { enrolCard, listDevices, revokeDevice } from './store/devices.ts';
import { copySqlite } from './store/sqlite-database.ts';
import { putTrustObject } from './store/trust-objects.ts';

export interface Given {
  readonly command: string;
  readonly rest: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>> & { readonly data: string };
}

/** An option's text. Throws with the option's name when it is needed and not there. */
export function textOf({ values }: Given, name: string): string {
  const value = values[name];
  if (typeof value !== 'string' || value === '') throw new Error(`--${name} is needed`);
  return value;
}
export function maybeText({ values }: Given, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

async function withDatabase(asked: Given, work: (database: RelayDatabase) => Promise<void>): Promise<void> {
  makeFolder(asked.values.data);
  const database = await openRelayDatabase(asked.values.data, maybeText(asked, 'database'));
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

function card(asked: Given): Promise<void> {
  const { data } = asked.values;
  makeFolder(data);
  const url = textOf(asked, 'url');
  if (!isRelayUrl(url)) throw new Error('--url has the form https://HOST or https://HOST:PORT');
  const bytes = makeRelayCard(
    { name: textOf(asked, 'name'), url, certificate: ownCertificateBytes(data) },
    relayKey(data),
  );
  writeFileSync(textOf(asked, 'out'), bytes);
  const { words, groups } = fingerprintOf(bytes);
  say(`Words to compare: ${words.join(' ')}`);
  say(`or numbers:       ${groups.join(' ')}`);
  return Promise.resolve();
}

const enrol = (asked: Given): Promise<void> =>
  withDatabase(asked, async (database) => {
    if (asked.rest.length === 0) throw new Error('which card?');
    for (const path of asked.rest) {
      const bytes = readFileSync(path);
      const read = readOfficeCard(bytes);
      if (!read.ok) throw new Error(`${path} is not an office card`);
      const { code, name, device } = read.value;
      const done = await enrolCard(database, read.value, bytes, Date.now());
      if (done === 'moved') throw new Error(`${path}: this device is enrolled in another office`);
      say(`${code}  ${name}  ${device}`);
      say(`Compare these words with the office before you trust the card: ${fingerprintOf(bytes).words.join(' ')}`);
    }
  });

const revoke = (asked: Given): Promise<void> =>
  withDatabase(asked, async (database) => {
    const [device = ''] = asked.rest;
    if (!isId16(device) || !(await revokeDevice(database, toBytes(device), Date.now())))
      throw new Error('there is no such device: "devices" lists them');
    say(`${device} is shut out.`);
  });

const devices = (asked: Given): Promise<void> =>
  withDatabase(asked, async (database) => {
    for (const { code, name, device, status, used } of await listDevices(database))
      say(`${code}  ${idFrom(device)}  ${status}  ${String(Math.ceil(used / 1024 ** 2))} MiB  ${name}`);
  });

const trust = (asked: Given): Promise<void> =>
  withDatabase(asked, async (database) => {
    const [kind, version, path] = asked.rest;
    if (path === undefined || !trustKind.safeParse(kind).success || !/^\d{1,15}$/.test(version ?? ''))
      throw new Error('trust KIND VERSION FILE: a kind is a word of small letters, a version a number');
    const body = readFileSync(path);
    if (body.length > RELAY_LIMITS.trustObject) throw new Error(`${path} is too large for a trust object`);
    const kept = await putTrustObject(database, { kind: kind ?? '', version: Number(version), body }, Date.now());
    if (kept === 'older') throw new Error('a later version is there already; a relay does not go back');
    if (kept === 'other') throw new Error('another object of this version is there already');
    say('kept');
  });

function copy(asked: Given): Promise<void> {
  const [to] = asked.rest;
  if (to === undefined) throw new Error('copy FILE: where to?');
  if (maybeText(asked, 'database') !== undefined) throw new Error('PostgreSQL is copied with pg_dump: docs/relay.md');
  copySqlite(join(asked.values.data, DATABASE), to);
  say(`copied to ${to}`);
  return Promise.resolve();
}

/** What an operator does beside running the relay; each may run while the relay does. */
export const relayCommands: Readonly<Record<string, ((asked: Given) => Promise<void>) | undefined>> = {
  card,
  enrol,
  revoke,
  devices,
  trust,
  copy,
};
