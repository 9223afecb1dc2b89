import type { Input } from '#core/contracts/index.ts';
import { childToShare } from '../builders/one-child.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { aside, change, dialog, editButton, more, openChild, openOffice, radio, signIn, tab } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { press, reach, typeInto } from './keyboard.ts';
import { inspector } from './look.ts';

// A referral from a service row, with the keyboard alone: what is missing is named, a colleague answers, a letter is
// printed for an organisation outside.
const CHILD = 'Zawadi Tumaini';
const WORKER = 'Amani Kesho';
const OTHER = 'Neema Baraka';
const HEAD = 'Head of Kisimani';
const WORKER_PASSPHRASE = 'seven calm herons over the lake';
const OTHER_PASSPHRASE = 'eleven quiet lanterns by the road';
/** The menu of the case under the role: what only reads, and what the role writes. */
const GIVEN = ['Flag…', 'Disputed answers', 'Hidden names and conflicts of interest', 'Pin this case'];
const SERVICE = Buffer.from('servicesservices').toString('base64url');

/** What a colleague may do in the case as long as the referral is open: write notes and the registration. */
const VISITOR: Input<'roles.save'>['role'] = {
  id: 'visitor',
  label: { en: 'Visitor', fr: 'Visiteur', ar: 'زائر' },
  description: { en: 'Visits a child', fr: 'Visite un enfant', ar: 'يزور طفلًا' },
  rights: ['case.view', 'case.names', 'case.write'],
  scope: 'none',
  forms: { otherwise: 'none', forms: { notes: 'write', registration: 'write', services: 'read' } },
  maxClass: 4,
  referral: true,
};

async function officeWithService(): Promise<{ dir: string; remove: () => void }> {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  const document = childToShare();
  const roles = ['caseworker'] as const;
  const worker = await office.caller.call('people.add', {
    name: WORKER,
    roles: [...roles],
    passphrase: WORKER_PASSPHRASE,
  });
  await office.caller.call('people.add', { name: OTHER, roles: [...roles], passphrase: OTHER_PASSPHRASE });
  await office.caller.call('roles.save', { role: VISITOR });
  const created = { at: '2026-11-01T09:00', zone: 'Africa/Nairobi' } as const;
  const values = { service_type: 'psychosocial_basic', service_created: created, service_need: 'Sleeps badly' };
  const services = [{ id: SERVICE, values }];
  const caseId = await office.register(
    { ...document, rows: { ...document.rows, services } },
    {
      full_name: CHILD,
      consent_services: 'yes',
      consent_share: 'no',
      school_name: 'Kisimani Primary',
      in_school: 'yes',
    },
  );
  await office.caller.call('casework.assign', { cases: [caseId], to: worker.id, why: 'She lives in the area' });
  offices.closeAll();
  return { dir: office.dir, remove: () => offices.remove() };
}

