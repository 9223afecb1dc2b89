import { childToShare } from '../builders/one-child.ts';
import { Offices, type TestOffice } from '../exchange/office-pair.ts';
import { aside, at, dialog, more, openChild, radio, tab } from './at-a-case.ts';
import { expect, test } from './fixture.ts';
import { press, reach, typeInto } from './keyboard.ts';
import { inspector } from './look.ts';
import { wordsOf } from './words.ts';

// A child is referred to another office, which reads the chosen answers, accepts, reports and begins a case of its own:
// both offices on screen, one after the other, with the keyboard.
const CHILD = 'Zawadi Tumaini';
const SCHOOL = 'Kisimani Primary';
/** On the list of the consent: it goes nowhere. */
const PLACE = 'Quillonby crossing';
const KSM = 'Head of Kisimani';
const BND = 'Head of Bandari';

test('chosen answers go to another office, which reads them only, and what it says comes back', async () => {
  test.setTimeout(600_000);
  const offices = new Offices();
  await offices.prepare(['KSM', 'BND']);
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  await a.register(childToShare(), {
    full_name: CHILD,
    in_school: 'yes',
    school_name: SCHOOL,
    location_confidential: 'no',
    withhold: 'yes',
    withhold_from: ['agencies'],
    withhold_themes: ['separation'],
    separation_place: PLACE,
  });
  offices.closeAll();
  const { look, watch, broken } = inspector('en');
  try {
    await test.step('the first office chooses the office, the service and the answers, and sees what leaves', () =>
      at(a, KSM, async (page) => {
        await watch(page);
        await openChild(page, CHILD);
        await more(page, 'Refer to another office…');
        await page.keyboard.press('Enter');
        await expect(page.getByRole('heading', { level: 1, name: 'Refer for a service' })).toBeVisible();
        await expect(page.getByRole('radio', { name: 'Another office of the programme' })).toBeChecked();
        await page.keyboard.press('Control+Enter');
        await expect(page.getByText('Choose an office.')).toBeVisible();
        await typeInto(page, page.getByRole('combobox', { name: 'Office' }), 'Bandari');
        await page.keyboard.press('Enter');
        await typeInto(page, page.getByRole('combobox', { name: 'Service' }), 'Basic psychosocial');
        await page.keyboard.press('Enter');
        await radio(page, 'Answer needed', 'Within 72 hours');
        await typeInto(page, page.getByRole('textbox', { name: 'What they have to know' }), 'Sleeps badly.');
        await radio(page, 'How may they contact the child?', 'Only through the caseworker');
        await radio(page, 'Does the child know?', 'Yes');
        await radio(page, 'Does the caregiver know?', 'Yes');
        await reach(page, page.getByRole('checkbox', { name: /^School name|^Name of the school|^School/ }).first());
        await page.keyboard.press('Space');
        await expect(page.locator('.refer__preview').getByText(SCHOOL)).toBeVisible();
        await expect(page.getByText(/^Withheld by consent, left out: /)).toBeVisible();
        await expect(page.getByText('Stays here: withheld by consent').first()).toBeVisible();
        await expect(page.getByText(PLACE)).toHaveCount(0);
        await look(page, 'refer');
        await page.keyboard.press('Control+Enter');
        await expect(page.getByRole('heading', { level: 1, name: /^KSM-/ })).toBeVisible();
        await tab(page, /To do/);
        await expect(aside(page).getByText(/Leaves with the next bundle/)).toBeVisible();
        await press(page, aside(page).getByRole('link', { name: 'Letter' }));
        await expect(page.locator('.pp__view canvas').first()).toBeVisible({ timeout: 60_000 });
        await press(page, page.getByRole('link', { name: /^Exchange/ }));
        await press(page, page.getByRole('button', { name: /^Write (a|to a) stick|^Write/ }).first());
        await expect(page.getByText('1 referral').first()).toBeVisible();
        await expect(page.getByRole('button', { name: /^See what leaves/ })).toBeVisible();
        await page.keyboard.press('Control+Enter');
        await expect(page.getByText(/asks that office for help\. \d+ answers go along: .*school/)).toBeVisible();
        await look(page, 'leaves');
      }));
    await a.signIn();
    const bundle = await a.write(b, stick);
    a.close();

    await test.step('the second office reads it, accepts it for somebody, and begins a case of its own', async () => {
      await b.signIn();
      await b.read(bundle);
      b.close();
      await at(b, BND, async (page) => {
        await watch(page);
        await expect(page.getByText('from Kisimani')).toBeVisible({ timeout: 30_000 });
        await press(page, page.getByRole('link', { name: /^Read the referral of case KSM-/ }));
        await expect(page.getByText(SCHOOL)).toBeVisible();
        await expect(page.getByText('Sleeps badly.')).toBeVisible();
        await expect(page.getByText(PLACE)).toHaveCount(0);
        await press(page, page.getByRole('button', { name: /^Accept the referral/ }));
        await page.keyboard.press('Control+Enter');
        await expect(dialog(page).getByText('Choose who follows it.')).toBeVisible();
        await typeInto(page, dialog(page).getByRole('combobox', { name: 'Who follows it here' }), BND);
        await page.keyboard.press('Enter');
        await page.keyboard.press('Control+Enter');
        await expect(page.getByText(`Accepted, with ${BND}`)).toBeVisible();
        await look(page, 'received');
        await press(page, page.getByRole('link', { name: 'Register a case of our own' }));
        await expect(page.getByRole('heading', { level: 1, name: /from the referral of KSM-/ })).toBeVisible();
        await expect(page.getByRole('textbox', { name: /^Full name/ })).toHaveValue(CHILD);
        await expect(page.getByRole('button', { name: /^Register as a new child/ })).toBeEnabled();
        await page.keyboard.press('Control+Enter');
        await expect(page.getByRole('button', { name: /^Go on to registration/ }).first()).toBeVisible();
        await page.keyboard.press('Control+Enter');
        await expect(page.getByRole('textbox', { name: /^Full name/ })).toHaveValue(CHILD);
        await expect(page.getByText(/KSM-/).first()).toBeVisible();
      });
    });

    await test.step('it reports, in Arabic', () =>
      at(
        b,
        BND,
        async (page) => {
          const say = wordsOf('ar');
          const eye = inspector('ar');
          await eye.watch(page);
          await press(page, page.getByRole('link', { name: /KSM-/ }));
          await expect(page.getByText(SCHOOL)).toBeVisible({ timeout: 30_000 });
          await eye.look(page, 'received');
          await press(page, page.getByRole('button').filter({ hasText: say('referral.give') }));
          await typeInto(page, dialog(page).getByRole('textbox', { name: say('referral.feedback') }), 'Two talks');
          await page.keyboard.press('Control+Enter');
          await expect(dialog(page)).toHaveCount(0);
          await press(page, page.getByRole('button', { name: say('common.back') }));
          await expect(page.getByText('Two talks')).toBeVisible();
          await eye.look(page, 'all');
          broken.push(...eye.broken);
        },
        'ar',
      ));

    await test.step('where it came from, the answer stands at the case', async () => {
      await b.signIn();
      const answer = await b.write(a, stick);
      b.close();
      await a.signIn();
      await a.read(answer);
      a.close();
      await at(a, KSM, async (page) => {
        await watch(page);
        await openChild(page, CHILD);
        await tab(page, /To do/);
        await expect(page.getByText('Two talks')).toBeVisible();
      });
    });
  } finally {
    offices.remove();
  }
  expect(broken).toEqual([]);
});
