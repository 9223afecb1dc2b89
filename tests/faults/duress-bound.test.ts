import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { at, enters, keptIn, SECOND, shapeOf, twoPeople } from './bound-office.ts';
import { done, PASSPHRASE, signIn, temporaryFolder } from './temporary-office.ts';

const DURESS = 'copper lantern orbit velvet mushroom';

test('a person who is bound to this computer and one who is not are both told of a wrong passphrase afterwards', async () => {
  const { dir, head, second, ring } = await twoPeople();
  const office = await enters(dir, head, ring);
  const stick = temporaryFolder();
  expect(await office.shell('carryAway', { drill: false, path: stick })).toMatchObject({ ok: true });
  await done(office, 'emergency.setDuress', {
    passphrase: DURESS,
    own: { passphrase: PASSPHRASE },
    second: { user: second, passphrase: SECOND },
    kitElsewhere: true,
  });
  office.close();
  const before = shapeOf(dir);
  const times = () =>
    readdirSync(dir)
      .filter((name) => name.includes('.keys.'))
      .map((name) => statSync(join(dir, name)).mtimeMs);
  const old = times();
  expect(keptIn(dir)).toBe(true);
  const wrong = { ok: false, error: { code: 'AUTH_WRONG_PASSPHRASE' } };
  // Typed by the one who is not bound.
  expect(await signIn(at(dir, ring), second, DURESS)).toMatchObject(wrong);
  expect(shapeOf(dir)).toEqual(before);
  for (const [n, time] of times().entries()) expect(Math.abs(time - (old[n] ?? 0))).toBeLessThan(1);
  expect(await signIn(at(dir, ring), head)).toMatchObject(wrong);
  expect(await signIn(at(dir, ring), second, SECOND)).toMatchObject(wrong);
  // And where the secret does not come out: by the slot that waits for the proof.
  expect(
    await signIn(
      at(dir, ring, () => true),
      head,
    ),
  ).toMatchObject(wrong);
});
