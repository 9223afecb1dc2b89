import type { Page } from '@playwright/test';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { oneChild } from '../builders/one-child.ts';
import { Offices, PASSPHRASE, type TestOffice } from '../exchange/office-pair.ts';
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
async function officeWithAssessment(
  status: 'open' | 'closed' = 'open',
  others: CaseDocument['rows'] = {},
  then: (office: TestOffice, caseId: CaseId) => Promise<void> = () => Promise.resolve(),
): Promise<Staged> {
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
  const rows = { ...document.rows, assessments: [assessment], services: [], closures: [], ...others };
  const caseId = await office.register({ ...document, rows }, { full_name: CHILD, status });
  await office.caller.call('casework.assign', { cases: [caseId], to: worker.id, why: 'She lives in the area' });
  await then(office, caseId);
  offices.closeAll();
  return { dir: office.dir, remove: () => offices.remove() };
}

const openChild = (page: Page): Promise<void> => openCase(page, CHILD);
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
      // What it offers comes from the office: Enter before that chooses nobody.
      await expect(page.getByRole('option', { name: OTHER })).toBeVisible();
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
      await openChild(page);
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
      // What it offers comes from the office: Enter before that chooses nobody.
      await expect(page.getByRole('option', { name: OTHER })).toBeVisible();
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

const CLOSURE = 'CCCCCCCCCCCCCCCCCCCCCA';
/** A closure that the supervisor asked for and approved, and that was changed after that. */
async function changedAfterApproval({ caller }: TestOffice, caseId: CaseId): Promise<void> {
  await caller.call('settings.setOwnApprovals', { allowed: true });
  await caller.call('casework.requestApproval', { caseId, for: 'closure', row: CLOSURE });
  const [asked] = (await caller.call('casework.activity', { caseId })).approvals;
  if (asked === undefined) throw new Error('nothing was asked for');
  const decision = { caseId, approval: asked.approvalId, decision: 'approve', comment: 'Alone today' } as const;
  await caller.call('casework.decideApproval', decision);
  await caller.call('settings.setOwnApprovals', { allowed: false });
  const { draftId, document } = await caller.call('cases.startEdit', { caseId });
  const closures = (document.rows['closures'] ?? []).map((one) => ({
    ...one,
    values: { ...one.values, closure_details: 'At school, and well.' },
  }));
  const changed = { ...document, rows: { ...document.rows, closures } };
  await caller.call('cases.saveDraft', { draftId, document: changed, accepted: [], notSameAs: [] });
  await caller.call('cases.save', { draftId });
}

test('a supervisor alone allows own requests, asks again for a closure that was changed, and decides it', async () => {
  test.setTimeout(600_000);
  const plan = { id: 'PPPPPPPPPPPPPPPPPPPPPA', values: { plan_date: DAY } };
  const action = { id: 'QQQQQQQQQQQQQQQQQQQQQA', values: { action_plan: plan.id, action_what: 'Enrol at school' } };
  const closures = [{ id: CLOSURE, values: { closure_date: DAY, closure_reason: 'no_longer_at_risk' } }];
  const rows = { case_plans: [plan], plan_actions: [action], closures };
  const staged = await officeWithAssessment('open', rows, changedAfterApproval);
  const profile = makeFolder();
  const [app, page] = await open(staged.dir, profile);
  try {
    await signIn(page, HEAD, PASSPHRASE);
    await press(page, page.getByRole('link', { name: 'Settings' }));
    const allow = page.getByRole('switch', { name: /^Whoever approves/ });
    await reach(page, allow);
    await shot(page, 'own-off');
    await page.keyboard.press('Space');
    await expect(page.getByText('Own requests may be decided now.')).toBeVisible();
    await expect(allow).toBeChecked();
    await openChild(page);
    await more(page, 'Close the case…');
    await page.keyboard.press('Enter');
    await expect(dialog(page).getByText(/^The closure was changed after it was approved/)).toBeVisible();
    await shot(page, 'close-changed');
    await press(page, dialog(page).getByRole('button', { name: 'Ask for approval…' }));
    await expect(dialog(page).getByRole('radio', { name: /^Action plan/ })).toBeVisible();
    const closure = dialog(page).getByRole('radio', { name: /^Closure, 20 Nov 2026/ });
    await reach(page, dialog(page).getByRole('radiogroup'));
    for (let i = 0; i < 4 && !(await closure.isChecked()); i += 1) await page.keyboard.press('ArrowDown');
    await expect(closure).toBeChecked();
    await shot(page, 'ask-several');
    await page.keyboard.press('Control+Enter');
    await expect(dialog(page)).toHaveCount(0);
    await tab(page, /To do/);
    const approve = aside(page).getByRole('button', { name: /^Approve: Closure/ });
    await press(page, approve);
    await expect(aside(page).getByText('Write why nobody else decides this.')).toBeVisible();
    await expect(aside(page).getByRole('textbox', { name: 'Comment' })).toBeFocused();
    await shot(page, 'own-needs-reason');
    await page.keyboard.type('No other supervisor in the district');
    await press(page, approve);
    await expect(aside(page).getByText('Decided by the person who asked').first()).toBeVisible();
    await shot(page, 'own-decided');
  } finally {
    await app.close();
    removeFolder(profile);
    staged.remove();
  }
});
