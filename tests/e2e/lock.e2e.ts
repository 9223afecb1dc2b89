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
