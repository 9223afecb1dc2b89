import type { Locator, Page } from '@playwright/test';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { oneChild } from '../builders/one-child.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { lockAndReturn, openAndEnter } from './at-a-case.ts';
import { press, reach, typeInto } from './keyboard.ts';
import { go, inspector, speak } from './look.ts';
import { wordsOf } from './words.ts';

// The family of a child: a brother is registered from it, an address is changed for both, with the keyboard alone.
const AMINA = 'Amina Juma';
const DAY = { date: '2026-11-02', precision: 'day', calendar: 'gregory' } as const;
const idOf = (n: number): string => Buffer.from(`row-${String(n).padStart(12, '0')}`).toString('base64url');
const MEMBERS = [
  { name: 'Neema Juma', relation: 'mother', sex: 'female', alive: 'alive', lives_with_child: 'yes' },
  {
    name: 'Baraka Juma',
    relation: 'brother',
    sex: 'male',
    alive: 'alive',
    lives_with_child: 'yes',
    age: { years: 7, asOf: '2026-11-20' },
  },
];
const CARE = [
  { caregiver_name: 'Fatuma Ali', caregiver_relation: 'grandmother', arrangement_type: 'kinship', start_date: DAY },
  {
    caregiver_name: 'Neema Juma',
    caregiver_relation: 'mother',
    arrangement_type: 'parents',
    same_caregiver: 'no',
    change_reason: 'ill_health',
    start_date: { ...DAY, date: '2026-11-15' },
  },
];
const rowsOf = (list: readonly object[], from: number) => list.map((values, i) => ({ id: idOf(from + i), values }));

interface Staged {
  readonly dir: string;
  readonly amina: CaseId;
  readonly remove: () => void;
}
/** `brother`: he has a case of the family already, and it says another address. */
async function stage(brother = false): Promise<Staged> {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const [office] = (await offices.take('KSM')).offices;
  if (!office) throw new Error('the office was not made');
  const document = oneChild();
  const incidents = [{ incident_date: DAY, incident_type: 'physical_assault', incident_status: 'open' }];
  const tracing = [
    { request_date: DAY, request_status: 'open', inquirer_name: 'Juma Said', inquirer_relation: 'father' },
  ];
  const rows = {
    family_members: rowsOf(MEMBERS, 1),
    care_arrangements: rowsOf(CARE, 10),
    incidents: rowsOf(incidents, 20),
    tracing_requests: rowsOf(tracing, 30),
  } as CaseDocument['rows'];
  const amina = await office.register(
    { ...document, rows },
    {
      full_name: AMINA,
      sex: 'female',
      status: 'open',
      consent_share: 'yes',
      current_address: 'Behind the mosque',
      withhold: 'no',
    },
  );
  if (brother) {
    const baraka = await office.register(
      { ...document, rows: {} },
      {
        full_name: 'Baraka Juma',
        sex: 'male',
        status: 'open',
        consent_share: 'yes',
        current_address: 'New camp, block 4',
      },
    );
    const { code } = await office.caller.call('cases.open', { caseId: baraka });
    await office.caller.call('family.join', { caseId: amina, other: code, row: idOf(2) });
  }
  offices.closeAll();
  return { dir: office.dir, amina, remove: () => offices.remove() };
}

/** Chooses in the open menu with the arrows. */
async function choose(page: Page, name: string): Promise<void> {
  const item = page.getByRole('menuitem', { name });
  await expect(item).toBeVisible();
  for (let i = 0; i < 8 && !(await item.evaluate((one) => one === document.activeElement)); i += 1)
    await page.keyboard.press('ArrowDown');
  await expect(item).toBeFocused();
  await page.keyboard.press('Enter');
}
const dialog = (page: Page) => page.getByRole('dialog');

