import type { Page } from '@playwright/test';
import { oneChild } from '../builders/one-child.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { expect, makeFolder, removeFolder, shot, test } from './fixture.ts';
import {
  aside,
  change,
  dialog,
  editButton,
  more,
  openChild as openCase,
  openOffice as open,
  signIn,
  tab,
} from './at-a-case.ts';
import { press, reach, typeInto } from './keyboard.ts';

// What people do around a case, with the keyboard alone: a caseworker and a supervisor at the same computer.
const CHILD = 'Zawadi Tumaini';
const WORKER = 'Amani Kesho';
const OTHER = 'Neema Baraka';
const HEAD = 'Head of Kisimani';
const WORKER_PASSPHRASE = 'seven calm herons over the lake';
const OTHER_PASSPHRASE = 'eleven quiet lanterns by the road';
const DAY = { date: '2026-11-20', precision: 'day', calendar: 'gregory' } as const;
interface Staged {
  readonly dir: string;
  readonly remove: () => void;
}

/** An office with two caseworkers; one of them follows a child whose assessment is completed. */
async function officeWithAssessment(status: 'open' | 'closed' = 'open'): Promise<Staged> {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  const document = oneChild();
  const worker = await office.caller.call('people.add', {
    name: WORKER,
    roles: ['caseworker'],
    passphrase: WORKER_PASSPHRASE,
  });
  await office.caller.call('people.add', { name: OTHER, roles: ['caseworker'], passphrase: OTHER_PASSPHRASE });
  const assessment = { id: 'AAAAAAAAAAAAAAAAAAAAAA', values: { assessment_started: DAY, assessment_completed: DAY } };
  const rows = { ...document.rows, assessments: [assessment], services: [], closures: [] };
  const caseId = await office.register({ ...document, rows }, { full_name: CHILD, status });
  await office.caller.call('casework.assign', { cases: [caseId], to: worker.id, why: 'She lives in the area' });
  offices.closeAll();
  return { dir: office.dir, remove: () => offices.remove() };
}

const openChild = (page: Page, among: 'open' | 'all' = 'open'): Promise<void> => openCase(page, CHILD, among);
async function askForApproval(page: Page): Promise<void> {
  await more(page, 'Ask for approval…');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText('Assessment, 20 Nov 2026')).toBeVisible();
  await shot(page, 'ask');
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page)).toHaveCount(0);
}