test('a service is referred to a colleague, who reads, accepts and reports; a letter goes outside', async () => {
  test.setTimeout(600_000);
  const staged = await officeWithService();
  const profile = makeFolder();
  const [app, first] = await openOffice(staged.dir, profile);
  let page = first;
  const { look, watch, broken } = inspector('en');
  try {
    await test.step('a caseworker refers from the row of the service', async () => {
      await watch(page);
      await signIn(page, WORKER, WORKER_PASSPHRASE);
      await openChild(page, CHILD);
      await press(page, page.locator('.form-nav').getByRole('link', { name: /Services\b/ }));
      await press(page, page.getByRole('button', { name: /^Refer for: Basic psychosocial/ }));
      await expect(page.getByRole('heading', { level: 1, name: 'Refer for a service' })).toBeVisible();
      await expect(page.getByRole('combobox', { name: 'Service' })).toHaveValue(/psychosocial/i);
      // Begun for an organisation outside, as the row says; sharing was refused, so that is named.
      await expect(page.getByText('Sharing for services was refused.')).toBeVisible();
      await expect(page.getByRole('button', { name: /^Refer\b(?! and)/ })).toHaveAttribute('aria-disabled', 'true');
      await look(page, 'gate');
    });

    await test.step('a colleague is asked; what is missing is said at its place', async () => {
      await radio(page, 'To whom', 'A colleague in this office');
      await expect(page.getByText('Consent covers this referral')).toBeVisible();
      await page.keyboard.press('Control+Enter');
      await expect(page.getByText('Choose a colleague.')).toBeVisible();
      await typeInto(page, page.getByRole('combobox', { name: 'Colleague' }), OTHER);
      await page.keyboard.press('Enter');
      await typeInto(page, page.getByRole('combobox', { name: 'What they may do in the case' }), 'Visitor');
      await page.keyboard.press('Enter');
      await radio(page, 'Answer needed', 'Within 24 hours');
      await radio(page, 'How may they contact the child?', 'Only through the caseworker');
      await radio(page, 'Does the child know?', 'Yes');
      await radio(page, 'Does the caregiver know?', 'Yes');
      const school = page.getByRole('checkbox', { name: /^School name|^Name of the school|^School/ }).first();
      await reach(page, school);
      await page.keyboard.press('Space');
      await expect(page.locator('.refer__preview').getByText('Kisimani Primary')).toBeVisible();
      await look(page, 'refer');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByRole('heading', { level: 1, name: /^KSM-/ })).toBeVisible();
      await tab(page, /To do/);
      await expect(aside(page).getByText(`to ${OTHER}`)).toBeVisible();
      await expect(aside(page).getByText(/No answer yet/)).toBeVisible();
      await look(page, 'sent');
    });

    await test.step('the colleague finds it on My day, reads what came along, accepts and reports', async () => {
      page = await change(app, page, OTHER, OTHER_PASSPHRASE);
      await watch(page);
      await expect(page.getByText(`from ${WORKER}`)).toBeVisible({ timeout: 30_000 });
      await look(page, 'my-day');
      await press(page, page.getByRole('link', { name: /^Read the referral of case KSM-/ }));
      await expect(page.getByText('Kisimani Primary')).toBeVisible();
      await expect(page.getByText('Sleeps badly')).toBeVisible();
      await look(page, 'received');
      await press(page, page.getByRole('button', { name: /^Accept the referral/ }));
      await press(page, page.getByRole('link', { name: 'Open the case' }));
      await expect(page.getByRole('heading', { level: 1, name: /^KSM-/ })).toBeVisible();
    });

    await test.step('in the case there is a button for what the referral gives, and for nothing else', async () => {
      await expect(editButton(page)).toBeVisible();
      const head = page.locator('.case-head');
      for (const name of ['Print', 'Share'])
        await expect(head.getByRole('button', { name, exact: true })).toHaveCount(0);
      await more(page, 'Flag…');
      expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(GIVEN);
      await look(page, 'given-role-menu');
      await page.keyboard.press('Escape');
      await tab(page, /To do/);
      await expect(aside(page).getByRole('button', { name: /^More for/ })).toHaveCount(0);
      await look(page, 'given-role');
      await page.keyboard.press('Control+Shift+n');
      await page.keyboard.type('Met the child at school.');
      await page.keyboard.press('Control+Enter');
      await expect(aside(page).locator('.note').getByText('Met the child at school.')).toBeVisible();
    });

    await test.step('the colleague reports that the service was given, and the case is closed to them', async () => {
      await press(
        page,
        page
          .getByRole('navigation')
          .first()
          .getByRole('link', { name: /^My day/ }),
      );
      await press(page, page.getByRole('link', { name: /^Read the referral of case KSM-/ }));
      await press(page, page.getByRole('button', { name: /^Service given/ }));
      await expect(dialog(page)).toBeVisible();
      await typeInto(page, dialog(page).getByRole('textbox', { name: 'What there is to report' }), 'Two talks');
      await look(page, 'given');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByRole('heading', { level: 1, name: 'My day' })).toBeVisible();
      await expect(page.getByText(`from ${WORKER}`)).toHaveCount(0);
    });

    await test.step('the caseworker reads the answer, and a supervisor allows a letter to an organisation', async () => {
      page = await change(app, page, HEAD, PASSPHRASE);
      await watch(page);
      await openChild(page, CHILD);
      await tab(page, /To do/);
      await expect(aside(page).getByText('Two talks')).toBeVisible();
      await more(page, 'Refer for a service…');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1, name: 'Refer for a service' })).toBeVisible();
      await radio(page, 'To whom', 'An organisation outside, on paper');
      await typeInto(page, page.getByRole('textbox', { name: 'Organisation' }), 'Red Acacia Society');
      await typeInto(page, page.getByRole('combobox', { name: 'Service' }), 'Medical');
      await page.keyboard.press('Enter');
      await radio(page, 'Answer needed', 'Within 72 hours');
      await typeInto(page, page.getByRole('textbox', { name: 'What they have to know' }), 'A cough for two weeks.');
      await radio(page, 'How may they contact the child?', 'Directly');
      await radio(page, 'Does the child know?', 'Yes');
      await radio(page, 'Does the caregiver know?', 'No');
      await typeInto(page, page.getByRole('textbox', { name: 'Why not?' }), 'He is away');
      await typeInto(page, page.getByRole('textbox', { name: 'Why it goes without consent' }), 'It cannot wait');
      await look(page, 'outside');
      await press(page, page.getByRole('button', { name: 'Refer and print' }));
      await expect(page.getByRole('heading', { level: 1, name: 'Referral letter' })).toBeVisible();
      await expect(page.locator('.pp__view canvas').first()).toBeVisible({ timeout: 60_000 });
      await look(page, 'letter');
    });
  } finally {
    await app.close();
    removeFolder(profile);
    staged.remove();
  }
  expect(broken).toEqual([]);
});
