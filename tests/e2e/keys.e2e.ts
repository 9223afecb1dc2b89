import type { Bridge } from '#core/contracts/index.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { lockAndReturn, openOffice, signIn } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { press, reach } from './keyboard.ts';
import { go, inspector } from './look.ts';

// A second administrator has asked for more rights; the head agrees, and gives the database another key: with the keyboard
// alone. A lock later both hold.
const SECOND = { name: 'Baraka Juma', passphrase: 'nine gentle otters guard the bridge' };

async function office(): Promise<{ readonly dir: string; readonly remove: () => void }> {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const [one] = (await offices.take('KSM')).offices;
  if (!one) throw new Error('the office was not made');
  const { caller } = one;
  const { id: user } = await caller.call('people.add', { ...SECOND, roles: ['administrator'] });
  caller.close();
  await caller.call('session.signIn', { user, passphrase: SECOND.passphrase });
  const more = { user, roles: ['administrator', 'supervisor'], groups: [], agency: '', position: '' };
  expect(await caller.refused('people.change', { ...more, from: null, until: null })).toBe('SECOND_WAITS');
  const { hash } = await caller.call('config.look', { profile: 'rapid-onset' });
  expect(await caller.refused('config.switch', { hash })).toBe('SECOND_WAITS');
  offices.closeAll();
  return { dir: one.dir, remove: () => offices.remove() };
}

test('a request of a colleague is agreed to, and the key of the database changes beside the work', async () => {
  test.setTimeout(120_000);
  const { dir, remove } = await office();
  const profile = makeFolder();
  const [app, first] = await openOffice(dir, profile);
  try {
    const eye = inspector('en');
    await eye.watch(first);
    await signIn(first, 'Head of Kisimani', PASSPHRASE);
    await expect(first.getByRole('link', { name: /Waits for a second person/ })).toBeVisible();
    await go(first, '/people', first.getByRole('heading', { name: 'Waits for a second person' }));
    // What the role would give stands there in words, and agreeing asks for the passphrase.
    await expect(first.getByText('Gives the right to', { exact: true })).toBeVisible();
    await eye.look(first, 'second-person');
    await press(first, first.getByRole('button', { name: /^Agree and do it: Baraka Juma/ }));
    const agreeing = first.getByRole('dialog');
    await reach(first, agreeing.getByLabel('Your passphrase', { exact: true }));
    await first.keyboard.type(PASSPHRASE);
    await eye.look(first, 'second-person-agree');
    await press(first, agreeing.getByRole('button', { name: 'Agree and do it' }));
    // The configuration that waits says by itself what it makes of the roles.
    await expect(first.getByText('No role would say something else.')).toBeVisible();
    await eye.look(first, 'second-person-configuration');
    await press(first, first.getByRole('button', { name: /^Do not agree/ }));
    await expect(first.getByRole('heading', { name: 'Waits for a second person' })).toHaveCount(0);
    await expect(first.getByRole('link', { name: /Waits for a second person/ })).toHaveCount(0);

    // Suspending the other counts at once, and the page says that they still count as somebody who could agree.
    await first.evaluate(async () => {
      const { hifadhi } = globalThis as unknown as { readonly hifadhi: Bridge };
      const people = await hifadhi.people.list({});
      const other = people.ok ? people.value.find(({ name }) => name === 'Baraka Juma') : undefined;
      if (other) await hifadhi.people.suspend({ user: other.id, why: 'The laptop was stolen.' });
    });
    await expect(first.getByText('Suspended in the last days', { exact: true })).toBeVisible();
    await expect(first.getByText('The laptop was stolen.')).toBeVisible();
    await eye.look(first, 'suspended');

    await go(first, '/settings', first.getByRole('heading', { name: 'Key of the database' }));
    await expect(first.getByText('Not since the office was set up')).toBeVisible();
    await reach(first, first.getByRole('button', { name: 'Change the key' }));
    await eye.look(first, 'database-key');
    await press(first, first.getByRole('button', { name: 'Change the key' }));
    const asks = first.getByRole('alertdialog');
    await press(first, asks.getByRole('button', { name: 'Change the key' }));
    await expect(first.getByText('Not since the office was set up')).toHaveCount(0, { timeout: 30_000 });
    const page = await lockAndReturn(app, first, PASSPHRASE);
    await go(page, '/settings', page.getByRole('heading', { name: 'Key of the database' }));
    await expect(page.getByText('Changed last')).toBeVisible();
    await expect(page.getByText('Not since the office was set up')).toHaveCount(0);
    expect(eye.broken).toEqual([]);
  } finally {
    await app.close();
    removeFolder(profile);
    remove();
  }
});
