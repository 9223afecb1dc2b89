import { isRiskLevel, type RiskChange } from '#core/casework/risk-history.ts';
import { tasksOf, type Task, type TaskSetting } from '#core/casework/tasks.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { CaseDocument, FieldValue } from '#core/forms/types.ts';
import type { EvaluationSetting } from '#core/forms/view.ts';
import type { DeadlineSort } from '#core/forms/workflow-def.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { StoredCase, StoredRecord } from './case-document.ts';
import { opsOf } from './commit-by-dot.ts';
import { isHeld } from './held-cases.ts';
import { heldRecords } from './merged-cases.ts';
import { judgingMoment } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { judgingDay } from './today.ts';
import { workingTime } from './working-time.ts';

/** The deadline of all profiles that asks whether a closed case is still needed. */
const RETENTION_REVIEW = 'retention_review';

type Stored = Pick<StoredCase, 'row' | 'records'>;

const caseRecord = ({ records }: Stored, field: string): StoredRecord | undefined =>
  records.find(({ coll, state }) => coll === CASE_RECORD && field in state.values) ??
  records.find(({ coll, state }) => coll === CASE_RECORD && field in state.fields);

/** A value of the case's own record and when it was written; null: it was taken back. */
interface WrittenValue {
  readonly at: number;
  readonly value: FieldValue | null | undefined;
}

/**
 * What was written into a field of the case, in the order of time. A value that was never changed stands in the state; of
 * one that was, the log knows the earlier ones.
 */
export function writtenValues(open: OpenOffice, stored: Stored, field: string): readonly WrittenValue[] {
  const record = caseRecord(stored, field);
  if (record === undefined) return [];
  const { state, sid } = record;
  if (!(field in state.fields))
    return [{ at: state.created?.wall ?? stored.row.createdAt, value: state.values[field] }];
  const values: WrittenValue[] = [];
  for (const commit of open.repos.commits.ofStream(sid)) {
    for (const op of opsOf(commit)) {
      if ('unknown' in op || (op[0] !== 'doc' && op[0] !== 'set') || op[1] !== CASE_RECORD) continue;
      if (op[0] === 'doc') {
        if (field in op[3]) values.push({ at: commit.wall, value: op[3][field] });
      } else if (op[3] === field) values.push({ at: commit.wall, value: op[4] });
    }
  }
  return values.sort((a, b) => a.at - b.at);
}

/** The risk levels that were written, in the order of their time. */
export const risksOf = (open: OpenOffice, stored: Stored): readonly RiskChange[] =>
  writtenValues(open, stored, 'risk_level').flatMap(({ at, value }) =>
    isRiskLevel(value) ? [{ at, level: value }] : [],
  );

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

/** When a case was registered here: the hour that a registration day by itself does not tell. */
export const registeredAt = (stored: Stored): number =>
  caseRecord(stored, 'registration_date')?.state.created?.wall ?? stored.row.createdAt;

/** The day and the places by which answers are worked out for today. */
export const judgingSetting = (open: OpenOffice): EvaluationSetting => ({
  today: judgingDay(open),
  moment: judgingMoment(open),
  places: placeTreeOf(open.configuration.configuration),
});

/**
 * Every task of a case as things stand, fulfilled ones too.
 *
 * @param known all answers of the document as they were worked out for today, when the caller has them; and whether what
 *   was due from earlier starts is asked for too.
 */
export function tasksOfCase(
  open: OpenOffice,
  stored: Stored,
  document: CaseDocument,
  known: Pick<TaskSetting, 'resolved' | 'replaced'> = {},
): readonly Task[] {
  const cameAlong = heldRecords(open, stored.row).filter(({ coll }) => coll !== CASE_RECORD);
  const tasks = tasksOf(open.configuration, document, {
    ...judgingSetting(open),
    ...known,
    time: workingTime(open),
    now: Math.max(open.counters.hlc.wall, open.clock.now()),
    registeredAt: registeredAt(stored),
    risks: risksOf(open, stored),
    enteredAt: enteredAt([...stored.records, ...cameAlong]),
  });
  const asks = tasks.some(({ deadline, done }) => deadline === RETENTION_REVIEW && done === undefined);
  // A case that is held is not proposed to be given up (reference.md §8.5).
  return asks && isHeld(open, stored.row.caseId)
    ? tasks.filter(({ deadline }) => deadline !== RETENTION_REVIEW)
    : tasks;
}

/** The deadlines of the configuration that are about one kind of thing. */
export const deadlinesOf = (open: OpenOffice, sort: DeadlineSort): readonly string[] =>
  (open.configuration.workflow?.def.deadlines ?? []).filter((one) => one.sort === sort).map(({ id }) => id);

/** Writes down what the case still needs, for the lists of the day. */
export function putTasks(open: OpenOffice, caseN: number, tasks: readonly Task[]): void {
  open.repos.tasks.put(
    caseN,
    tasks
      .filter((task) => task.done === undefined)
      .map((task) => ({
        caseN,
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
}
