import { expect, test } from 'vitest';
import type { Input, Output } from '#core/contracts/index.ts';
import { saveDraft, startRegistration } from '../../main/office/drafts.ts';
import { possibleDuplicates } from '../../main/office/possible-duplicates.ts';
import { saveCase } from '../../main/office/save-draft-as-case.ts';
import type { Office } from '../../main/office/office.ts';
import {
  aCase,
  createOffice,
  done,
  officeIn,
  openedOffice,
  register,
  temporaryFolder,
} from '../faults/temporary-office.ts';
import { wallDay } from '../builders/calendar-days.ts';

type Asked = Input<'cases.findSame'>;
type Found = Output<'cases.findSame'>['matches'];
const NOTHING: Asked = { name: '', sex: '', ageYears: null, caregiver: '', place: '' };
const find = async (office: Office, asked: Partial<Asked>): Promise<Found> =>
  (await done(office, 'cases.findSame', { ...NOTHING, ...asked })).matches;
const namesIn = (found: Found): string[] =>
  found.map((match) => match.reasons.find((reason) => reason.on === 'name')?.theirs ?? '');
const numberOf = (office: Office, caseId: string): number =>
  office.open?.repos.cases.byId(caseId as never)?.n ?? Number.NaN;

/** reference.md §5.1 and §10: what is registered, how somebody else asks for it. */
const SAME = [
  ['محمد عبدالرحمن الحسن', 'Mohamed'],
  ['Mohamed Abdulrahman', 'محمد عبد الرحمن'],
  ['ሐና ገብረመድህን', 'Hanna'],
  ['ሐና ገብረመድህን', 'ሀና ገብረመድህን'],
  ['Sok Chanda', 'Chanda Sok'],
  ['សុខ ចន្ទា', 'Chanda Sok'],
  ['Cabdiraxmaan Xasan Cali', 'Abdirahman Hassan Ali'],
] as const;

test.each(SAME)('%s is found by %s, and is the first in the list', async (registered, asked) => {
  const { office } = await openedOffice();
  for (const other of ['Baraka Tumaini', 'Olena Bondar', 'Dara Vannak'])
    await register(office, aCase({ full_name: other }));
  await register(office, aCase({ full_name: registered }));
  const found = await find(office, { name: asked });
  expect(namesIn(found)[0]).toContain(registered);
  // One word of a longer name is found, and called no more than that.
  expect(found[0]?.strength).toMatch(asked.includes(' ') ? /^(very-likely|possible)$/ : /^(possible|weak)$/);
});

test('Mahmoud is not taken for Mohamed, in either script', async () => {
  const { office } = await openedOffice();
  await register(office, aCase({ full_name: 'محمود عبدالرحيم الحسين' }));
  for (const name of ['Mohamed Abdulrahman Alhasan', 'محمد عبدالرحمن الحسن', 'Mohamed']) {
    const found = await find(office, { name, sex: 'female', ageYears: 9 });
    for (const match of found) expect(match.strength, name).toBe('weak');
  }
});

test('very likely comes before what only agrees in the little that is known', async () => {
  const { office } = await openedOffice();
  const bare = { full_name: 'Zawadi Tumaini', sex: { missing: 'unknown' }, age: { missing: 'unknown' } } as const;
  for (let i = 0; i < 13; i += 1)
    await register(office, aCase({ ...bare, date_of_birth: { missing: 'unknown' }, current_address: '' }));
  const today = wallDay();
  await register(office, aCase({ full_name: 'Zawadi Tumayini', sex: 'female', age: { years: 9, asOf: today } }));
  const [first] = await find(office, { name: 'Zawadi Tumaini', sex: 'female', ageYears: 9 });
  expect(first?.strength).toBe('very-likely');
});

test('the relative, name and place that agree are shown, not the first ones of the file', async () => {
  const { office } = await openedOffice();
  const document = aCase({ full_name: 'Amina Yusuf', other_names: 'Zawadi Tumaini', current_area: 'mb010106' });
  const member = (name: string, n: number) => ({ id: `${'A'.repeat(20)}A${'AQgw'[n] ?? 'A'}`, values: { name } });
  await register(office, {
    ...document,
    rows: { ...document.rows, family_members: [member('Halima Osman', 0), member('Rehema Neema', 1)] },
  });
  const [match] = await find(office, { name: 'Zawadi Tumaini', caregiver: 'Rehema Nema', place: 'Kisimani Market' });
  const shown = Object.fromEntries(match?.reasons.map((reason) => [reason.on, reason]) ?? []);
  expect(shown['name']).toMatchObject({ theirs: 'Amina Yusuf, Zawadi Tumaini', agrees: 'same' });
  expect(shown['caregiver']?.theirs).toBe('Rehema Neema');
  expect(shown['place']).toMatchObject({ theirs: 'Kisimani Market', agrees: 'same' });
});

