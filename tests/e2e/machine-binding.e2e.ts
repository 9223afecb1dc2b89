import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Bridge } from '#core/contracts/index.ts';
import { machineSecret } from '../../main/crypto/machine-layer.ts';
import { electronKind, expect, firstPage, launch, makeFolder, removeFolder, SCREEN, shot, test } from './fixture.ts';
import { lockAndReturn } from './at-a-case.ts';
import { press, typeInto } from './keyboard.ts';
import { go, inspector } from './look.ts';
import { officeWithKit, PASSPHRASE } from './office-with-kit.ts';
import { wordsOf } from './words.ts';

// A computer whose system keeps keys for programs: the passphrase is bound to it. The key ring is lost, and the kit opens
// the office. Real Electron asks the system itself, whose key ring no test may throw away.
type Hifadhi = { readonly hifadhi: Bridge };
const NEXT = 'seven kettles hum behind the orchard wall';

const machines = (profile: string): (string | undefined)[] => {
  const text = readFileSync(join(profile, 'office/office.keys.json'), 'utf8');
  const { keys } = JSON.parse(text) as { keys: { users: { slot: { machine?: { id: string } } }[] } };
  return keys.users.map(({ slot }) => slot.machine?.id);
};
const boundSlots = (profile: string): boolean[] => machines(profile).map((id) => id !== undefined);

/** Somebody who may write to the disk lays a secret there that they know, sealed as Chromium seals without a key ring. */
function plantSecret(profile: string): string {
  const { id, secret } = machineSecret(new Uint8Array(32));
  const folder = join(profile, 'office.marks/machine');
  const sealed = Buffer.from(`v10${Buffer.from(secret).toString('base64url')}`).toString('base64url');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${id}.json`), JSON.stringify({ v: 1, id, sealed }));
  return id;
}
const openAnew = async (page: Page): Promise<void> => {
  await page.reload();
  await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });
};

if (electronKind === 'host') {
  test('passphrases are bound to the computer; when it is gone that is said, and the kit opens the office', async () => {
    test.setTimeout(300_000);
    const [profile, elsewhere] = [makeFolder(), makeFolder()];
    const ring = join(elsewhere, 'ring');
    const say = wordsOf('en');
    const eye = inspector('en');
    let words: readonly string[] = [];
    const planted = plantSecret(profile);
    const kept = join(profile, 'office/office.keys.unbound.json');
    try {
      const app = await launch(profile, { HIFADHI_HOST_KEYRING: ring });
      try {
        const page = await firstPage(app);
        await page.setViewportSize(SCREEN);
        await eye.watch(page);
        // Set-up says what the system says of the disk, whatever that is here.
        const { disk } = await page.evaluate(async () => {
          const reply = await (globalThis as unknown as Hifadhi).hifadhi.app.computer({});
          if (!reply.ok) throw new Error(reply.error.code);
          return reply.value;
        });
        await press(page, page.getByRole('button', { name: say('setup.start'), exact: true }));
        await page.getByRole('heading', { level: 1, name: say('setup.office_title') }).waitFor();
        for (const one of ['open', 'unknown'] as const)
          await expect(page.getByText(say(`computer.disk_${one}_title`))).toHaveCount(one === disk ? 1 : 0);
        await eye.look(page, 'setup-disk');

        words = await officeWithKit(page);
        await expect.poll(() => boundSlots(profile), { timeout: 30_000 }).toEqual([true]);
        expect(machines(profile)).not.toContain(planted);
        await openAnew(page);
        const again = await lockAndReturn(app, page, PASSPHRASE);
        await go(again, '/safety', again.getByRole('heading', { name: say('computer.title') }));
        // The same run proves nothing: the way back is kept.
        await expect(again.getByText(say('computer.some_means'))).toBeVisible();
        expect(existsSync(kept)).toBe(true);
        await shot(again, 'safety-waiting');
        await expect(again.getByText(say(`computer.disk_${disk}`), { exact: true })).toBeVisible();
      } finally {
        await app.close();
      }

      const later = await launch(profile, { HIFADHI_HOST_KEYRING: ring });
      try {
        const page = await firstPage(later);
        await page.setViewportSize(SCREEN);
        await eye.watch(page);
        await typeInto(page, page.locator('input[type=password]'), PASSPHRASE);
        await page.keyboard.press('Enter');
        await page.getByRole('navigation').first().waitFor({ timeout: 60_000 });
        await expect.poll(() => existsSync(kept), { timeout: 30_000 }).toBe(false);
        await go(page, '/safety', page.getByRole('heading', { name: say('computer.title') }));
        await expect(page.getByText(say('computer.keys_bound'))).toBeVisible();
        await page.getByText(say('computer.bound_means')).scrollIntoViewIfNeeded();
        await shot(page, 'safety-bound');
      } finally {
        await later.close();
      }

      // The system was installed anew: its key ring holds another key. Then the rest of the computer is gone as well.
      rmSync(ring);
      for (const [code, gone] of [
        ['AUTH-014', ''],
        ['AUTH-013', 'office.marks'],
      ] as const) {
        if (gone !== '') rmSync(join(profile, gone), { recursive: true });
        const other = await launch(profile, { HIFADHI_HOST_KEYRING: ring });
        try {
          const page = await firstPage(other);
          await page.setViewportSize(SCREEN);
          await eye.watch(page);
          await typeInto(page, page.locator('input[type=password]'), PASSPHRASE);
          await page.keyboard.press('Enter');
          await expect(page.getByText(new RegExp(code))).toBeVisible({ timeout: 30_000 });
          await expect(page.getByRole('button', { name: say('session.recover_go') })).toBeVisible();
          await eye.look(page, `computer-gone-${code}`);
          if (code === 'AUTH-014') continue;
          await press(page, page.getByRole('button', { name: say('session.recover_go') }));
          await typeInto(page, page.locator('#kit-words'), words.join(' '));
          await typeInto(page, page.getByRole('textbox', { name: 'New passphrase' }), NEXT);
          await typeInto(page, page.getByRole('textbox', { name: say('setup.passphrase_repeat') }), NEXT);
          await page.keyboard.press('Enter');
          await page.getByRole('navigation').first().waitFor({ timeout: 60_000 });
          const next = await lockAndReturn(other, page, NEXT);
          await expect(next.getByRole('navigation').first()).toBeVisible();
          await expect.poll(() => boundSlots(profile), { timeout: 30_000 }).toEqual([true]);
        } finally {
          await other.close();
        }
      }
      expect(eye.broken).toEqual([]);
    } finally {
      removeFolder(profile);
      removeFolder(elsewhere);
    }
  });

  test('without a store of the system nothing is bound, and that is said', async ({ app, page, userData }) => {
    const say = wordsOf('en');
    await officeWithKit(page);
    await openAnew(page);
    const again = await lockAndReturn(app, page, PASSPHRASE);
    await go(again, '/safety', again.getByRole('heading', { name: say('computer.title') }));
    await expect(again.getByText(say('computer.keys_free'))).toBeVisible();
    expect(boundSlots(userData)).toEqual([false]);
    expect(existsSync(join(userData, 'office.marks/machine'))).toBe(false);
  });
}
