import { expect, it } from 'vitest';
import type { AsideEntry } from '#core/contracts/aside.contract.ts';
import type { CaseId, CommitId } from '#core/ids.ts';
import { alikeTo } from './alike.ts';

const about = (caseId: string): NonNullable<AsideEntry['about']> => ({
  caseId: caseId as CaseId,
  code: caseId,
  initials: 'A. B.',
});
const entry = (id: string, more: Partial<AsideEntry>): AsideEntry => ({
  id: id as CommitId,
  office: 'Kisimani',
  officeCode: 'KSM',
  receivedAtUtc: '2026-11-20T08:00:00Z',
  reason: 'not_witnessed',
  code: 'not-witnessed',
  fields: [],
  more: 0,
  waiting: 0,
  mayDiscard: true,
  ...more,
});

it('takes in together what is of one person, in one case, for one reason', () => {
  const one = entry('1', { by: 'Asha', about: about('x') });
  const others = [
    one,
    entry('2', { by: 'Asha', about: about('x') }),
    entry('3', { by: 'Asha', about: about('y') }),
    entry('4', { by: 'Juma', about: about('x') }),
    entry('5', { by: 'Asha', about: about('x'), reason: 'cut_off' }),
    entry('6', { by: 'Asha', about: about('x'), mayDiscard: false }),
    entry('7', { by: 'Asha', about: about('x'), officeCode: 'BND' }),
  ];
  expect(alikeTo(one, others).map(({ id }) => id)).toEqual(['2']);
});

it('never takes in together what is of nobody knows whom, or in a case that is not here', () => {
  const unknown = [
    entry('1', {}),
    entry('2', {}),
    entry('3', { about: about('x') }),
    entry('4', { about: about('x') }),
  ];
  for (const one of unknown) expect(alikeTo(one, unknown)).toEqual([]);
});
