import type { HistoryChange } from '#core/contracts/history.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseDocument, FieldValue } from '#core/forms/types.ts';
import type { CommitId } from '#core/ids.ts';
import { CASE_RECORD, changesBetween } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import type { SeesAnswer } from '#core/rights/mask.ts';
import { audit } from './audit.ts';
import { recordsAt } from './case-at.ts';
import { documentOf, loadCase, sightOfCase, type StoredCase } from './case-document.ts';
import { hidesAnswer } from './hidden-siblings.ts';
import type { OpenOffice } from './open-office.ts';

interface Moment {
  readonly wall: number;
  readonly document: CaseDocument;
}

/** The case after a save that is one of its own. FORM_STALE for any other: nothing is told of it. */
function momentOf(open: OpenOffice, stored: StoredCase, commitId: CommitId): Moment {
  const commit = open.repos.commits.byId(commitId);
  if (!commit || !stored.streams.some(({ sid }) => sid === commit.sid)) throw new Refusal('FORM_STALE');
  const { wall } = commit;
  return { wall, document: documentOf({ records: recordsAt(open, stored, wall) }) };
}

/** What an answer was in a document. */
function answerIn({ values, rows }: CaseDocument, coll: string, row: string, field: string): FieldValue | null {
  if (coll === CASE_RECORD) return values[field] ?? null;
  return rows[coll]?.find(({ id }) => id === row)?.values[field] ?? null;
}

/** Differences between two documents as the history shows changes: rows with what stands in them, in the forms' order. */
function differences(open: OpenOffice, earlier: CaseDocument, later: CaseDocument, sees: SeesAnswer): HistoryChange[] {
  const answered = (record: string, row: string, field: string): HistoryChange => {
    const to = answerIn(later, record, row, field);
    const masked = !sees(record, row, field);
    const values = { from: answerIn(earlier, record, row, field), to } as Pick<HistoryChange, 'from' | 'to'>;
    const where = { record, ...(record === CASE_RECORD ? {} : { rowId: row }) } as Pick<
      HistoryChange,
      'record' | 'rowId'
    >;
    return { ...where, field, kind: to === null ? 'cleared' : 'set', ...(masked ? {} : values), masked };
  };
  const places = new Map([...open.configuration.fields.keys()].map((key, at) => [key, at]));
  const placeOf = ({ record, field }: HistoryChange): number =>
    places.get(record === CASE_RECORD ? (field ?? '') : record) ?? places.size;
  return changesBetween(earlier, later)
    .flatMap((one): HistoryChange[] => {
      const { collection: record, row } = one;
      if (one.kind === 'set') return [answered(record, row, one.field)];
      const whole: HistoryChange = {
        record,
        rowId: row,
        kind: one.kind === 'add' ? 'row-added' : 'row-removed',
        masked: false,
      };
      const fields = Object.keys(
        (one.kind === 'add' ? later : earlier).rows[record]?.find(({ id }) => id === row)?.values ?? {},
      );
      return [whole, ...fields.map((field) => answered(record, row, field))];
    })
    .sort((a, b) => placeOf(a) - placeOf(b));
}

/** What differs between a case after one save and after another, or now; with what the person may see. */
export function compareMoments(open: OpenOffice, input: Input<'history.compare'>): Output<'history.compare'> {
  const stored = loadCase(open, input.caseId);
  const { sees } = sightOfCase(open, stored);
  const one = momentOf(open, stored, input.from);
  const other =
    input.to === undefined ? { wall: Infinity, document: documentOf(stored) } : momentOf(open, stored, input.to);
  const [earlier, later] = one.wall <= other.wall ? [one, other] : [other, one];
  audit(open, 'case.history', input.caseId, 'done', 'compared');
  const hides = hidesAnswer(open, documentOf(stored), earlier.document, later.document);
  const seesAnswer: SeesAnswer = (coll, row, field) => sees(coll, field) && !hides(coll, row, field);
  return differences(open, earlier.document, later.document, seesAnswer);
}