test('a child whose name nobody knows is found by who cares for it', async () => {
  const { office } = await openedOffice();
  const today = wallDay();
  const document = aCase({ full_name: { missing: 'unknown' }, sex: 'female', age: { years: 2, asOf: today } });
  const care = { id: 'BBBBBBBBBBBBBBBBBBBBBA', values: { caregiver_name: 'Zawadi Mwisho' } };
  const caseId = await register(office, { ...document, rows: { care_arrangements: [care] } });
  const [match] = await find(office, { sex: 'female', ageYears: 2, caregiver: 'Mwisho Zawadi' });
  expect(match).toMatchObject({ caseId, strength: 'possible' });
});

test('a search without a name begins a file whose name is not known', async () => {
  const { office } = await openedOffice();
  const { document } = await done(office, 'cases.startRegistration', { known: NOTHING, notSameAs: [] });
  expect(document.values['full_name']).toEqual({ missing: 'unknown' });
});

test.each([
  ['full', 'family_members', 'name'],
  ['rapid-onset', 'care_arrangements', 'caregiver_name'],
  ['public-health', 'care_arrangements', 'caregiver_name'],
] as const)(
  'in the profile %s the caregiver that was searched for is carried into the file',
  async (profile, rows, field) => {
    const office = officeIn(temporaryFolder());
    await createOffice(office, 'KSM', profile);
    const known = { ...NOTHING, name: 'Amina', caregiver: 'Zeinab Osman' };
    const { document } = await done(office, 'cases.startRegistration', { known, notSameAs: [] });
    expect(document.rows[rows]?.map((row) => row.values[field])).toEqual(['Zeinab Osman']);
  },
);

test('"not the same child" is kept with the new file, and those two are not called possible duplicates again', async () => {
  const { office } = await openedOffice();
  const twin = aCase({ full_name: 'Zawadi Tumaini' });
  const first = await register(office, twin);
  const again = await register(office, twin);
  const open = office.open;
  if (open === undefined) throw new Error('the office is not open');
  expect(await possibleDuplicates(open, new Set([numberOf(office, again)]))).toBe(1);

  const { draftId } = await done(office, 'cases.startRegistration', { notSameAs: [first, again] });
  await done(office, 'cases.saveDraft', { draftId, document: twin as never, accepted: [], notSameAs: [first, again] });
  const { caseId } = await done(office, 'cases.save', { draftId });
  expect(await possibleDuplicates(open, new Set([numberOf(office, caseId)]))).toBe(0);
  expect((await done(office, 'cases.open', { caseId })).document.values).not.toHaveProperty('not_same_as');
});

test('children with the same name and years between their births are not called duplicates on arrival', async () => {
  const { office } = await openedOffice();
  const today = wallDay();
  const child = (years: number) =>
    aCase({
      full_name: 'Zawadi Tumaini',
      sex: 'female',
      age: { years, asOf: today },
      current_address: 'Market street',
    });
  await register(office, child(4));
  const older = await register(office, child(15));
  if (office.open === undefined) throw new Error('the office is not open');
  expect(await possibleDuplicates(office.open, new Set([numberOf(office, older)]))).toBe(0);
});

test('a caregiver of a common name does not crowd out a child whose name was written in another script', async () => {
  const { office } = await openedOffice();
  const sought = await register(office, aCase({ full_name: 'Ghulam Hussain' }));
  const { open } = office;
  if (open === undefined) throw new Error('the office is not open');
  const document = aCase({
    full_name: 'Baraka Tumaini',
    consent_giver: 'trusted_adult',
    consent_giver_name: 'Salma Kesho',
  });
  open.db.transaction(() => {
    for (let i = 0; i < 205; i += 1) {
      const { draftId } = startRegistration(open, { notSameAs: [] });
      saveDraft(open, { draftId, document: document as never, accepted: [], notSameAs: [] });
      saveCase(open, { draftId });
    }
  });
  const found = await find(office, { name: 'غلام حسین', caregiver: 'Salma Kesho' });
  expect(found.map((match) => match.caseId)).toContain(sought);
});
