import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseId } from '#core/ids.ts';
import { programPackage } from '../../main/office/configuration-package.ts';
import { areaFile, LARGE } from '../builders/area-file.ts';
import { ChangedPackage, inAll } from '../builders/changed-package.ts';
import { oneChild } from '../builders/one-child.ts';
import { Offices, PASSPHRASE, RESOURCES } from '../exchange/office-pair.ts';
import { editButton, enter, goToForm, openOffice } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { press, reach } from './keyboard.ts';
import { go, inspector, speak } from './look.ts';
import { choose } from './staged-office.ts';
import { wordsOf } from './words.ts';
import { copyOffice } from '../builders/copy-office.ts';

// An administrator brings the next version of the forms on a stick. With the keyboard alone, in a left-to-right and a
// right-to-left language, in every theme and at 200 %: a wrong file is refused, the right one is read before it is
// taken, and what it does not ask any more stays in the case, as does what only another office asks.
const PAPERS = 'A letter of the chief';
const NEXT = programPackage(RESOURCES, 'full').configuration.version + 1;
const NEXT_VERSION = new RegExp(`${String(NEXT)}|${new Intl.NumberFormat('ar-u-nu-arab').format(NEXT)}`);
const WELL = 'Two, at the school';
const PLACE = 'Place P7-12-3-19, north';

interface Staged {
  readonly dir: string;
  readonly caseId: CaseId;
  readonly next: string;
  readonly wrong: string;
  readonly places: string;
  /** A tree of a hundred thousand. */
  readonly manyPlaces: string;
  readonly brokenPlaces: string;
  readonly remove: () => void;
}

const withoutPapers = (): ChangedPackage =>
  new ChangedPackage(RESOURCES)
    .withoutForm('supervision')
    .field('separation_documents', () => undefined)
    .field('phone_owner', (field) => ({ ...field, label: inAll('Whose phone it is') }));

async function officeWithAnswers(): Promise<Staged> {
  const offices = new Offices();
  await offices.prepare(['KSM', 'BND']);
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken;
  if (!a || !b) throw new Error('the offices were not made');
  const caseId = await a.register(oneChild(), { separation_documents: PAPERS, phone_owner: 'Her aunt' });
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  const theirs = new ChangedPackage(RESOURCES).field('phone_owner', (field) => [
    field,
    { id: 'well_water', type: 'text', label: inAll('Wells'), sensitivity: 3, compartment: 'core' },
  ]);
  const path = theirs.write(join(stick, 'theirs.hifadhi-config'));
  const { hash } = await b.caller.shell<{ hash: string }>('readConfiguration', { path });
  await b.caller.call('config.switch', { hash });
  await b.edit(caseId, { well_water: WELL });
  await a.read(await b.write(a, stick));
  offices.closeAll();
  const places = join(stick, 'places.csv');
  writeFileSync(places, areaFile({ tops: 3, each: 3 }));
  const manyPlaces = join(stick, 'many-places.csv');
  writeFileSync(manyPlaces, areaFile(LARGE));
  const brokenPlaces = join(stick, 'broken.csv');
  writeFileSync(brokenPlaces, 'code,parent,level,name\nA,,1,Top\nB,Z,2,Below\n');
  const wrong = withoutPapers().field('phone_owner', (field) => ({ ...field, type: 'date' }));
  return {
    dir: a.dir,
    caseId,
    places,
    manyPlaces,
    brokenPlaces,
    next: withoutPapers().write(join(stick, 'next.hifadhi-config')),
    wrong: wrong.write(join(stick, 'wrong.hifadhi-config')),
    remove: () => {
      offices.remove();
    },
  };
}

let staged: Staged;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  staged = await officeWithAnswers();
});
test.afterAll(() => {
  staged.remove();
});

for (const language of ['en', 'ar'] as const)
  test(`an administrator switches the forms and every answer stays readable, ${language}`, async () => {
    test.setTimeout(240_000);
    const say = wordsOf(language);
    const eye = inspector(language);
    const profile = makeFolder();
    const dir = join(profile, 'office');
    copyOffice(staged.dir, dir);
    const [app, page] = await openOffice(dir, profile);
    try {
      await eye.watch(page);
      await speak(page, language);
      await enter(page, PASSPHRASE);

      await go(page, '/settings', page.getByRole('heading', { name: say('configuration.title') }));
      await press(page, page.getByRole('link', { name: say('configuration.open') }));
      await expect(page.getByRole('heading', { name: say('configuration.now') })).toBeVisible();

      const pick = page.getByRole('button', { name: say('configuration.pick') });
      await choose(app, staged.wrong);
      await press(page, pick);
      await expect(page.getByText(say('configuration.blocked'), { exact: true })).toBeVisible();
      await eye.look(page, 'configuration-blocked');

      await choose(app, staged.next);
      await press(page, pick);
      const preview = page.locator('#preview-title').filter({ hasText: NEXT_VERSION });
      await expect(preview).toBeFocused();
      await expect(page.getByText(say('configuration.blocked'), { exact: true })).toHaveCount(0);

      const verb = { name: say('configuration.switch') };
      await reach(page, page.getByRole('button', verb));
      await eye.look(page, 'configuration-changes');
      await press(page, page.getByRole('button', verb));
      await expect(page.getByRole('alertdialog')).toBeVisible();
      await press(page, page.getByRole('alertdialog').getByRole('button', verb));
      await expect(page.getByRole('heading', { name: say('configuration.now') })).toBeFocused({ timeout: 60_000 });

      const places = page.getByRole('button', { name: say('configuration.areas_pick') });
      await choose(app, staged.brokenPlaces);
      await press(page, places);
      await expect(page.getByText(say('configuration.areas_wrong'), { exact: true })).toBeVisible();
      await eye.look(page, 'places-wrong');
      await choose(app, language === 'en' ? staged.manyPlaces : staged.places);
      await press(page, places);
      const take = page.getByRole('button', { name: say('configuration.areas_take') });
      await press(page, take);
      await expect(take).toHaveCount(0, { timeout: 60_000 });
      await expect(page.getByText(say('configuration.areas_none'))).toHaveCount(0, { timeout: 60_000 });

      const left = page.getByRole('link', { name: say('forms.left_title') });
      await go(page, `/case/${staged.caseId}`, left);
      await reach(page, left);
      await page.keyboard.press('Enter');
      await expect(page.getByText(PAPERS)).toBeVisible();
      await expect(page.getByText(WELL)).toBeVisible();
      await expect(page.getByText(say('forms.left_unknown'), { exact: true })).toBeVisible();
      await eye.look(page, 'case-left-over');

      if (language === 'en') {
        // One of a hundred thousand places, by a piece of its name or its code.
        await goToForm(page, 'registration');
        await press(page, editButton(page));
        const lives = page.getByRole('combobox', { name: 'Lives in' });
        await reach(page, lives);
        await page.keyboard.press('Control+a');
        await page.keyboard.type('7-12-3-19');
        const found = page.getByRole('option', { name: PLACE });
        await expect(found).toHaveCount(1);
        await page.keyboard.type(' nor');
        await expect(found).toHaveCount(1);
        await page.keyboard.press('Enter');
        await expect(lives).toHaveValue(PLACE);
        await page.keyboard.press('Control+Enter');
        await expect(editButton(page)).toBeVisible({ timeout: 20_000 });
        await expect(page.getByText(PLACE)).toBeVisible();
      }
      expect(eye.broken).toEqual([]);
    } finally {
      await app.close();
      removeFolder(profile);
    }
  });
