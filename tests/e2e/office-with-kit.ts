import type { Page } from '@playwright/test';
import type { Bridge } from '#core/contracts/index.ts';

type Hifadhi = { readonly hifadhi: Bridge };
export const PASSPHRASE = 'amber lantern crosses the quiet river';

/** An office made through the bridge; the words of its kit, as they would lie on paper. */
export async function officeWithKit(page: Page): Promise<readonly string[]> {
  await page.locator('h1').first().waitFor();
  return page.evaluate(async (passphrase) => {
    const { hifadhi } = globalThis as unknown as Hifadhi;
    const kit = await hifadhi.setup.prepareKit({});
    if (!kit.ok) throw new Error(kit.error.code);
    await hifadhi.setup.verifyKit({ words: kit.value.check.map((n) => kit.value.words[n - 1] ?? '') });
    const made = await hifadhi.setup.create({
      language: 'en',
      programmeName: 'Marabia child protection',
      officeName: 'Kisimani',
      officeCode: 'KSM',
      timeZone: 'Africa/Nairobi',
      workingDays: [1, 2, 3, 4, 5],
      administrator: { name: 'Halima Osman', passphrase, alsoSupervisor: true },
      profile: 'full',
    });
    if (!made.ok) throw new Error(made.error.code);
    return kit.value.words;
  }, PASSPHRASE);
}
