import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommitId } from '#core/ids.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { noteHeld } from '../../main/office/held-before.ts';
import { Offices, type TestOffice } from './office-pair.ts';

const offices = new Offices();
beforeAll(() => offices.prepare(['BND']), 60_000);
afterAll(() => {
  offices.remove();
});

test('keeps since when something waited when it is set aside for another reason, byte for byte', async () => {
  const [c] = (await offices.take('BND')).offices as [TestOffice];
  const [id, streamId] = ['A'.repeat(42) + 'A', 'A'.repeat(22)] as [CommitId, string];
  const entry = { id, streamId, waitsFor: 'session:x', item: new Uint8Array([1]), originBundle: null, at: 1000 };
  const asideAt = (item: number): number | undefined => {
    c.open.db.transaction(() => {
      c.open.repos.commits.settle(id);
      c.open.repos.commits.park(entry);
      c.open.repos.commits.quarantine({ ...entry, waitsFor: 'signature', item: new Uint8Array([item]), at: 2000 });
      c.open.repos.commits.unparkKept(id);
    });
    return c.open.repos.commits.quarantined()[0]?.at;
  };
  expect(asideAt(1)).toBe(1000);
  // Also once it comes into the log, later; other bytes under the same id say nothing about it.
  const [bytes, { deviceN }] = [toBytes(id), c.open.self];
  noteHeld(c.open, bytes, new Uint8Array([2]));
  expect(c.open.repos.heldBefore.by(bytes, Infinity)).toEqual([]);
  noteHeld(c.open, bytes, new Uint8Array([1]));
  expect(c.open.repos.heldBefore.by(bytes, Infinity)).toEqual([{ by: deviceN, at: 1000 }]);
  expect(asideAt(2)).toBe(2000);
});
