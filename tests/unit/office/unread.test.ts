import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, it } from 'vitest';
import { Unread } from '#core/unread.ts';

const root = join(import.meta.dirname, '../../..');
const dir = mkdtempSync(join(tmpdir(), 'hifadhi-unread-'));
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

it('says in one thread what was posted in another and not begun with', () => {
  const here = new Unread();
  const there = new Unread(here.memory);
  expect(there.any).toBe(false);
  here.posted();
  here.posted();
  there.begun();
  expect([here.any, there.any]).toEqual([true, true]);
  there.begun();
  expect([here.any, there.any]).toEqual([false, false]);
});

it('is followed by the thread of the office: what it has begun with waits no more', async () => {
  const unread = new Unread();
  const workerData = { dir, resourcesDir: join(root, 'resources'), version: 'test', unread: unread.memory };
  const worker = new Worker(join(root, 'main/office/worker.ts'), { workerData });
  unread.posted();
  worker.postMessage({ id: 1, kind: 'call', name: 'app.state', input: {} });
  expect(unread.any).toBe(true);
  const [answer] = (await once(worker, 'message')) as [
    { readonly id: number; readonly reply: { readonly ok: boolean } },
  ];
  expect([answer.id, answer.reply.ok, unread.any]).toEqual([1, true, false]);
  await worker.terminate();
}, 60_000);
