import { readSync, writevSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { flushCompileCache } from 'node:module';
import type { OfficeReply } from '../../../main/office/office.ts';
import { OfficeCaller } from '../../builders/office-caller.ts';
import type { PointOrder, Said } from './point-works.ts';

// An office on its own files that does one thing while its system calls are watched, or made to fail, from outside.
const order = JSON.parse(process.argv[2] ?? '{}') as PointOrder;
const { dir, resourcesDir, user, passphrase, work, stick, to, cases, path } = order;
const caller = new OfficeCaller(dir, resourcesDir, 'test');
const { office } = caller;
flushCompileCache();

/** By a call of its own kind, which is never made to fail. */
const say = (line: Said): void => void writevSync(1, [Buffer.from(JSON.stringify(line)), Buffer.from('\n')]);

async function write(): Promise<OfficeReply> {
  const named = await office.shell('namePlace', { path: stick });
  if (!named.ok) return named;
  const { place } = named.value as { place: string };
  return office.call('exchange.write', { office: to, selection: { cases }, place, files: 'new' });
}
async function read(): Promise<OfficeReply> {
  const taken = await office.shell('takeBundle', { path });
  return taken.ok ? office.call('exchange.apply', taken.value) : taken;
}
const once = (): Promise<OfficeReply> => (work === 'export' ? write() : read());
const tell = (reply: OfficeReply, again: boolean): void => {
  if (reply.ok) say({ done: true, again });
  else say({ refused: reply.error.code, why: JSON.stringify(reply.error.params), again });
};

await caller.call('session.signIn', { user, passphrase });
// Files that are written without holding up the office are written by one thread, which there is from here on.
await readFile(import.meta.filename);
say({ ready: process.pid });
readSync(3, Buffer.alloc(1));
const first = await once();
tell(first, false);
if (!first.ok) tell(await once(), true);
caller.close();
