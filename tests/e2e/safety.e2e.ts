import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signingKey } from '../../main/crypto/ed25519.ts';
import { makeRelayCard } from '../../main/crypto/relay-card.ts';
import { firstPage, launch, makeFolder, removeFolder } from './launch.ts';
import { expect, SCREEN, test } from './fixture.ts';
import { enter } from './at-a-case.ts';
import { press } from './keyboard.ts';
import { go, inspector, speak } from './look.ts';
import { officeWithKit, PASSPHRASE } from './office-with-kit.ts';
import { choose } from './staged-office.ts';
import { wordsOf } from './words.ts';

// An office makes a backup on a stick and rehearses putting it back; its computer is stolen, and it goes on on another one,
// in a right-to-left language: with the keyboard alone, every screen in its themes and at 200 %.

/** The card of a relay that nobody runs. */
function relayCard(folder: string): string {
  const path = join(folder, 'marabia.hifadhi-relay');
  const about = { name: 'Marabia relay', url: 'https://relay.example.org', certificate: undefined };
  writeFileSync(path, makeRelayCard(about, signingKey(Buffer.alloc(32, 7))));
  return path;
}

test('an office goes on on another computer from the backup on a stick', async () => {
  test.setTimeout(240_000);
  const stick = makeFolder();
  const [stolen, fresh] = [makeFolder(), makeFolder()];
  try {
    const say = wordsOf('en');
    const eye = inspector('en');
    const app = await launch(stolen);
    const page = await firstPage(app);
    try {
      await eye.watch(page);
      await speak(page, 'en');
      await eye.look(page, 'setup-first');
      await officeWithKit(page);
      await page.reload();
      await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });
      await go(page, '/safety', page.getByText(say('safety.no_place')));
      await eye.look(page, 'safety-nothing-chosen');
      await choose(app, stick);
      await press(page, page.getByRole('button', { name: say('safety.pick'), exact: true }));
      await press(page, page.getByRole('button', { name: say('safety.back_up') }));
      await expect(page.getByText(/read back and compared/)).toBeVisible({ timeout: 30_000 });
      await press(page, page.getByRole('button', { name: say('safety.rehearse') }));
      await expect(page.getByText(/can be put back/)).toBeVisible({ timeout: 30_000 });
      await eye.look(page, 'safety-good');
      expect(readdirSync(join(stick, 'HIFADHI-BACKUP'))).toHaveLength(1);
      expect(eye.broken).toEqual([]);
    } finally {
      await app.close();
    }

    const sayThere = wordsOf('ar');
    const eyeThere = inspector('ar');
    const other = await launch(fresh);
    const there = await firstPage(other);
    try {
      await eyeThere.watch(there);
      await speak(there, 'ar');
      await there.setViewportSize(SCREEN);
      await press(there, there.getByRole('button', { name: sayThere('restore.title') }));
      // A relay is named by its card, and opens with the words of the kit.
      await choose(other, relayCard(stick));
      await press(there, there.getByRole('button', { name: sayThere('restore.relay_pick') }));
      await expect(there.getByText(/Marabia relay/)).toBeVisible();
      await there.locator('#restore-kit').fill('abandon abandon wrongword ');
      await eyeThere.look(there, 'restore-relay');
      await choose(other, stick);
      await press(there, there.getByRole('button', { name: sayThere('restore.pick'), exact: true }));
      await expect(there.getByRole('radio')).toBeChecked();
      await eyeThere.look(there, 'restore-found');
      await press(there, there.getByRole('button', { name: sayThere('restore.restore') }));
      await there.locator('input[type=password]').waitFor({ timeout: 30_000 });
      await enter(there, PASSPHRASE);
      await press(there, there.getByRole('link', { name: new RegExp(sayThere('safety.renewed')) }));
      const seen = there.getByRole('button', { name: sayThere('safety.seen') });
      await expect(seen).toBeVisible();
      await eyeThere.look(there, 'safety-renewed');
      await press(there, seen);
      await expect(seen).toHaveCount(0);
      await expect(there.getByRole('link', { name: new RegExp(sayThere('safety.renewed')) })).toHaveCount(0);
      expect(eyeThere.broken).toEqual([]);
    } finally {
      await other.close();
    }
  } finally {
    for (const folder of [stick, stolen, fresh]) removeFolder(folder);
  }
});