test('an assessment is returned and approved, a note written, a flag settled, a case given, a closure refused', async () => {
  test.setTimeout(600_000);
  const staged = await officeWithAssessment();
  const profile = makeFolder();
  const [app, first] = await open(staged.dir, profile);
  let page = first;
  try {
    await test.step('a caseworker writes a note and a flag, and asks for approval', async () => {
      await signIn(page, WORKER, WORKER_PASSPHRASE);
      await openChild(page);
      await page.keyboard.press('Control+Shift+N');
      await expect(page.locator('#note-text')).toBeFocused();
      await page.keyboard.type('Met at school. She eats alone.');
      await page.keyboard.press('Control+Enter');
      await expect(aside(page).locator('.note').getByText('Met at school. She eats alone.')).toBeVisible();
      await expect(page.locator('#note-text')).toHaveValue('');
      await shot(page, 'note');
      await more(page, 'Flag…');
      await page.keyboard.press('Enter');
      await expect(dialog(page)).toBeVisible();
      await typeInto(page, dialog(page).getByRole('textbox', { name: 'What must not be forgotten' }), 'Ask the clinic');
      // Esc closes and keeps what was typed.
      await page.keyboard.press('Escape');
      await expect(page.getByRole('button', { name: 'More for this case' })).toBeFocused();
      await more(page, 'Flag…');
      await page.keyboard.press('Enter');
      await expect(dialog(page).getByRole('textbox', { name: 'What must not be forgotten' })).toHaveValue(
        'Ask the clinic',
      );
      await page.keyboard.press('Control+Enter');
      await expect(dialog(page)).toHaveCount(0);
      await askForApproval(page);
      await tab(page, /To do/);
      await expect(aside(page).getByText('Waits for a decision')).toBeVisible();
      await shot(page, 'asked');
    });

    await test.step('closing is refused, and says what is open', async () => {
      await more(page, 'Close the case…');
      await page.keyboard.press('Enter');
      await expect(dialog(page).getByText('The closure form is not begun.')).toBeVisible();
      await expect(dialog(page).getByRole('button', { name: /^Close the case/ })).toHaveAttribute(
        'aria-disabled',
        'true',
      );
      await shot(page, 'close-blocked');
      await press(page, dialog(page).getByRole('button', { name: 'Go to Closure' }));
      await expect(dialog(page)).toHaveCount(0);
      await expect(page.locator('.form-nav').getByRole('link', { name: /Closure$/ })).toHaveAttribute(
        'aria-current',
        'page',
      );
      // What cannot be done now says why.
      await more(page, 'Ask for approval…');
      await expect(page.getByRole('menuitem', { name: 'Ask for approval…' })).toHaveAttribute('aria-disabled', 'true');
      await shot(page, 'menu');
      await page.keyboard.press('Escape');
    });

    await test.step('the supervisor returns it with a comment', async () => {
      page = await change(app, page, HEAD, PASSPHRASE);
      await press(page, page.getByRole('link', { name: /^Team/ }));
      await expect(page.getByRole('heading', { name: /Waiting for your approval/ })).toBeVisible();
      await shot(page, 'team');
      await press(page, page.getByRole('link', { name: /^Read: Assessment/ }));
      await expect(page.getByRole('heading', { level: 1, name: /^KSM-/ })).toBeVisible();
      // The record itself is open.
      await expect(page.locator('.form-pane').getByText('20 Nov 2026').first()).toBeVisible();
      await tab(page, /To do/);
      await press(page, aside(page).getByRole('button', { name: /^Return: Assessment/ }));
      await expect(aside(page).getByText('Write what is to be changed.')).toBeVisible();
      await shot(page, 'return-needs-comment');
      await expect(aside(page).getByRole('textbox', { name: 'Comment' })).toBeFocused();
      await page.keyboard.type('Who saw the child alone?');
      await press(page, aside(page).getByRole('button', { name: /^Return: Assessment/ }));
      await expect(aside(page).getByText('Returned', { exact: true })).toBeVisible();
    });

    await test.step('the caseworker reads why on My day, settles the flag and asks again', async () => {
      page = await change(app, page, WORKER, WORKER_PASSPHRASE);
      await expect(page.getByText('Who saw the child alone?')).toBeVisible({ timeout: 30_000 });
      await shot(page, 'my-day');
      await press(page, page.getByRole('link', { name: /^Open case KSM-/ }));
      await tab(page, /To do/);
      await press(page, aside(page).getByRole('button', { name: 'Settle: Ask the clinic' }));
      await expect(aside(page).getByRole('textbox', { name: 'How was it settled?' })).toBeFocused();
      await page.keyboard.type('The card is copied');
      await page.keyboard.press('Control+Enter');
      await expect(aside(page).getByText('Settled', { exact: true })).toBeVisible();
      await askForApproval(page);
    });

    await test.step('the supervisor approves it and gives the case to a colleague', async () => {
      page = await change(app, page, HEAD, PASSPHRASE);
      await press(page, page.getByRole('link', { name: /^Team/ }));
      await press(page, page.getByRole('link', { name: /^Read: Assessment/ }));
      await tab(page, /To do/);
      await press(page, aside(page).getByRole('button', { name: /^Approve: Assessment/ }));
      await expect(aside(page).getByText('Approved', { exact: true })).toBeVisible();
      await more(page, 'Give to a colleague…');
      await page.keyboard.press('Enter');
      await expect(dialog(page)).toBeVisible();
      await typeInto(page, dialog(page).getByRole('combobox', { name: 'Colleague' }), OTHER);
      await page.keyboard.press('Enter');
      await typeInto(page, dialog(page).getByRole('textbox', { name: 'Reason' }), 'Amani is on leave');
      await shot(page, 'give');
      await page.keyboard.press('Control+Enter');
      await expect(dialog(page)).toHaveCount(0);
      await expect(page.locator('.facts').getByText(OTHER)).toBeVisible();
      await expect(aside(page).getByText('Amani is on leave')).toBeVisible();
      await shot(page, 'given');
    });
  } finally {
    await app.close();
    removeFolder(profile);
    staged.remove();
  }
});

