import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkCalls, triedOffice } from './rights-calls-model.ts';

test('no reply of any call tells an answer above the class, outside the forms or beyond the cases of a role', async () => {
  const office = await triedOffice(join(import.meta.dirname, '../../resources'));
  try {
    const { canaries, told, replies, allowed } = await checkCalls(office, { roles: 4, seed: 20_261 });
    expect(canaries).toBeGreaterThan(100);
    expect(replies).toBeGreaterThan(900);
    // The search would prove little if nobody were ever told anything.
    expect(told).toBeGreaterThan(100);
    // A case tells which calls about it are allowed: each was tried, and answered as it was told.
    expect(allowed).toBeGreaterThan(20);
  } finally {
    office.remove();
  }
}, 180_000);
