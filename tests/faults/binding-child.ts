import fs from 'node:fs';
import { flushCompileCache, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { systemClock } from '../../main/office/clock.ts';
import { Office } from '../../main/office/office.ts';
import { copyOffice } from '../builders/copy-office.ts';
import { fileKeyStore } from '../builders/file-key-store.ts';

/**
 * A process that signs in once. Before every rename of a key file or a machine secret, and so after the one before, it
 * copies what lies on the disk, which is what a stop at that moment would leave; at the moment `killAt` it ends itself
 * without a word.
 */
const [dir = '', resourcesDir = '', user = '', passphrase = '', ring = '', to = '', killAt = ''] =
  process.argv.slice(2);
let moments = 0;
// A process that is killed keeps nothing for the next one.
flushCompileCache();
const moment = (): void => {
  moments += 1;
  if (moments === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  if (to !== '') copyOffice(dir, join(to, String(moments)));
};
const rename = fs.renameSync;
fs.renameSync = (from, target) => {
  if (/keys|machine/.test(String(target))) moment();
  rename(from, target);
};
syncBuiltinESMExports();

const keyStore = fileKeyStore(ring);
const office = new Office({ dir, resourcesDir, version: 'test', clock: systemClock, emit: () => undefined, keyStore });
const reply = await office.call('session.signIn', { user, passphrase });
if (!reply.ok) throw new Error(reply.error.code);
await office.binding;
process.exit(0);
