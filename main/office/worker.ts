import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { Unread } from '#core/unread.ts';
import { systemClock } from './clock.ts';
import { ShellKeyStore } from './shell-key-store.ts';
import { Office } from './office.ts';

/** The worker thread that runs the office. It knows the folder and nothing else until somebody signs in. */
const port = parentPort;
if (!port) throw new Error('the office runs in a worker');

const { dir, marks, resourcesDir, version, keyStore, unbound, run, unread } = z
  .strictObject({
    dir: z.string(),
    marks: z.string().optional(),
    resourcesDir: z.string(),
    version: z.string(),
    /** There where a shell answers for the system's store for keys. */
    keyStore: z.literal(true).optional(),
    unbound: z.boolean().optional(),
    run: z.string().optional(),
    /** There where whoever posts messages counts them. */
    unread: z.instanceof(SharedArrayBuffer).optional(),
  })
  .parse(workerData);
const counted = unread && new Unread(unread);
const store = new ShellKeyStore((asked) => {
  port.postMessage(asked, [asked.bytes.buffer]);
});
const office = new Office({
  dir,
  ...(marks === undefined ? {} : { marks }),
  resourcesDir,
  version,
  ...(keyStore === true ? { keyStore: store } : {}),
  ...(unbound === undefined ? {} : { unbound }),
  ...(run === undefined ? {} : { run }),
  ...(counted === undefined ? {} : { isAwaited: () => counted.any }),
  clock: systemClock,
  emit: (event) => {
    port.postMessage({ event });
  },
});

const message = z.discriminatedUnion('kind', [
  z.object({ id: z.int(), kind: z.literal('call'), name: z.string(), input: z.unknown() }),
  z.object({ id: z.int(), kind: z.literal('shell'), verb: z.string(), input: z.unknown() }),
  z.object({ id: z.int(), kind: z.literal('told'), bytes: z.instanceof(Uint8Array).optional() }),
  z.object({ id: z.int(), kind: z.literal('close') }),
]);

port.on('message', (raw: unknown) => {
  counted?.begun();
  const said = message.parse(raw);
  if (said.kind === 'told') {
    store.told(said.id, said.bytes);
    return;
  }
  if (said.kind === 'close') {
    office.close();
    port.close();
    return;
  }
  const answer = said.kind === 'call' ? office.call(said.name, said.input) : office.shell(said.verb, said.input);
  void answer.then((reply) => {
    port.postMessage({ id: said.id, reply });
  });
});
