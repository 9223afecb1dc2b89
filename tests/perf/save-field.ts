import { documentOf, loadCase } from '../../main/office/case-document.ts';
import { saveDraft, startEdit } from '../../main/office/drafts.ts';
import { saveCase } from '../../main/office/save-draft-as-case.ts';
import { fill, makeOffice } from './bench-office.ts';
import { figure, quantile, timesOf, type Figure } from './measure.ts';

const RUNS = 200;

/**
 * Saving one field, signed, with history, indexes and audit, against a bare durable update of one row of the same
 * database, which has the same list indexes. The draft is written before the clock starts: it is the autosave's work.
 */
export async function saveField(): Promise<Figure[]> {
  const office = fill(await makeOffice('KSM'), 300);
  const { open } = office;
  const ids = office.ids.filter((id) => documentOf(loadCase(open, id)).values['status'] === 'open');
  const drafts = Array.from({ length: RUNS }, (_none, i) => {
    const caseId = ids[i % ids.length];
    if (caseId === undefined) throw new Error('no case');
    return { caseId, text: `Behind the water tower, house ${String(i)}` };
  });
  const times: number[] = [];
  for (const { caseId, text } of drafts) {
    const draft = startEdit(open, { caseId });
    const document = { ...draft.document, values: { ...draft.document.values, interview_landmark: text } };
    saveDraft(open, { draftId: draft.draftId, document, accepted: [], notSameAs: [] });
    const start = performance.now();
    saveCase(open, { draftId: draft.draftId });
    times.push(performance.now() - start);
  }
  const update = open.db.write<[number, string, number]>(
    `UPDATE case_list SET updated_at = ?, also = ? WHERE case_n = ?`,
  );
  const floor = timesOf(RUNS, (i) => {
    update.run(Date.now() + i, `x${String(i)}`, (i % ids.length) + 1);
  });
  office.remove();
  const p50 = quantile(times, 0.5);
  return [
    figure({ id: 'save.field', what: 'save of one field, signed, with history and indexes', unit: 'ms' }, p50, {
      p50,
      p95: quantile(times, 0.95),
      floor: quantile(floor, 0.5),
      runs: RUNS,
    }),
  ];
}
