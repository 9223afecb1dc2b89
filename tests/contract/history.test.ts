import { expect, test } from 'vitest';
import type { HistoryChange } from '#core/contracts/history.contract.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, CommitId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import {
  aCase,
  createOffice,
  done,
  officeIn,
  refusal,
  register,
  saveDraft,
  SetClock,
  temporaryFolder,
} from '../faults/temporary-office.ts';

const MINUTE_MS = 60_000;
const ROW = Buffer.from('a brother or sis').toString('base64url');

async function change(
  office: Office,
  caseId: CaseId,
  edit: (document: CaseDocument) => CaseDocument,
): Promise<CommitId> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await saveDraft(office, draftId, edit(document as CaseDocument));
  await done(office, 'cases.save', { draftId });
  const [newest] = await done(office, 'history.entries', { caseId });
  if (newest === undefined) throw new Error('nothing was saved');
  return newest.commit;
}
const phone =
  (text: string) =>
  (document: CaseDocument): CaseDocument => ({ ...document, values: { ...document.values, phone: text } });
const short = (changes: readonly HistoryChange[]): unknown[] =>
  changes.map(({ record, field, kind, from, to }) => [record, field, kind, from, to]);

test('two moments of a case are compared answer by answer, whichever is named first', async () => {
  const clock = new SetClock();
  const office = officeIn(temporaryFolder(), clock);
  await createOffice(office);
  const caseId = await register(office, aCase({ phone: '+99970000001' }));
  const other = await register(office, aCase({ full_name: 'Somebody Else' }));
  const [begin] = await done(office, 'history.entries', { caseId });
  if (begin === undefined) throw new Error('nothing was registered');
  const first = begin.commit;
  expect(begin).toMatchObject({ kind: 'registered', computer: { isThis: true } });

  clock.offset += MINUTE_MS;
  const second = await change(office, caseId, phone('+99970000002'));
  clock.offset += MINUTE_MS;
  const third = await change(office, caseId, (document) => ({
    ...phone('+99970000003')(document),
    rows: {
      ...document.rows,
      family_members: [
        ...(document.rows['family_members'] ?? []),
        { id: ROW, values: { name: 'Baraka', alive: 'alive' } },
      ],
    },
  }));
  clock.offset += MINUTE_MS;
  await change(office, caseId, (document) => ({
    ...document,
    rows: { ...document.rows, family_members: (document.rows['family_members'] ?? []).filter(({ id }) => id !== ROW) },
  }));

  const compare = async (from: CommitId, to?: CommitId) =>
    short(await done(office, 'history.compare', { caseId, from, ...(to === undefined ? {} : { to }) }));
  expect(await compare(first, second)).toEqual([['case', 'phone', 'set', '+99970000001', '+99970000002']]);
  expect(await compare(second, first)).toEqual(await compare(first, second));
  expect(await compare(second, second)).toEqual([]);
  const withRow = await compare(first, third);
  expect(withRow).toContainEqual(['case', 'phone', 'set', '+99970000001', '+99970000003']);
  expect(withRow).toContainEqual(['family_members', undefined, 'row-added', undefined, undefined]);
  expect(withRow).toContainEqual(['family_members', 'name', 'set', null, 'Baraka']);
  expect(await compare(third)).toContainEqual(['family_members', 'name', 'cleared', 'Baraka', null]);
  // What was added and removed again in between differs in nothing now.
  expect(await compare(first)).toEqual([['case', 'phone', 'set', '+99970000001', '+99970000003']]);

  const [stranger] = await done(office, 'history.entries', { caseId: other });
  expect(await refusal(office, 'history.compare', { caseId, from: stranger?.commit ?? first })).toMatchObject({
    code: 'FORM_STALE',
  });
});
