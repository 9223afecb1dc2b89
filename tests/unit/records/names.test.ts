import { describe, expect, test } from 'vitest';
import { matchChild } from '#core/records/match.ts';
import type { MatchSubject } from '#core/records/match.ts';
import { skeletons } from '#core/records/name-keys.ts';
import { nameLikeness } from '#core/records/name-likeness.ts';
import { initialsOf, nameSortKey, nameWords, normaliseName } from '#core/records/names.ts';

const NOBODY: MatchSubject = { names: [], caregivers: [], places: [], phones: [], identifiers: [] };
const child = (name: string, more: Partial<MatchSubject> = {}): MatchSubject => ({ ...NOBODY, names: [name], ...more });
/** Two registrations with sex and year of birth the same, as a search before registering has them. */
const strength = (a: string, b: string): string => {
  const known = { sex: 'female', born: { from: 2015, to: 2015 } };
  return matchChild(child(a, known), child(b, known)).strength;
};

/** reference.md §10: each line is one person. */
const SAME: readonly (readonly string[])[] = [
  [
    'محمد عبدالرحمن الحسن',
    'Mohamed Abdulrahman Alhasan',
    'Muhammad Abd al-Rahman El Hassan',
    'Mohammad Abdel Rahman Al-Hassan',
  ],
  ['فاطمة الزهراء', 'Fatima Zahra', 'Fatma Azzahra', 'Fatimetou Zahra'],
  ['ሰላማዊት ተስፋዬ', 'Selamawit Tesfaye', 'Selamawite Tesfaie'],
  ['ሐና ገብረመድህን', 'ሀና ገብረመድህን', 'Hanna Gebremedhin', 'Hana G/Medhin'],
  ['Cabdiraxmaan Xasan Cali', 'Abdirahman Hassan Ali'],
  ['Faadumo Maxamed', 'Fadumo Mohamed'],
  ['Amani Baraka Mwisho', 'Mwisho Amani Baraka'],
  ["Jean-Baptiste N'Guessan", 'Jean Baptiste Nguessan'],
  ['Maria da Conceição Tembe', 'Maria Conceicao Tembe'],
  ['José Ángel Núñez Peña', 'Jose Angel Nunez'],
  ['زهرا غلام حسین', 'Zahra d/o Ghulam Hussain', 'Zohra d/o Gholam Hosain'],
  ['မောင်အောင်မျိုး', 'Mg Aung Myo', 'Maung Aung Myoe'],
  ['နန်းခမ်း', 'Nan Kham', 'Nang Kham'],
  ['សុខ ចន្ទា', 'Sok Chanda', 'Chanda Sok'],
  ['মোহাম্মদ রফিক', 'Md. Rofiq', 'Mohammed Rafique'],
  ['Олександра Коваль', 'Oleksandra Koval', 'Aleksandra Koval'],
];
const pairs = SAME.flatMap((line) =>
  line.flatMap((a, i) => line.slice(i + 1).map((b): readonly [string, string] => [a, b])),
);

describe('one person in several spellings and scripts', () => {
  test.each(pairs)('%s = %s', (a, b) => {
    const single = nameWords(a).words.length === 1;
    expect(nameLikeness(a, b)).toBeGreaterThan(single ? 0.6 : 0.75);
    expect(strength(a, b)).toBe(single ? 'possible' : 'very-likely');
    expect(skeletons(nameWords(a).words[0] ?? '').length).toBeGreaterThan(0);
  });
});

