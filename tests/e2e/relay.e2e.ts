import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signingKey } from '../../main/crypto/ed25519.ts';
import { makeRelayCard } from '../../main/crypto/relay-card.ts';
import { noteRelayTime } from '../../main/office/relay/relay-time.ts';
import { putRelayState } from '../../main/office/relay/relay-state.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { becomeAuthority } from '../exchange/trust-steps.ts';
import { openAndEnter } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { press, reach } from './keyboard.ts';
import { go, inspector, speak } from './look.ts';
import { choose } from './staged-office.ts';
import { wordsOf } from './words.ts';

// An office connects with a relay by its card, with the keyboard, and is told what stands in the way of a visit.
test('a relay is connected by its card, and trouble on the way to it is said in words', async () => {
  test.setTimeout(180_000);
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken, stick } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  offices.closeAll();
  const card = join(stick, 'marabia.hifadhi-relay');
  // Nobody listens on port 1.
  const about = { name: 'Marabia relay', url: 'https://127.0.0.1:1', certificate: undefined };
  writeFileSync(card, makeRelayCard(about, signingKey(Buffer.alloc(32, 9))));
  const profile = makeFolder();
  const [app, page] = await openAndEnter(office.dir, profile, PASSPHRASE);
  const { look, watch, broken } = inspector('en');
  try {
    await watch(page);
    await press(page, page.getByRole('link', { name: /^Exchange/ }));
    await press(page, page.getByRole('button', { name: 'Relay' }));
    await expect(page.getByRole('heading', { level: 1, name: 'Relay' })).toBeVisible();
    await choose(app, card);
    await press(page, page.getByRole('button', { name: 'Choose the relay card' }));
    await expect(page.getByText('Marabia relay')).toBeVisible();
    const use = page.getByRole('button', { name: /^The words are the same/ });
    await expect(use).toHaveAttribute('aria-disabled', 'true');
    await reach(page, page.getByRole('checkbox', { name: /read the same six words/ }));
    await page.keyboard.press('Space');
    await look(page, 'relay-card');
    await press(page, use);
    await expect(page.getByRole('heading', { level: 2, name: 'Connected relay' })).toBeVisible();
    await reach(page, page.getByRole('switch', { name: /^This connection costs money/ }));
    await page.keyboard.press('Space');
    await press(page, page.getByRole('button', { name: 'Send and receive now' }));
    await expect(page.getByText(/^The relay cannot be reached/)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('SYNC-041')).toBeVisible();
    await look(page, 'relay-trouble');
    await speak(page, 'ar');
    const say = wordsOf('ar');
    await go(page, '/exchange/relay', page.getByRole('heading', { level: 2, name: say('exchange.relay_connected') }));
    await inspector('ar').look(page, 'relay-arabic');
    expect(broken).toEqual([]);
  } finally {
    await app.close();
    removeFolder(profile);
    offices.remove();
  }
});

// What a visit found out of the clock and of the programme's list is told, at the start page and at the relay's.
test('a clock that is off by the word of the relay is told, and the list that the relay has', async () => {
  test.setTimeout(180_000);
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken, stick } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  await becomeAuthority(office, stick);
  const now = Date.now();
  const about = { name: 'Marabia relay', url: 'https://127.0.0.1:1', certificate: undefined };
  const card = makeRelayCard(about, signingKey(Buffer.alloc(32, 9))).toString('base64url');
  const list = { root: 1, version: 1 };
  putRelayState(office.open, { card, automatic: false, lastContact: now, list, news: { ...list, at: now } });
  noteRelayTime(office.open, now + 3 * 3_600_000, now);
  offices.closeAll();
  const profile = makeFolder();
  const [app, page] = await openAndEnter(office.dir, profile, PASSPHRASE);
  const { look, watch, broken } = inspector('en');
  try {
    await watch(page);
    const warning = 'The clock of this computer is 3 hours behind what the relay “Marabia relay” says';
    await expect(page.getByText(warning)).toBeVisible();
    await look(page, 'clock-start');
    await press(page, page.getByRole('link', { name: /^Exchange/ }));
    await expect(page.getByText(/^A new list of the programme came/)).toBeVisible();
    await press(page, page.getByRole('button', { name: 'Relay' }));
    await expect(page.getByText(warning)).toBeVisible();
    await expect(page.getByText(/^Differs from the relay/)).toBeVisible();
    await expect(page.getByText(/The relay has the same\./)).toBeVisible();
    await look(page, 'relay-clock');
    await speak(page, 'ar');
    const say = wordsOf('ar');
    await go(page, '/exchange/relay', page.getByRole('heading', { level: 2, name: say('exchange.relay_connected') }));
    await inspector('ar').look(page, 'relay-clock-arabic');
    expect(broken).toEqual([]);
  } finally {
    await app.close();
    removeFolder(profile);
    offices.remove();
  }
});
