import type { Page } from '@playwright/test';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, PASSPHRASE, RESOURCES } from '../exchange/office-pair.ts';
import { expect, makeFolder, removeFolder, shot, test } from './fixture.ts';
import { openAndEnter, radio } from './at-a-case.ts';
import { press, reach, typeInto } from './keyboard.ts';
import { exactDate, wallDay } from '../builders/calendar-days.ts';

// A text that names another child is found in the case and in the list of the day, and explained with the keyboard.
interface Staged {
  readonly dir: string;
  readonly code: string;
  readonly remove: () => void;
}
async function officeWithFinding(): Promise<Staged> {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  const [first, second] = demoCases(RESOURCES, 20260101, 2, wallDay());
  if (first === undefined || second === undefined) throw new Error('there are no cases');
  const today = exactDate(wallDay());
  const born = { date: '2016-01-01', precision: 'day', calendar: 'gregory' } as const;
  await office.register(first, {
    full_name: 'Zawadi Tumaini Kesho',
    registration_date: today,
    date_of_birth: born,
  });
  const told = {
    immediate_action: 'Zawadi Tumaini Kesho opened the door for us.',
    registration_date: today,
  };
  const caseId = await office.register(second, { full_name: 'Baraka Imara', ...told });
  const { code } = await office.caller.call('cases.open', { caseId });
  offices.closeAll();
  return { dir: office.dir, code, remove: () => offices.remove() };
}
const found = (page: Page) => page.getByRole('list', { name: 'To check' }).getByRole('listitem');

test('a named child is found, looked up in its case and explained; the list is empty then', async () => {
  test.setTimeout(240_000);
  const { dir, code, remove } = await officeWithFinding();
  const profile = makeFolder();
  const [app, page] = await openAndEnter(dir, profile, PASSPHRASE);
  try {
    await press(page, page.getByRole('navigation').getByRole('link', { name: /^To check/ }));
    await expect(found(page)).toHaveCount(1);
    await expect(found(page)).toContainText('This text names another child of the office: KSM-');
    await expect(found(page)).toContainText('DQ33');
    await shot(page, 'list');
    // The children who were not seen are a view of the same list.
    await radio(page, 'Show', 'Children not seen (0)');
    await expect(page.getByRole('heading', { name: 'Every child was seen in time' })).toBeVisible();
    await shot(page, 'not-seen');
    await radio(page, 'Show', 'Everything');
    await expect(found(page)).toHaveCount(1);
    // The ordinary checks stand by worker.
    await expect(page.getByText('Choose a caseworker to see the checks of their open cases.')).toBeVisible();
    await typeInto(page, page.getByRole('combobox', { name: 'Caseworker' }), 'Head');
    await page.keyboard.press('Enter');
    const ordinary = page.getByRole('list', { name: 'Checks in the cases' });
    await expect(ordinary).toContainText('The first day of the year, given as an exact day.');
    await expect(found(page)).toHaveCount(1);
    await shot(page, 'worker');
    await page.keyboard.press('Tab');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await expect(found(page).getByRole('link', { name: `Open case ${code}` })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: code })).toBeVisible();
    const aside = page.locator('.aside');
    await reach(page, aside.getByRole('tablist'));
    const checks = aside.getByRole('tab', { name: /^Checks/ });
    for (let i = 0; i < 6 && (await checks.getAttribute('aria-selected')) !== 'true'; i += 1)
      await page.keyboard.press('ArrowRight');
    const mine = aside.getByRole('listitem').filter({ hasText: 'DQ33' });
    await expect(mine).toContainText('This text names another child');
    await shot(page, 'case');
    await press(page, mine.getByRole('button', { name: 'This is right, explain' }));
    await expect(mine.getByLabel('Why is this right?')).toBeFocused();
    await page.keyboard.press('Control+Enter');
    await expect(mine.getByText('Write the reason in a few words.')).toBeVisible();
    await page.keyboard.type('She is the neighbour, and saw him first');
    await page.keyboard.press('Control+Enter');
    await expect(mine.getByText('She is the neighbour, and saw him first')).toBeVisible();
    await shot(page, 'explained');
    await press(page, page.getByRole('navigation').getByRole('link', { name: /^To check/ }));
    await expect(page.getByRole('heading', { name: 'Nothing to check' })).toBeVisible();
    await page.setViewportSize({ width: 683, height: 384 });
    await shot(page, 'narrow');
  } finally {
    await app.close();
    removeFolder(profile);
    remove();
  }
});
