import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conflictsIn, isPresent } from '#core/exchange/merge.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { documentOf, loadCase } from '../../main/office/case-document.ts';
import { saveDraft, startEdit } from '../../main/office/drafts.ts';
import { saveCase } from '../../main/office/save-draft-as-case.ts';
import { fill, makeOffice, type BenchOffice } from '../perf/bench-office.ts';
import { roleOf } from '../builders/office-roles.ts';

let office: BenchOffice;
let caseId: CaseId;
beforeAll(async () => {
  office = fill(await makeOffice('KSM'), 12);
  const withRows = office.ids.find((id) => {
    const { values, rows } = documentOf(loadCase(office.open, id));
    return values['status'] === 'open' && (rows['family_members']?.length ?? 0) > 1;
  });
  if (withRows === undefined) throw new Error('no generated case is open and has two family members');
  caseId = withRows;
});
afterAll(() => {
  office.remove();
});

function edit(change: (document: CaseDocument) => CaseDocument): void {
  const { open } = office;
  const { draftId, document } = startEdit(open, { caseId });
  saveDraft(open, { draftId, document: change(document) as typeof document, accepted: [], notSameAs: [] });
  saveCase(open, { draftId });
}

describe('a person to whom an answer is closed', () => {
  it('cannot write over it, whatever the page sends, and can write the rest', () => {
    edit((document) => ({ ...document, values: { ...document.values, withhold_what: 'The address of the aunt.' } }));
    const clerk = { ...office.open, subject: { ...office.open.subject, roles: [roleOf('clerk')] } };
    const draft = startEdit(clerk, { caseId });
    expect(draft.document.values['withhold_what']).toBeUndefined();
    const put = (values: Readonly<Record<string, string>>): void => {
      const document = { ...draft.document, values: { ...draft.document.values, ...values } };
      saveDraft(clerk, { draftId: draft.draftId, document, accepted: [], notSameAs: [] });
      saveCase(clerk, { draftId: draft.draftId });
    };
    expect(() => {
      put({ withhold_what: 'Nothing' });
    }).toThrow('PERM_DENIED');
    put({ interview_landmark: 'by the bridge' });
    const { values } = documentOf(loadCase(office.open, caseId));
    expect(values['withhold_what']).toBe('The address of the aunt.');
    expect(values['interview_landmark']).toBe('by the bridge');
  });
});

describe('an office that edits its own case', () => {
  it('replaces what it was shown and never stands in conflict with itself', () => {
    for (const text of ['by the well', 'by the mill', 'by the gate'])
      edit((document) => ({ ...document, values: { ...document.values, interview_landmark: text } }));
    const stored = loadCase(office.open, caseId);
    expect(documentOf(stored).values['interview_landmark']).toBe('by the gate');
    for (const { state } of stored.records) expect(conflictsIn(state)).toEqual([]);
    const [last] = stored.records.flatMap(({ state }) => state.fields['interview_landmark'] ?? []);
    expect(last?.value).toBe('by the gate');
  });

  it('removes a row for good, in every stream that holds a part of it', () => {
    const before = documentOf(loadCase(office.open, caseId)).rows['family_members'] ?? [];
    const gone = before[0]?.id;
    edit((document) => ({ ...document, rows: { ...document.rows, family_members: before.slice(1) } }));
    const stored = loadCase(office.open, caseId);
    expect(documentOf(stored).rows['family_members']).toEqual(before.slice(1));
    expect(stored.records.filter(({ rec, state }) => rec === gone && isPresent(state))).toEqual([]);
  });
});
