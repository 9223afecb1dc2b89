import { stepAt } from '#core/people/second-factor.ts';
import { totpCode } from '../../main/crypto/totp.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { oneChild } from '../builders/one-child.ts';
import { change, dialog, more, openOffice, signIn } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { press, reach, searchCases, typeInto } from './keyboard.ts';
import { go, inspector } from './look.ts';

/** What a phone shows that was given this secret, so many half minutes from now: each code counts once. */
function codeOf(secret: string, later: number): string {
  const bits = [...secret.replaceAll(/\s/g, '')]
    .map((one) => BASE32.indexOf(one).toString(2).padStart(5, '0'))
    .join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return totpCode(Uint8Array.from(bytes), stepAt(Date.now()) + later);
}

// A case that is open to nobody at hand, and a name that is nobody else's business, with the keyboard alone.
const CHILD = 'Zawadi Tumaini';
const WORKER = 'Amani Kesho';
const HEAD = 'Head of Kisimani';
const WORKER_PASSPHRASE = 'seven calm herons over the lake';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const WHY = 'She was brought to the clinic tonight.';

test('a case is opened in an emergency and looked at, a name is hidden from all but one, a phone is asked at the sign-in', async () => {
  test.setTimeout(600_000);
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  await office.caller.call('people.add', { name: WORKER, roles: ['caseworker'], passphrase: WORKER_PASSPHRASE });
  const caseId = await office.register(oneChild(), { full_name: CHILD });
  const { code } = await office.caller.call('cases.open', { caseId });
  offices.closeAll();
  const profile = makeFolder();
  const eye = inspector('en');
  const [app, first] = await openOffice(office.dir, profile);
  let page = first;
  await eye.watch(page);
  try {
    await signIn(page, WORKER, WORKER_PASSPHRASE);
    await press(page, page.getByRole('link', { name: 'Emergency access' }));
    await expect(page.getByRole('heading', { level: 1, name: 'Open in an emergency' })).toBeFocused();
    await typeInto(page, page.getByLabel('Code of the case'), code);
    await typeInto(page, page.getByLabel('What is the emergency'), WHY);
    await eye.look(page, 'emergency-open');
    await press(page, page.getByRole('button', { name: 'Open the case', exact: true }));
    await expect(page.getByRole('heading', { level: 1, name: code })).toBeVisible();
    const banner = page.locator('.lent');
    await expect(banner).toContainText('60 minutes are left');
    await expect(page.getByText(CHILD).first()).toBeVisible();
    await expect(page.getByRole('button', { name: /^Edit/ })).toHaveCount(0);
    await eye.look(page, 'emergency-case');
    await press(page, banner.getByRole('button', { name: `End now: ${code}` }));
    await expect(page.getByText('Ended by hand')).toBeVisible();
    await expect(banner).toHaveCount(0);

    page = await change(app, page, HEAD, PASSPHRASE);
    await eye.watch(page);
    await press(page, page.getByRole('link', { name: /^Emergencies/ }));
    await expect(page.getByText(WHY)).toBeVisible();
    await eye.look(page, 'emergency-look');
    await press(page, page.getByRole('button', { name: `Question: ${WORKER}, ${code}` }));
    await typeInto(page, dialog(page).getByLabel('What you found out, or ask'), 'Who called you?');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText(`Questioned by ${HEAD}`)).toBeVisible();

    await searchCases(page, code);
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('tbody tr:focus')).toHaveCount(1);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: code })).toBeVisible();
    await more(page, 'Hidden names and conflicts of interest');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Protection of this case' })).toBeFocused();
    await reach(page, page.getByRole('checkbox', { name: WORKER }));
    await page.keyboard.press('Space');
    await typeInto(page, page.locator('#hidden-why'), 'The uncle works at the town hall.');
    await eye.look(page, 'protection');
    await press(page, page.getByRole('button', { name: 'Hide the names' }));
    await expect(page.getByText(`Seen by ${WORKER}.`)).toBeVisible();
    await searchCases(page, CHILD);
    await expect(page.getByText('Nothing found')).toBeVisible();
    await searchCases(page, code);
    await expect(page.locator('tbody').getByText('Name hidden')).toBeVisible();
    await eye.look(page, 'hidden-name-list');
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('tbody tr:focus')).toHaveCount(1);
    await page.keyboard.press('Enter');
    await expect(page.getByText(`Ask ${WORKER}.`)).toBeVisible();
    await expect(page.getByText(CHILD)).toHaveCount(0);
    await eye.look(page, 'hidden-name-case');

    // A phone, played by the same computation that phones make.
    await go(page, '/settings', page.getByRole('heading', { level: 1, name: 'Settings' }));
    await press(page, page.getByRole('button', { name: 'Set it up' }));
    const secret = await page.locator('form .code').innerText();
    await typeInto(page, page.getByLabel('Code that the phone shows now'), codeOf(secret, 0));
    await eye.look(page, 'factor-begin');
    await press(page, page.getByRole('button', { name: 'Check the code' }));
    await expect(page.locator('.factor-codes li')).toHaveCount(10);
    await eye.look(page, 'factor-codes');
    await reach(page, page.getByLabel('I have them on paper'));
    await page.keyboard.press('Space');
    await press(page, page.getByRole('button', { name: 'Go on', exact: true }));
    await expect(page.getByText('10 printed codes are left')).toBeVisible();
    const opens = app.waitForEvent('window');
    await page.keyboard.press('Control+l');
    page = await opens;
    await page.locator('input[type=password]').waitFor({ timeout: 30_000 });
    await eye.watch(page);
    await typeInto(page, page.locator('input[type=password]'), PASSPHRASE);
    await page.keyboard.press('Enter');
    await expect(page.locator('#second-factor')).toBeFocused({ timeout: 30_000 });
    await eye.look(page, 'factor-sign-in');
    await page.keyboard.type(codeOf(secret, 1));
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });
    expect(eye.broken).toEqual([]);
  } finally {
    await app.close();
    removeFolder(profile);
    offices.remove();
  }
});
