import { expect, test } from 'vitest';
import { codeGroups, readCode } from '#core/exchange/spoken-code.ts';

test.each([
  ['1234567890', '1234567890'],
  [' 123 456-7890 ', '1234567890'],
  ['١٢٣ ٤٥٦ ٧٨٩٠', '1234567890'],
  ['۱۲۳–۴۵۶–۷۸۹۰', '1234567890'],
  ['123456789', undefined],
  ['12345678901', undefined],
  ['123456789x', undefined],
  ['１２３４５６７８９０', undefined],
  ['', undefined],
])('what somebody types as a code: %s', (typed, read) => {
  expect(readCode(typed)).toBe(read);
});

test('a code is read out in groups of three, three and four', () => {
  expect(codeGroups('0123456789')).toEqual(['012', '345', '6789']);
});