test('a brother is registered from the family, and a changed address goes to both, without a mouse', async () => {
  test.setTimeout(240_000);
  const staged = await stage();
  const profile = makeFolder();
  const [app, opened] = await openAndEnter(staged.dir, profile, PASSPHRASE);
  let page = opened;
  try {
    await go(page, `/case/${staged.amina}`, page.getByRole('heading', { level: 1, name: /^KSM-/ }));
    await page.keyboard.press('f');
    await expect(page.getByRole('heading', { level: 1, name: `Family of ${AMINA}` })).toBeVisible();
    const people = (): Locator => page.getByRole('region', { name: 'People of the family' });
    await expect(people().getByRole('row', { name: /Neema Juma Mother .*Now/ })).toBeVisible();
    await expect(page.locator('.family__care > li').first()).toContainText('Neema Juma');

    await press(page, page.getByRole('button', { name: 'More for Baraka Juma' }));
    await choose(page, 'Register as a new case…');
    await expect(page.getByRole('heading', { name: /New case of the family of KSM-/ })).toBeVisible();
    await expect(page.locator('#register-name')).toHaveValue('Baraka Juma');
    await expect(page.getByText('No child found who may be the same')).toBeVisible();
    // What was typed beside what the family's case knows is there again after a lock, for the same family.
    await typeInto(page, page.getByRole('textbox', { name: 'Mother or caregiver' }), ' Said');
    page = await lockAndReturn(app, page, PASSPHRASE);
    await press(page, page.getByRole('link', { name: /^My day/ }));
    await expect(page.getByRole('heading', { name: 'Needs your attention' })).toBeVisible();
    await press(page, page.getByRole('link', { name: /^Continue the draft: Baraka Juma/ }));
    await expect(page.getByRole('heading', { name: /New case of the family of KSM-/ })).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Mother or caregiver' })).toHaveValue(/ Said$/);
    await expect(page.getByText('No child found who may be the same')).toBeVisible();
    const begin = page.getByRole('button', { name: /Register as a new child/ });
    await expect(begin).not.toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('button', { name: /Go on to registration/ }).first()).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText(/^From the case KSM-/).first()).toBeVisible();
    await expect(page.locator('input#q-full_name')).toHaveValue('Baraka Juma');
    await expect(page.locator('input#q-current_address')).toHaveValue('Behind the mosque');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { level: 1, name: /^KSM-/ })).toBeVisible();
    await page.keyboard.press('f');
    await expect(page.getByRole('heading', { level: 1, name: 'Family of Baraka Juma' })).toBeVisible();
    await expect(people().getByRole('row', { name: /Amina Juma Sister/ })).toContainText('KSM-');

    await go(page, `/case/${staged.amina}`, page.getByRole('heading', { level: 1, name: /^KSM-/ }));
    await page.keyboard.press('e');
    const address = page.locator('input#q-current_address');
    await expect(address).toHaveValue('Behind the mosque');
    await reach(page, address);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('New camp, block 4');
    await page.keyboard.press('Control+Enter');
    await press(page, page.getByRole('link', { name: 'Also for another child of the family…' }));
    await expect(dialog(page).getByText('Address: Behind the mosque becomes New camp, block 4')).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(dialog(page)).toHaveCount(0);
    await expect(page.getByText('Written into 1 case.').first()).toBeVisible();
    const brother = page.getByRole('region', { name: 'People of the family' }).getByRole('link', { name: /KSM-/ });
    await press(page, brother);
    await expect(page.getByRole('heading', { level: 1, name: /^KSM-/ })).toBeVisible();
    await expect(page.getByText('New camp, block 4').first()).toBeVisible();
  } finally {
    await app.close();
    removeFolder(profile);
    staged.remove();
  }
});

for (const language of ['en', 'ar'] as const) {
  test(`the family page and its dialogs can be read, in ${language}`, async () => {
    test.setTimeout(240_000);
    const staged = await stage(true);
    const profile = makeFolder();
    const [app, page] = await openAndEnter(staged.dir, profile, PASSPHRASE);
    const say = wordsOf(language);
    const eye = inspector(language);
    try {
      await speak(page, language);
      await eye.watch(page);
      await go(page, `/case/${staged.amina}/family`, page.locator('.family__care > li').first());
      await eye.look(page, 'family');
      await page.locator('#family-share').click();
      await expect(dialog(page).getByText('New camp, block 4')).toBeVisible();
      await eye.look(page, 'family-share');
      await page.keyboard.press('Escape');
      await expect(dialog(page)).toHaveCount(0);
      await page.locator(`#family-same-${idOf(20)}`).click();
      await dialog(page)
        .getByText(/^Baraka Juma/)
        .click();
      await expect(dialog(page).getByText(say('family.same_new'))).toBeVisible();
      await eye.look(page, 'family-incident');
      await page.keyboard.press('Control+Enter');
      await expect(dialog(page)).toHaveCount(0);
      await expect(page.locator('.family table').nth(1).getByRole('row')).toHaveCount(3);
      await page.getByRole('button', { name: say('family.more'), exact: true }).click();
      await page.getByRole('menuitem', { name: say('family.leave') }).click();
      await page.keyboard.press('Control+Enter');
      await expect(dialog(page).getByText(say('casework.why_needed'))).toBeVisible();
      await eye.look(page, 'family-leave');
      await page.keyboard.press('Escape');
      await expect(dialog(page)).toHaveCount(0);
      await eye.look(page, 'family-linked');
      await page.getByRole('button', { name: say('family.more'), exact: true }).click();
      await page.getByRole('menuitem', { name: say('family.add') }).click();
      await dialog(page).getByLabel(say('family.join_search'), { exact: true }).fill('Baraka');
      await expect(dialog(page).getByRole('status')).toBeVisible();
      await eye.look(page, 'family-join');
      await page.keyboard.press('Escape');
      await expect(dialog(page)).toHaveCount(0);
      await page.keyboard.press('n');
      await expect(page.getByText(say('family.start_concerns'))).toBeVisible();
      await eye.look(page, 'family-register');
      expect(eye.broken).toEqual([]);
    } finally {
      await app.close();
      removeFolder(profile);
      staged.remove();
    }
  });
}
