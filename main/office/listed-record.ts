import { approvalIn } from '#core/casework/approval.ts';
import type { RecordLine } from '#core/contracts/lists.contract.ts';
import { SENSITIVE_CLASS } from '#core/export/columns.ts';
import { own } from '#core/forms/answer-kind.ts';
import { recordMarks } from '#core/finding/record-facts.ts';
import type { CaseDocument, Row } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { maskDocument } from '#core/rights/mask.ts';
import type { CaseListRow, OwnerOfLine } from '../storage/case-list.repo.ts';
import type { RecordPlace } from '../storage/record.repo.ts';
import { documentOf, loadCaseRow, sightIn } from './case-document.ts';
import { lineOf, resourceOfLine } from './case-line.ts';
import { taskAt, taskNow } from './list-tasks.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import type { OwnList } from './record-list-reach.ts';
import { workingTime } from './working-time.ts';

type Cells = Pick<RecordLine, 'cells' | 'sensitive'>;
type Where = Pick<RecordLine, 'form' | 'rowId'>;

/** What a page tells of each record beside its case. */
export interface RecordTelling {
  readonly names: boolean;
  /** The columns that are shown. */
  readonly columns: readonly string[];
  /** Whether anything is told of a case that the list reaches; of every one unless said otherwise. */
  readonly shows?: (line: OwnerOfLine) => boolean;
}

/** The case of a record as far as it is open to the person. */
interface OpenCase {
  readonly line: CaseListRow;
  readonly document: CaseDocument;
}

function openCase(open: OpenOffice, caseN: number, { shows }: RecordTelling): OpenCase | undefined {
  const [line, row] = [open.repos.list.get(caseN), open.repos.cases.byNumber(caseN)];
  if (line === undefined || row === undefined || shows?.(line) === false) return undefined;
  const { sees } = sightIn(open, resourceOfLine(open, line));
  return { line, document: maskDocument(documentOf(loadCaseRow(open, row)), sees).document };
}

/** Makes the lines of a page. The case of several records is read once. */
export function lineMaker(open: OpenOffice, list: OwnList, telling: RecordTelling) {
  const cases = new Map<number, OpenCase | undefined>();
  const caseAt = (caseN: number): OpenCase | undefined => {
    if (!cases.has(caseN)) cases.set(caseN, openCase(open, caseN, telling));
    return cases.get(caseN);
  };
  const [now, time] = [taskNow(open), workingTime(open)];
  return ({ caseN, key }: RecordPlace): RecordLine[] => {
    const at = caseAt(caseN);
    if (at === undefined) return [];
    const line = { key, case: lineOf(open, at.line, telling.names) };
    switch (list.kind.of) {
      case 'rows':
        return [{ ...line, ...rowView(open, list, telling, at, key) }];
      case 'family':
        return [{ ...line, ...familyView(open, list, telling, key) }];
      case 'task': {
        const row = open.repos.tasks.ofCase(caseN).find((task) => task.key === key);
        if (row === undefined) return [];
        const where = { form: row.form, ...(row.row === null ? {} : { rowId: row.row }) };
        return [{ ...line, ...where, task: taskAt(row, now, time), cells: {}, sensitive: [] }];
      }
    }
  };
}

function rowView(open: OpenOffice, list: OwnList, telling: RecordTelling, at: OpenCase, key: string): Cells & Where {
  const { kind } = list;
  const row = (own(at.document.rows, kind.tells) ?? []).find(({ id }) => id === key);
  if (row === undefined) return { cells: {}, sensitive: [] };
  return { ...whereOf(open, list, row), ...cellsOf(open, list, telling, row) };
}

/** Where a record is read: an approval at the record that it is about, everything else at itself. */
function whereOf({ configuration, fields }: OpenOffice, { kind }: OwnList, row: Row): Where {
  const approval = kind.id === 'approvals' ? approvalIn(row) : undefined;
  const def = configuration.workflow?.def.approvals.find((one) => one.for === approval?.for);
  const [rows, rowId] = approval === undefined || def === undefined ? [kind.tells, row.id] : [def.rows, approval.row];
  const form = fields.formOf(CASE_RECORD, rows);
  return form === undefined ? {} : { form, rowId };
}

/** The answers in the columns. A sensitive one is told to be there and nothing else; a day by itself tells nothing. */
function cellsOf(open: OpenOffice, { kind, facts }: OwnList, { columns, names }: RecordTelling, row: Row): Cells {
  const cells: Record<string, (string | number)[]> = {};
  const sensitive: string[] = [];
  const marks = recordMarks(facts, row.values);
  for (const column of columns) {
    const fact = facts.get(column);
    const def = fact?.def ?? open.fields.find(kind.tells, column);
    const value = row.values[column];
    if (def === undefined || value === undefined) continue;
    if (fact?.kind === 'person') cells[column] = typeof value === 'string' ? [personName(open, value)] : [];
    else if (fact !== undefined && (fact.kind === 'day' || def.sensitivity < SENSITIVE_CLASS))
      cells[column] = [...(marks[column] ?? [])];
    else if (fact !== undefined || def.sensitivity >= SENSITIVE_CLASS) sensitive.push(column);
    else if (kind.texts.includes(column) && typeof value === 'string' && (def.type !== 'name' || names))
      cells[column] = [value];
  }
  return { cells, sensitive };
}

/** The number of a family and the codes of those of its cases that are in the lists of this person. */
function familyView(open: OpenOffice, { reach }: OwnList, { columns, shows }: RecordTelling, number: string): Cells {
  const codes = columns.includes('@children')
    ? open.repos.listed.family(number, reach.limit).flatMap((n) => {
        const line = open.repos.list.get(n);
        return line === undefined || shows?.(line) === false ? [] : [line.code];
      })
    : [];
  return { cells: { '@family': [number], '@children': codes }, sensitive: [] };
}
