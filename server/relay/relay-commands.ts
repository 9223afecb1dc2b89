import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isId16 } from '#core/ids.ts';
import { idFrom, toBytes } from '../../main/crypto/cbor.ts';
import { fingerprintOf, readOfficeCard } from '../../main/crypto/office-card.ts';
import { isRelayUrl, makeRelayCard } from '../../main/crypto/relay-card.ts';
import { readTrust } from '../../main/crypto/trust-package.ts';
import { DATABASE, makeFolder, openRelayDatabase, ownCertificateBytes, relayKey } from './relay-folder.ts';
import { forgetBackupsOf } from './store/backups.ts';
import type { RelayDatabase } from './store/database.ts';
import { devicesOf, enrolCard, listDevices, officeOf, revokeDevice } from './store/devices.ts';
import { pinnedRoots, rootWith, takeTrust, trustStanding } from './store/programme.ts';
import { copySqlite } from './store/sqlite-database.ts';

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

/** What an operator has to know before letting another computer read the mailbox of an office. */
async function otherComputers(database: RelayDatabase, office: Uint8Array): Promise<string> {
  const known = await officeOf(database, office);
  const devices = (await devicesOf(database, office)).map(({ id, status }) => `${idFrom(id)} (${status})`).join(', ');
  return `this office is known as ${known?.code ?? ''} ${known?.name ?? ''}, with ${devices}. Nothing was changed.
This card would let another computer fetch everything that is sent to it. Call the people of that office. If they
made this card, enrol it with --another-computer.`;
}

const enrol = (asked: Given): Promise<void> =>
  withDatabase(asked, async (database) => {
    if (asked.rest.length === 0) throw new Error('which card?');
    const cards = asked.rest.map((path) => {
      const bytes = readFileSync(path);
      const read = readOfficeCard(bytes);
      if (!read.ok) throw new Error(`${path} is not an office card`);
      const { code, name, device } = read.value;
      say(`${code}  ${name}  ${device}`);
      say(`Compare these words with the office before you trust the card: ${fingerprintOf(bytes).words.join(' ')}`);
      return { path, bytes, card: read.value };
    });
    for (const { path, bytes, card } of cards) {
      const done = await enrolCard(database, card, bytes, Date.now(), asked.values['another-computer'] === true);
      if (done === 'moved') throw new Error(`${path}: this device is enrolled in another office`);
      if (done === 'taken-out') say(`${path}: the programme's list took this computer out; it stays shut out.`);
      if (done === 'another') throw new Error(`${path}: ${await otherComputers(database, toBytes(card.office))}`);
    }
  });

const revoke = (asked: Given): Promise<void> =>
  withDatabase(asked, async (database) => {
    const [device = ''] = asked.rest;
    if (!isId16(device) || !(await revokeDevice(database, toBytes(device), Date.now())))
      throw new Error('there is no such device: "devices" lists them');
    say(`${device} is shut out.`);
  });

const forget = (asked: Given): Promise<void> =>
  withDatabase(asked, async (database) => {
    const [device = ''] = asked.rest;
    if (!isId16(device)) throw new Error('there is no such device: "devices" lists them');
    const gone = await database.transaction((sql) => forgetBackupsOf(sql, toBytes(device)));
    say(
      gone === 0 ? 'nothing: it has no backups here, or is not shut out' : `${String(gone)} pieces of backups are gone`,
    );
  });

const devices = (asked: Given): Promise<void> =>
  withDatabase(asked, async (database) => {
    for (const { code, name, device, status, used } of await listDevices(database))
      say(`${code}  ${idFrom(device)}  ${status}  ${String(Math.ceil(used / 1024 ** 2))} MiB  ${name}`);
  });

/**
 * Takes the programme's list from a file, for offices to fetch and for who is let in. Without a pinned root it says the
 * words to compare; with --words, as the people who keep the programme's keys read them, the root is pinned for good.
 */
const programme = (asked: Given): Promise<void> =>
  withDatabase(asked, async (database) => {
    const [path] = asked.rest;
    if (path === undefined) throw new Error('which file? An office saves it as .hifadhi-trust');
    const offered = readTrust(readFileSync(path));
    if (!offered) throw new Error(`${path} is not a list of a programme`);
    const root = await rootWith(database, offered);
    if (!root) throw new Error('it rests on other keys than the ones that were compared; nothing was changed');
    const words = fingerprintOf(root.body).words.join(' ');
    const isFirst = (await pinnedRoots(database)).length === 0;
    const given = maybeText(asked, 'words');
    say(`${root.value.programmeName}, words of its keys: ${words}`);
    if (isFirst && given === undefined) {
      say('Compare them with the people who keep the keys, then give them: --words "…". Nothing was changed.');
      return;
    }
    if (isFirst && given !== words) throw new Error('these are not the words of this file; nothing was changed');
    const done = await takeTrust(database, offered, Date.now(), { pin: isFirst });
    if (done === 'older') throw new Error('a later list is there already; a relay does not go back');
    if (done !== 'taken')
      throw new Error('it rests on other keys than the ones that were compared; nothing was changed');
    const { dn } = await trustStanding(database);
    say(`list ${String(dn)} is in force`);
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
  'forget-backups': forget,
  devices,
  programme,
  copy,
};
