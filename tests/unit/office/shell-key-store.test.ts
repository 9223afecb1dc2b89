import { expect, test } from 'vitest';
import { ShellKeyStore, type StoreQuestion } from '../../../main/office/shell-key-store.ts';

test('a store that never answers is one that does not open, and what it says too late is nobody’s', async () => {
  const asked: StoreQuestion[] = [];
  const store = new ShellKeyStore((question) => asked.push(question), 1);
  expect(await store.unseal(new Uint8Array([1]))).toBeUndefined();
  store.told(asked[0]?.ask ?? 0, new Uint8Array([2]));
  const next = new ShellKeyStore((question) => {
    next.told(question.ask, new Uint8Array([3]));
  }, 60_000);
  expect(await next.seal(new Uint8Array([1]))).toEqual(new Uint8Array([3]));
});

test('nothing that lies beside the bytes goes to the shell', () => {
  const asked: StoreQuestion[] = [];
  const store = new ShellKeyStore((question) => asked.push(question), 1);
  const pooled = Buffer.from('a secret of the pool', 'utf8').subarray(2, 8);
  void store.seal(pooled);
  expect(asked[0]?.bytes.buffer.byteLength).toBe(6);
  expect(Buffer.from(asked[0]?.bytes ?? [])).toEqual(pooled);
});