/** Names that look or sound close and are other people's. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['محمد عبدالرحمن الحسن', 'محمود عبدالرحيم الحسين'],
  ['Mohamed Abdulrahman Alhasan', 'Mahmoud Abdulrahim Al-Hussein'],
  ['محمد عبدالرحمن الحسن', 'Mahmoud Abdulrahim Al-Hussein'],
  ['محمود عبدالرحيم الحسين', 'Mohammad Abdel Rahman Al-Hassan'],
  ['Fatima Zahra', 'Fatima Hassan'],
  ['Selamawit Tesfaye', 'Selamawit Kebede'],
  ['Sok Chanda', 'Sok Dara'],
  ['Oleksandra Koval', 'Olena Koval'],
  ['احمد', 'محمد'],
];

describe('homonyms and near misses', () => {
  test.each(OTHERS)('%s is not very likely %s', (a, b) => {
    expect(strength(a, b)).not.toBe('very-likely');
    expect(strength(b, a)).toBe(strength(a, b));
  });

  test('محمود عبدالرحيم الحسين is not even possibly محمد عبدالرحمن الحسن', () => {
    expect(strength('محمود عبدالرحيم الحسين', 'محمد عبدالرحمن الحسن')).toMatch(/^(weak|none)$/);
    expect(nameLikeness('Mahmoud', 'Mohamed')).toBeLessThan(0.6);
    expect(nameLikeness('حسين', 'حسن')).toBeLessThan(0.6);
  });
});

describe('matching with what else is known', () => {
  const name = 'Amani Baraka';
  test('a name alone is never very likely, a single name less', () => {
    expect(matchChild(child(name), child(name)).strength).toBe('possible');
    expect(matchChild(child('Ahmed'), child('احمد')).strength).toBe('possible');
    expect(matchChild(child('Ahmed'), child('Ahmed Ali Hassan')).strength).not.toBe('very-likely');
  });
  test('another sex or years between the births stand against it and are said', () => {
    const girl = child(name, { sex: 'female', born: { from: 2015, to: 2015 } });
    const boy = child(name, { sex: 'male', born: { from: 2015, to: 2015 } });
    const older = child(name, { sex: 'female', born: { from: 2009, to: 2010 } });
    expect(matchChild(girl, boy).strength).toBe('possible');
    expect(matchChild(girl, boy).reasons).toContainEqual({ on: 'sex', agrees: 'different' });
    expect(matchChild(girl, older).strength).toBe('weak');
    expect(matchChild(girl, older).reasons).toContainEqual({ on: 'age', agrees: 'different' });
    const family = { caregivers: ['Zawadi Mwisho'] };
    expect(matchChild({ ...girl, ...family }, { ...older, ...family }).strength).toBe('possible');
  });
  test('the same identity number settles it, whatever the digits and dashes', () => {
    const a = child('X Y', { identifiers: ['MB-0407/123'] });
    const b = child('Amani', { identifiers: ['mb ٠٤٠٧ ١٢٣'] });
    expect(matchChild(a, b)).toMatchObject({ strength: 'very-likely', score: 1 });
  });
  test('a number that stands in many files settles nothing', () => {
    const a = child('Amina Idris', { identifiers: ['MB4211'], sex: 'female', born: { from: 2010, to: 2010 } });
    const b = child('Sok Dara', { identifiers: ['mb 4211'], sex: 'male', born: { from: 2018, to: 2018 } });
    const held = (count: number) => ({ cases: 1500, holding: (key: string) => (key === '!mb4211' ? count : 0) });
    expect(matchChild(a, b, undefined, held(2)).strength).toBe('very-likely');
    expect(matchChild(a, b, undefined, held(12)).strength).toBe('possible');
  });
  test('a name that many bear says less than a rare one', () => {
    const known = { sex: 'female', born: { from: 2015, to: 2015 } };
    const ask = (holding: number) =>
      matchChild(child('Amani Baraka', known), child('Amani Baraka', known), undefined, {
        cases: 12_000,
        holding: () => holding,
      }).strength;
    expect(ask(1)).toBe('very-likely');
    expect(ask(900)).toBe('possible');
  });
  test('two children of whom nothing is known do not match', () => {
    expect(matchChild(NOBODY, NOBODY)).toMatchObject({ strength: 'none', score: 0 });
    expect(matchChild(child(''), child('')).strength).toBe('none');
  });
  test('a child with another name but the same caregiver and age is possible', () => {
    const born = { from: 2014, to: 2015 };
    const a = child('Furaha Neema', { caregivers: ['Zawadi Mwisho'], born, sex: 'female' });
    const b = child('Furaha', { caregivers: ['Mwisho Zawadi'], born, sex: 'female' });
    expect(matchChild(a, b).strength).not.toBe('none');
    expect(matchChild(a, b).reasons).toContainEqual({ on: 'caregiver', agrees: 'same' });
  });
});

describe('folding, initials, order', () => {
  test('invisible and bidi characters, stretching and marks do not make another name', () => {
    expect(normaliseName('\u202Eمُحَمَّـــد\u200F')).toBe(normaliseName('محمد'));
    expect(normaliseName('  JOSÉ\u00A0\u200BÁngel ')).toBe('jose angel');
    expect(normaliseName('\u0000\u0007')).toBe('');
  });
  test('a megabyte pasted into a name is answered at once', () => {
    const started = performance.now();
    expect(nameWords('ab '.repeat(400_000)).words.length).toBeLessThan(200);
    expect(initialsOf('é'.repeat(1_000_000))).toHaveLength(2);
    expect(nameLikeness('m'.repeat(1_000_000), 'محمد'.repeat(200_000))).toBeLessThan(1);
    expect(performance.now() - started).toBeLessThan(2000);
  });
  test('initials: first and last word, of a single word its first two letters', () => {
    expect(initialsOf('Amani Baraka Mwisho')).toBe('AM');
    expect(initialsOf('Zohra')).toBe('ZO');
    expect(initialsOf('Jean-Baptiste Nguessan')).toBe('JN');
    expect(initialsOf('محمد الحسن')).toBe('ما');
    expect(initialsOf('សុខ ចន្ទា')).toBe('សុច');
    expect(initialsOf('  ?? ')).toBe('');
    expect(initialsOf('(unknown)')).toBe('UN');
  });
  test('names are sorted without regard to accents and case, the unnamed last', () => {
    const names = ['Zahra', 'émile', undefined, 'Amani'];
    const sorted = [...names].sort((a, b) => (nameSortKey(a) < nameSortKey(b) ? -1 : 1));
    expect(sorted).toEqual(['Amani', 'émile', 'Zahra', undefined]);
  });
});

test('the short way for plain letters folds as the long way does', () => {
  const texts = ["O'Brien-Smith", 'D/O  Amina', 'G/Michael 2nd', '`Abd "al" Rahman', 'x_y+z', 'MOHAMED  juma.'];
  for (const text of texts) expect(normaliseName(`${text} É`), text).toBe(`${normaliseName(text)} e`);
});
