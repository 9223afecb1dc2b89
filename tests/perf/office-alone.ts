import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * The built office engine in a process that holds nothing else, with an office open. Prints as JSON the memory of the
 * process in bytes, and how long it took from the passphrase to the open office and to the first page of the list,
 * less the same Argon2id again. Arguments: the office's folder, a passphrase of the one person it has.
 */
const [, , dir = '', passphrase = ''] = process.argv;
const root = join(import.meta.dirname, '../..');
const worker = new Worker(join(root, 'dist/main/office-worker.js'), {
  workerData: { dir, resourcesDir: join(root, 'resources'), version: 'bench' },
});
export interface OfficeAlone {
  readonly bytes: number;
  readonly unlockMs: number;
  readonly listMs: number;
}
interface Reply {
  readonly ok: boolean;
  readonly value: { readonly staff?: readonly { readonly id: string }[] };
}
const waiting = new Map<number, (reply: Reply) => void>();
worker.on('message', (message: { readonly id?: number; readonly reply: Reply }) => {
  if (message.id !== undefined) waiting.get(message.id)?.(message.reply);
});
let next = 0;
async function call(name: string, input: unknown): Promise<Reply['value']> {
  next += 1;
  const id = next;
  const answered = new Promise<Reply>((resolve) => waiting.set(id, resolve));
  worker.postMessage({ id, kind: 'call', name, input });
  const reply = await answered;
  if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply)}`);
  return reply.value;
}

const { staff } = await call('app.state', {});
const query = { text: '', exactSpelling: false, status: ['open'], risk: [], sex: [], mine: false, conflicts: false };
const page = { ...query, office: 'all', sort: 'urgency', descending: false };
const start = performance.now();
await call('session.signIn', { user: staff?.[0]?.id, passphrase });
const unlocked = performance.now() - start;
await call('cases.list', { query: page, offset: 0, limit: 100, showNames: false });
await call('cases.counts', {});
const signedIn = performance.now() - start;
for (const text of ['moh', 'fatima', 'KSM'])
  await call('cases.list', { query: { ...page, text }, offset: 0, limit: 100, showNames: false });
const bytes = process.memoryUsage().rss;
// Only now, so that the memory is the engine's alone.
const { readKeyFile } = await import('../../main/crypto/key-file-store.ts');
const { deriveKey } = await import('../../main/crypto/passphrase.ts');
const file = readKeyFile(dir);
const slot = file.ok ? file.value.users[0]?.slot : undefined;
if (slot === undefined) throw new Error('the office has no key slot');
const derive = performance.now();
await deriveKey(passphrase, slot.kdf);
const argonMs = performance.now() - derive;
process.stdout.write(
  JSON.stringify({ bytes, unlockMs: unlocked - argonMs, listMs: signedIn - argonMs } satisfies OfficeAlone),
);
process.exit(0);
