import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { addHours, dayOf } from '../../builders/calendar-days.ts';
import { PlayedClock } from '../../builders/played-clock.ts';
import { storyCases, type StoryCase } from '../../builders/story.ts';
import { Offices, PASSPHRASE, type TestOffice } from '../../exchange/office-pair.ts';
import { EDIT, editButton } from '../at-a-case.ts';
import { expect, shot, test } from '../fixture.ts';
import { press, searchCases } from '../keyboard.ts';
import { Walk } from './walk.ts';

// Stories 1, 3 and 11 of reference.md §10: a toddler without a name whose family another office knows, three brothers and
// sisters in two offices, one of them closed, and a copy for the family that names no other child. One app on the first office, the keyboard alone.
const NOW = new Date().toISOString();
const TODAY = dayOf(NOW);
const DAY_H = 24;
const HEAD = 'Head of Kisimani';

const clock = new PlayedClock();
const offices = new Offices(clock);
let walk: Walk;
let fromThere = '';
let paper = '';
const codes = { toddler: '', brother: '', amina: '', baraka: '', chausiku: '' };

function story(key: StoryCase['key']): CaseDocument {
  const found = storyCases(TODAY, 'KSM').find((one) => one.key === key);
  if (!found) throw new Error(`no story ${key}`);
  return found.document;
}
const person = (id: string, values: CaseDocument['rows'][string][number]['values']) => ({
  id: `${id}AAAAAAAAAAAAAAAAAAAAA`,
  values,
});

async function register(
  at: TestOffice,
  name: string,
  people: CaseDocument['rows'][string] = [],
): Promise<[CaseId, string]> {
  const document = story('edited_apart');
  const caseId = await at.register(
    { ...document, rows: { ...document.rows, family_members: people } },
    { full_name: name },
  );
  return [caseId, (await at.caller.call('cases.open', { caseId })).code];
}

/** The other office follows the brother of the toddler, whose mother looks for her, and a sister of two children here. */
async function prepare(here: TestOffice, there: TestOffice, stick: string): Promise<void> {
  clock.set(Date.parse(addHours(NOW, -14 * DAY_H)));
  const toddler = await here.register(story('toddler'));
  codes.toddler = (await here.caller.call('cases.open', { caseId: toddler })).code;
  const [amina, aminaCode] = await register(here, 'Amina Juma');
  const [baraka, barakaCode] = await register(here, 'Baraka Juma');
  await here.caller.call('family.join', { caseId: amina, other: barakaCode, relation: 'brother' });
  await there.read(await here.write(there, stick, { cases: [amina] }));
  const [chausiku, chausikuCode] = await register(there, 'Chausiku Juma');
  await there.caller.call('family.join', { caseId: chausiku, other: aminaCode, relation: 'sister' });
  const [brother, brotherCode] = await register(there, 'Tumaini Zuri', [
    person('M', { name: 'Neema Zuri', relation: 'mother', sex: 'female', alive: 'alive', is_caregiver: 'yes' }),
    person('L', { name: 'Lulu Zuri', relation: 'sister', sex: 'female', lives_with_child: 'no' }),
  ]);
  clock.set(Date.parse(addHours(NOW, -DAY_H)));
  await here.edit(baraka, { status: 'closed' });
  fromThere = await there.write(here, stick, { cases: [chausiku, brother] });
  Object.assign(codes, { amina: aminaCode, baraka: barakaCode, chausiku: chausikuCode, brother: brotherCode });
}

test.beforeAll(async () => {
  test.setTimeout(180_000);
  clock.set(Date.parse(addHours(NOW, -15 * DAY_H)));
  await offices.prepare(['KSM', 'BND']);
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [here, there] = taken;
  if (!here || !there) throw new Error('the offices were not made');
  paper = stick;
  await prepare(here, there, stick);
  offices.closeAll();
  walk = await Walk.into(here.dir, HEAD, PASSPHRASE);
  await walk.readStick(fromThere);
});
test.afterAll(async () => {
  await walk.close();
  offices.remove();
});

