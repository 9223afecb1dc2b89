import type { Bridge } from '#core/contracts/index.ts';
import { expect, test } from './fixture.ts';
import { officeWithKit, PASSPHRASE } from './office-with-kit.ts';

type Hifadhi = { readonly hifadhi: Bridge };
/** 300 ms for the page to hand over, 250 ms for the database to close, and room for a busy computer. */
const MOST_MS = 1500;

test('a lock by hand does not wait for what the engine is doing', async ({ app, page }) => {
  await officeWithKit(page);
  const next = app.waitForEvent('window');
  await app.evaluate(({ BrowserWindow }) => {
    const times = { start: performance.now(), gone: 0 };
    Reflect.set(globalThis, 'lockTimes', times);
    BrowserWindow.getAllWindows()[0]?.once('closed', () => {
      times.gone = performance.now();
    });
  });
  await page
    .evaluate((passphrase) => {
      const { hifadhi } = globalThis as unknown as Hifadhi;
      // Twenty people with dear keys, one after the other: half a minute of work that is queued before the lock.
      for (let i = 0; i < 20; i += 1)
        void hifadhi.people.add({ name: `Clerk ${String(i)}`, roles: ['clerk'], passphrase });
      void hifadhi.session.lock({});
    }, PASSPHRASE)
    .catch(() => undefined);
  const fresh = await next;
  const took = (): Promise<number> =>
    app.evaluate(() => {
      const { start, gone } = Reflect.get(globalThis, 'lockTimes') as { start: number; gone: number };
      return gone - start;
    });
  await expect.poll(took).toBeGreaterThan(0);
  expect(await took()).toBeLessThan(MOST_MS);
  await expect(fresh.getByRole('heading', { name: 'Locked' })).toBeVisible();
});

test('an office that nobody uses warns, stays while somebody is there, and locks', async ({ app, page }) => {
  await app.evaluate(() => {
    // The two long clocks of the idle lock are told by hand; everything else keeps its time.
    const real = globalThis.setTimeout;
    const long = new Map<number, () => void>();
    Reflect.set(globalThis, 'ring', long);
    Reflect.set(globalThis, 'setTimeout', (work: () => void, ms?: number, ...rest: unknown[]) => {
      if (ms === undefined || ms < 200_000) return real(work, ms, ...rest);
      long.set(ms, work);
      return undefined;
    });
  });
  const ring = (ms: number): Promise<boolean> =>
    app.evaluate((_electron, after) => {
      const long = Reflect.get(globalThis, 'ring') as Map<number, () => void>;
      const work = long.get(after);
      long.delete(after);
      work?.();
      return work !== undefined;
    }, ms);
  await officeWithKit(page);
  await page.reload();
  await page.getByRole('navigation').first().waitFor();

  expect(await ring(270_000)).toBe(true);
  const warning = page.getByText('This computer locks in 30 seconds. Press any key to stay.');
  await expect(warning).toBeVisible();
  // The key begins the time anew: there is a warning again, and the old one is gone.
  await page.keyboard.press('Shift');
  await expect(warning).toHaveCount(0);
  await expect.poll(() => ring(270_000)).toBe(true);
  await expect(warning).toBeVisible();

  const next = app.waitForEvent('window');
  expect(await ring(300_000)).toBe(true);
  const fresh = await next;
  await expect(fresh.getByRole('heading', { name: 'Locked' })).toBeVisible();
  await expect(fresh.getByText('Halima Osman')).toBeVisible();
});