test('a closed case opens again, is asked for by a colleague, and is taken out of the lists and put back', async () => {
  test.setTimeout(600_000);
  const staged = await officeWithAssessment('closed');
  const profile = makeFolder();
  const [app, first] = await open(staged.dir, profile);
  let page = first;
  try {
    await test.step('its owner reads it and opens it again', async () => {
      await signIn(page, WORKER, WORKER_PASSPHRASE);
      await openChild(page, 'all');
      await expect(page.getByText('This case is closed.')).toBeVisible();
      await expect(editButton(page)).toHaveCount(0);
      await shot(page, 'closed');
      await press(page, page.getByRole('button', { name: 'Reopen…' }));
      await typeInto(page, dialog(page).getByRole('textbox', { name: 'Reason' }), 'The aunt called');
      await page.keyboard.press('Control+Enter');
      await expect(dialog(page)).toHaveCount(0);
      await expect(editButton(page)).toBeVisible();
    });

    await test.step('a colleague finds the child again and asks for the case', async () => {
      page = await change(app, page, OTHER, OTHER_PASSPHRASE);
      await page.keyboard.press('n');
      await expect(page.locator('#register-name')).toBeFocused();
      await page.keyboard.type(CHILD);
      await press(page, page.getByRole('button', { name: 'Ask for this case' }));
      await typeInto(page, dialog(page).getByRole('textbox', { name: 'Reason' }), 'The family moved to my area');
      await shot(page, 'request');
      await page.keyboard.press('Control+Enter');
      await expect(dialog(page)).toHaveCount(0);
    });

    await test.step('its owner reads the request on My day and declines it', async () => {
      page = await change(app, page, WORKER, WORKER_PASSPHRASE);
      await expect(page.getByText('The family moved to my area')).toBeVisible({ timeout: 30_000 });
      await shot(page, 'request-on-my-day');
      await press(page, page.getByRole('button', { name: /^Decline case KSM-/ }));
      await typeInto(page, dialog(page).getByRole('textbox', { name: 'Reason' }), 'They are back already');
      await page.keyboard.press('Control+Enter');
      await expect(dialog(page)).toHaveCount(0);
      await expect(page.getByText('The family moved to my area')).toHaveCount(0);
    });

    await test.step('the supervisor gives and flags it from the list, takes it out and puts it back', async () => {
      page = await change(app, page, HEAD, PASSPHRASE);
      await expect(page.getByRole('heading', { level: 1, name: 'Team' })).toBeVisible();
      await press(page, page.getByRole('link', { name: /^Cases/ }));
      await expect(page.getByRole('grid').locator('tbody').getByText(/KSM-/)).toHaveCount(1);
      await reach(page, page.locator('tbody tr[tabindex="0"]'));
      await page.keyboard.press('Space');
      await press(page, page.getByRole('button', { name: 'Give to a colleague…' }));
      await typeInto(page, dialog(page).getByRole('combobox', { name: 'Colleague' }), OTHER);
      await page.keyboard.press('Enter');
      await typeInto(page, dialog(page).getByRole('textbox', { name: 'Reason' }), 'Nearer to the family');
      await page.keyboard.press('Control+Enter');
      await expect(dialog(page)).toHaveCount(0);
      await expect(page.getByRole('toolbar', { name: 'Selected cases' })).toHaveCount(0);
      await openChild(page);
      await expect(page.locator('.facts').getByText(OTHER)).toBeVisible();
      await more(page, 'Take out of the lists…');
      await page.keyboard.press('Enter');
      await typeInto(page, dialog(page).getByRole('textbox', { name: 'Reason' }), 'Opened twice');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByText('This case was taken out of the lists.')).toBeVisible();
      await shot(page, 'taken-out');
      await press(page, page.getByRole('link', { name: 'Cases' }));
      await expect(page.getByText('Nothing found').or(page.getByText('No cases yet')).first()).toBeVisible();
      await page.keyboard.press('f');
      const filter = page.getByRole('checkbox', { name: 'Taken out of the lists' });
      await reach(page, filter);
      await page.keyboard.press('Space');
      await expect(page.getByRole('grid').locator('tbody').getByText(/KSM-/)).toHaveCount(1);
      await shot(page, 'taken-out-list');
      await page.keyboard.press('Escape');
      await reach(page, page.locator('tbody tr[tabindex="0"]'));
      await page.keyboard.press('Enter');
      await press(page, page.getByRole('button', { name: 'Put back into the lists…' }));
      await typeInto(page, dialog(page).getByRole('textbox', { name: 'Reason' }), 'It is the right child');
      await page.keyboard.press('Control+Enter');
      await expect(editButton(page)).toBeVisible();
    });
  } finally {
    await app.close();
    removeFolder(profile);
    staged.remove();
  }
});