test('a toddler without a name is found in a file of the other office, checked, and brought home', async () => {
  test.setTimeout(180_000);
  const { page } = walk;
  await test.step('the name she answers to stands in another office’s file', async () => {
    await searchCases(page, 'Lulu');
    const rows = page.getByRole('grid').locator('tbody');
    await expect(rows.getByText(codes.toddler)).toBeVisible();
    await expect(rows.getByText(codes.brother)).toBeVisible();
    await shot(page, 'lulu');
  });
  await test.step('the mother asks, and is checked', async () => {
    await walk.openChild(codes.toddler);
    await walk.edit();
    await walk.goToForm('tracing');
    await walk.newEntry('Tracing requests');
    await walk.find('Where it stands', 'Verified');
    await walk.text('Name', 'Neema Zuri');
    await shot(page, 'request');
    await walk.goToForm('tracing');
    await walk.far(page.getByRole('button', { name: 'New entry: Verifications' }));
    await page.keyboard.press('Enter');
    await walk.text('Person checked', 'Neema Zuri');
    await walk.pick('The child knows this person', 'Yes');
    await walk.pick('Result', 'Verified');
    await shot(page, 'verification');
    await page.keyboard.press('Control+Enter');
    // Pressed while the page is still being made anew, the key must not be dead afterwards.
    await expect(editButton(page)).toBeVisible({ timeout: 20_000 });
    await page.keyboard.press('e');
    const draft = page.getByText(/^Draft saved/);
    const ready = page.locator('button:not([aria-busy])').filter({ hasText: EDIT });
    await expect(ready.or(draft)).toBeVisible();
    if (await ready.isVisible()) await page.keyboard.press('e');
    await expect(draft).toBeVisible();
  });
  await test.step('she goes home, and the visits afterwards are due', async () => {
    await walk.goToForm('reunification');
    await walk.newEntry('Reunifications');
    await walk.pick('Where it stands', 'Done');
    await walk.date('Date', TODAY);
    await walk.text('Person who takes the child in', 'Neema Zuri');
    await shot(page, 'reunification');
    await walk.save();
    await walk.tab(/To do/);
    await expect(walk.task('Visit after the return home').first()).toBeVisible();
    await shot(page, 'home');
  });
});

test('three brothers and sisters in two offices stand in one family, and a closed file is left alone', async () => {
  test.setTimeout(180_000);
  const { page } = walk;
  await walk.openChild(codes.amina);
  await page.keyboard.press('f');
  const people = page.getByRole('region', { name: 'People of the family' });
  await expect(people.getByRole('row', { name: /Baraka Juma/ })).toContainText(codes.baraka);
  await expect(people.getByRole('row', { name: /Chausiku Juma/ })).toContainText(codes.chausiku);
  await shot(page, 'family');
  await walk.openChild(codes.amina);
  await walk.edit();
  await walk.goToForm('registration');
  await walk.text('Address', 'New camp, block 4');
  await walk.save();
  await press(page, page.getByRole('link', { name: 'Also for another child of the family…' }));
  // The one in the other office is open to be written in; the one whose case is closed is not offered.
  await expect(walk.dialog.getByRole('checkbox', { name: `All of ${codes.chausiku}` })).toBeChecked();
  await expect(walk.dialog.getByRole('checkbox', { name: /^All of / })).toHaveCount(1);
  await shot(page, 'moved');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Written into 1 case.').first()).toBeVisible();
});

test('a copy on paper of a child with brothers and sisters names none of them', async () => {
  test.setTimeout(180_000);
  const { page, app } = walk;
  await walk.openChild(codes.amina);
  await press(page, page.getByRole('button', { name: 'Print' }));
  await expect(page.getByRole('menuitem', { name: 'Case summary' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('.pp__view canvas').first()).toBeVisible({ timeout: 60_000 });
  await shot(page, 'copy');
  const path = join(paper, 'copy.pdf');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  const save = page.getByRole('button', { name: 'Save as PDF' });
  await press(page, save);
  await expect(page.getByLabel('Purpose')).toBeFocused();
  await page.keyboard.type('for the court');
  await press(page, save);
  const password = page.getByRole('dialog').getByLabel('Passphrase for the file', { exact: true });
  await expect(password).not.toHaveValue('');
  // Poppler's command takes no more than 32 letters of a passphrase.
  const opens = 'glare select immune';
  await password.fill(opens);
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => existsSync(path) && readFileSync(path, 'latin1').trimEnd().endsWith('%%EOF')).toBe(true);
  const text = execFileSync('pdftotext', ['-upw', opens, '-layout', path, '-']).toString().normalize('NFC');
  expect(text).toContain(codes.amina);
  for (const word of ['Amina', 'Baraka', 'Chausiku', 'Juma', 'New camp']) expect(text, word).not.toContain(word);
});
