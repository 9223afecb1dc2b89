import { isRiskLevel, type RiskChange } from '#core/casework/risk-history.ts';
import { tasksOf, type Task } from '#core/casework/tasks.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { Resolved } from '#core/forms/resolve.ts';
import type { CaseDocument, FieldValue } from '#core/forms/types.ts';
import type { DeadlineSort } from '#core/forms/workflow-def.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { StoredCase, StoredRecord } from './case-document.ts';
import { opsOf } from './commit-by-dot.ts';
import { heldRecords } from './merged-cases.ts';
import { judgingMoment } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { judgingDay } from './today.ts';
import { workingTime } from './working-time.ts';

type Stored = Pick<StoredCase, 'row' | 'records'>;

const caseRecord = ({ records }: Stored, field: string): StoredRecord | undefined =>
  records.find(({ coll, state }) => coll === CASE_RECORD && field in state.values) ??
  records.find(({ coll, state }) => coll === CASE_RECORD && field in state.fields);

/**
 * The risk levels that were written, in the order of their time. A level that was never changed stands in the state; of
 * one that was, the log knows the earlier ones.
 */
function risksOf(open: OpenOffice, stored: Stored): readonly RiskChange[] {
  const record = caseRecord(stored, 'risk_level');
  if (record === undefined) return [];
  const { state, sid } = record;
  const first = state.created?.wall ?? stored.row.createdAt;
  const now = state.values['risk_level'];
  if (!('risk_level' in state.fields)) return isRiskLevel(now) ? [{ at: first, level: now }] : [];
  const changes: RiskChange[] = [];
  const add = (at: number, value: FieldValue | null | undefined): void => {
    if (isRiskLevel(value)) changes.push({ at, level: value });
  };
  for (const commit of open.repos.commits.ofStream(sid)) {
    for (const op of opsOf(commit)) {
      if ('unknown' in op || (op[0] !== 'doc' && op[0] !== 'set') || op[1] !== CASE_RECORD) continue;
      if (op[0] === 'doc') add(commit.wall, op[3]['risk_level']);
      else if (op[3] === 'risk_level') add(commit.wall, op[4]);
    }
  }
  return changes.sort((a, b) => a.at - b.at);
}

/**
 * When an answer was written down: of one that was never changed, when its record was; of a row that came along from
 * another case, when it was written there.
 */
function enteredAt(records: readonly StoredRecord[]) {
  const byRecord = new Map<string, StoredRecord[]>();
  for (const record of records) {
    const key = `${record.coll}/${record.rec}`;
    byRecord.set(key, [...(byRecord.get(key) ?? []), record]);
  }
  return (collection: string, row: string, field: string): number | undefined => {
    const times = (byRecord.get(`${collection}/${row}`) ?? []).flatMap(({ state }): number[] => {
      const written = state.fields[field]?.map((sibling) => sibling.wall);
      if (written !== undefined && written.length > 0) return [Math.max(...written)];
      return field in state.values && state.created ? [state.created.wall] : [];
    });
    return times.length === 0 ? undefined : Math.min(...times);
  };
}

/**
 * Every task of a case as things stand, fulfilled ones too.
 *
 * @param resolved all answers of the document as they were worked out for today, when the caller has them.
 */
export function tasksOfCase(
  open: OpenOffice,
  stored: Stored,
  document: CaseDocument,
  resolved?: Resolved,
): readonly Task[] {
  const cameAlong = heldRecords(open, stored.row).filter(({ coll }) => coll !== CASE_RECORD);
  return tasksOf(open.configuration, document, {
    today: judgingDay(open),
    moment: judgingMoment(open),
    places: placeTreeOf(open.configuration.configuration),
    resolved,
    time: workingTime(open),
    now: Math.max(open.counters.hlc.wall, open.clock.now()),
    registeredAt: caseRecord(stored, 'registration_date')?.state.created?.wall ?? stored.row.createdAt,
    risks: risksOf(open, stored),
    enteredAt: enteredAt([...stored.records, ...cameAlong]),
  });
}

/** The deadlines of the configuration that are about one kind of thing. */
export const deadlinesOf = (open: OpenOffice, sort: DeadlineSort): readonly string[] =>
  (open.configuration.workflow?.def.deadlines ?? []).filter((one) => one.sort === sort).map(({ id }) => id);

/**
 * Writes down what the case still needs, for the lists of the day, and answers it. Only its own cases are an office's
 * work.
 */
export function projectTasks(open: OpenOffice, stored: Stored, document: CaseDocument): readonly Task[] {
  const own = stored.row.ownerOfficeN === open.self.officeN;
  const tasks = own ? tasksOfCase(open, stored, document).filter((task) => task.done === undefined) : [];
  open.repos.tasks.put(
    stored.row.n,
    tasks.map((task) => ({
      caseN: stored.row.n,
      key: task.key,
      deadline: task.deadline,
      form: task.form,
      row: task.row ?? null,
      startsAt: task.startsAt,
      dueAt: task.dueAt,
      exact: task.exact,
      earliest: task.earliest === true,
      movedFrom: task.moved?.from ?? null,
      snoozedUntil: task.snoozedUntil ?? null,
    })),
  );
  return tasks;
}
