import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { metricsListener } from './metrics.ts';
import { maybeText, textOf, type Given } from './relay-commands.ts';
import { DEFAULT_SETTINGS, type RelayContext, type RelaySettings } from './relay-context.ts';
import { makeFolder, openRelayDatabase, ownCertificate, relayKey } from './relay-folder.ts';
import { listenerOf, startListening, type Address, type Listening } from './relay-server.ts';
import { sweep } from './sweep.ts';

const MIB = 1024 ** 2;
const DAY = 86_400_000;
const SWEEP_EVERY = 600_000;
const LOOPBACK = /^(?:127\.|localhost$|::1$)/;

function addressOf(text: string): Address {
  const found = /^(?:\[([0-9a-fA-F:]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = found?.[1] ?? found?.[2];
  if (host === undefined || Number(found?.[3]) > 65_535) throw new Error(`"${text}" is not HOST:PORT`);
  return { host, port: Number(found?.[3]) };
}
function numberOf(asked: Given, name: string, unit: number, other: number): number {
  const text = maybeText(asked, name);
  if (text === undefined) return other;
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new Error(`--${name} is a whole number`);
  return Number(text) * unit;
}
function settingsOf(asked: Given): RelaySettings {
  const { room, keep } = DEFAULT_SETTINGS;
  return {
    ...DEFAULT_SETTINGS,
    room: {
      office: numberOf(asked, 'office-quota', MIB, room.office),
      whole: numberOf(asked, 'capacity', MIB, room.whole),
    },
    keep: numberOf(asked, 'keep', DAY, keep),
    behindProxy: asked.values['behind-proxy'] === true,
  };
}

/** Without encryption of its own a relay listens only where nobody but this computer, or its proxy, can listen in. */
function tlsOf(asked: Given, { host }: Address): { cert: string; key: string } | undefined {
  const cert = maybeText(asked, 'tls-cert');
  if (cert !== undefined)
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(textOf(asked, 'tls-key'), 'utf8') };
  if (asked.values['behind-proxy'] === true) {
    if (!LOOPBACK.test(host)) throw new Error('--behind-proxy listens on this computer only: 127.0.0.1:PORT');
    return undefined;
  }
  const names = maybeText(asked, 'names')?.split(',') ?? [];
  return ownCertificate(asked.values.data, [...new Set([...names, host, 'localhost', '127.0.0.1'])]);
}

/** Runs a relay until it is told to end. One line of JSON for each request goes to the standard output. */
export async function serve(asked: Given): Promise<void> {
  const { data } = asked.values;
  const address = addressOf(textOf(asked, 'listen'));
  const figures = maybeText(asked, 'metrics');
  makeFolder(data);
  const tls = tlsOf(asked, address);
  const database = await openRelayDatabase(data, maybeText(asked, 'database'));
  const write = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);
  const context: RelayContext = {
    database,
    key: relayKey(data),
    settings: settingsOf(asked),
    now: () => Date.now(),
    random: Math.random,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    log: write,
  };
  const running: Listening[] = [await startListening(listenerOf(context), address, tls)];
  if (figures !== undefined)
    running.push(await startListening(metricsListener(context), addressOf(figures), undefined));
  const sweeping = setInterval(() => {
    sweep(database, context.now(), context.settings.keep).catch((error: unknown) => {
      write({ at: context.now(), verb: 'sweep', code: error instanceof Error ? error.name : 'fault' });
    });
  }, SWEEP_EVERY);
  write({ at: context.now(), verb: 'listening', port: running[0]?.port, database: database.kind });
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  clearInterval(sweeping);
  await Promise.all(running.map((one) => one.stop()));
  await database.close();
}
