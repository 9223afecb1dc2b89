import { describe, expect, test } from 'vitest';
import { nameFromParts, partOfName } from '#core/records/name-parts.ts';
import { skeletons } from '#core/records/name-keys.ts';
import { normaliseName } from '#core/records/names.ts';
import { scriptOf } from '#core/records/script.ts';
import { SPELT_SCRIPTS, spellingIn } from '#core/records/spelling.ts';

describe('a spelling in other letters', () => {
  test.each([
    ['Mohamed Abdirahman Ali', 'arabic', 'محمد عبدالرحمن علي'],
    ['Cabdiraxmaan Axmed', 'arabic', 'عبدالرحمن أحمد'],
    ['Abdel Rahman Al-Hassan', 'arabic', 'عبد الرحمن الحسن'],
    ['Amina Yusuf', 'arabic', 'أمينة يوسف'],
    ['Salim Zawadi', 'arabic', 'سليم زوادي'],
    ['Hanna Abebe', 'ethiopic', 'ሃና አበበ'],
    ['Gebre Selam', 'ethiopic', 'ገብረ ሰላም'],
    ['Sunita Kumari', 'devanagari', 'सुनिता कुमरी'],
    ['Hasina', 'bengali', 'হসিনা'],
    ['Aung Min', 'burmese', 'အောင် မိန်'],
    ['Sok Dara', 'khmer', 'សុក ដារា'],
    ['سليم', 'latin', 'Salim'],
    ['አበበ', 'latin', 'Abebe'],
  ] as const)('%s in %s letters', (name, letters, spelt) => {
    expect(spellingIn(name, letters)).toBe(spelt);
  });

  test('is in the letters that were asked for, and heard as the name it came from', () => {
    const names = ['Baraka', 'Karim', 'Tomas', 'Neema', 'Nasir', 'Sara', 'Bilal', 'Samira'];
    for (const letters of SPELT_SCRIPTS) {
      for (const name of names) {
        const spelt = spellingIn(name, letters) ?? '';
        expect(scriptOf(spelt), `${name} ${letters}`).toBe(letters);
        const heard = new Set(skeletons(normaliseName(spelt)));
        // Burmese does not tell a stop at the end of a syllable from another, nor does search.
        if (letters === 'burmese') continue;
        expect(
          skeletons(normaliseName(name)).some((key) => heard.has(key)),
          `${name} ${spelt}`,
        ).toBe(true);
      }
    }
  });

  test.each(['', '   ', '123', 'Ali', '李小龙', 'Амина', 'A'.repeat(200), '-'])('there is none for %s', (name) => {
    expect(spellingIn(name, 'latin')).toBe(name === 'Амина' ? 'Amina' : undefined);
    if (name !== 'Ali') expect(spellingIn(name, 'arabic')).toBeUndefined();
  });

  test('nothing that somebody types makes it fail', () => {
    for (const name of [
      'Ali محمد',
      'x',
      'Y',
      'ng',
      "N'Golo",
      'O’Neil',
      'aaaaeeeiiioou',
      'Łukasz',
      'J. R.',
      'tchtch',
      '\u200f',
    ]) {
      for (const letters of SPELT_SCRIPTS) expect(() => spellingIn(name, letters)).not.toThrow();
    }
  });
});

describe('the parts of a name', () => {
  const parts = { given: ' Amina', father: 'Yusuf', grandfather: '', family: 'al-Hassan' };

  test.each([
    ['given_first', 'Amina Yusuf al-Hassan'],
    ['family_first', 'al-Hassan Amina Yusuf'],
    ['given_last', 'al-Hassan Yusuf Amina'],
  ] as const)('%s: %s', (order, name) => {
    expect(nameFromParts(parts, order)).toBe(name);
  });

  test('without any there is no name', () => {
    expect(nameFromParts({ given: ' ', family: '' }, 'given_first')).toBeUndefined();
  });

  test.each([
    ['Amina Yusuf Ali Warsame', 'given_first', ['Amina', 'Yusuf', 'Ali', 'Warsame']],
    ['Amina Yusuf', 'given_first', ['Amina', 'Yusuf', undefined, undefined]],
    ['Abd al-Rahman bin Omar', 'given_first', ['Abd al-Rahman', 'bin Omar', undefined, undefined]],
    ['Sok Dara', 'family_first', ['Dara', undefined, undefined, 'Sok']],
    ['Kabange Mutombo Joseph', 'given_last', ['Joseph', 'Mutombo', undefined, 'Kabange']],
    ['Amina', 'given_last', ['Amina', undefined, undefined, undefined]],
    ['', 'given_first', [undefined, undefined, undefined, undefined]],
  ] as const)('%s, %s', (name, order, expected) => {
    expect(
      (['given', 'father', 'grandfather', 'family'] as const).map((part) => partOfName(name, part, order)),
    ).toEqual(expected);
  });

  test('put together again they are the name they were taken from', () => {
    for (const order of ['given_first', 'family_first', 'given_last'] as const) {
      for (const name of ['Amina', 'Sok Dara', 'A B C', 'A B C D', 'A B C D E F', 'Abu Bakr al Said']) {
        const taken = Object.fromEntries(
          (['given', 'father', 'grandfather', 'family'] as const).map((part) => [
            part,
            partOfName(name, part, order) ?? '',
          ]),
        );
        expect(nameFromParts(taken, order)).toBe(name);
      }
    }
  });
});
