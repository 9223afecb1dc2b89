import { expect, test } from 'vitest';
import { aCase, done, openedOffice, register } from '../faults/temporary-office.ts';

const card = (number: string) => ({
  id: 'BBBBBBBBBBBBBBBBBBBBBA',
  values: { document_type: 'national_id', document_number: number },
});

test('a number that stands in another case is told by the code of that case and nothing else', async () => {
  const { office } = await openedOffice();
  const first = await register(office, {
    ...aCase({ full_name: 'Amina Yusuf', phone: '+999 70 765 4321' }),
    rows: { ...aCase({}).rows, identity_documents: [card('MB-0407/1234')] },
  });
  const second = await register(office, aCase({ full_name: 'Baraka Tumaini' }));
  const numbers = [
    { kind: 'phone', text: '070 765 4321' },
    { kind: 'identifier', text: 'mb ٠٤٠٧ ١٢٣٤' },
    { kind: 'phone', text: '12' },
    { kind: 'identifier', text: 'MB99999999' },
  ] as const;
  const found = await done(office, 'cases.sameNumbers', { except: second, numbers: [...numbers] });
  expect(found.map(({ number, cases, count }) => [number.text, cases.map((one) => one.caseId), count])).toEqual([
    ['070 765 4321', [first], 1],
    ['mb ٠٤٠٧ ١٢٣٤', [first], 1],
  ]);
  expect(JSON.stringify(found)).not.toMatch(/Amina|Yusuf/);
  // In the case itself its own numbers are no finding.
  expect(await done(office, 'cases.sameNumbers', { except: first, numbers: [...numbers] })).toEqual([]);
});
