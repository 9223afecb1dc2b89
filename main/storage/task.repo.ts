import type { ReadyFilter } from '#core/finding/ready-filter.ts';
import type { WritableDb } from './database.ts';
import { filterSql } from './filter-sql.ts';

/** Something that a case still needs, with its instants in milliseconds since 1970 UTC. */
export interface TaskRow {
  readonly caseN: number;
  readonly key: string;
  readonly deadline: string;
  readonly form: string;
  readonly row: string | null;
  readonly startsAt: number;
  readonly dueAt: number;
  readonly exact: boolean;
  /** Counted from the earliest day that a birth may have been. */
  readonly earliest: boolean;
  readonly movedFrom: number | null;
  readonly snoozedUntil: number | null;
}

type Raw = Omit<TaskRow, 'exact' | 'earliest'> & { precise: number; about: number };
const SELECT = `SELECT case_n AS caseN, key, deadline, form, row, starts_at AS startsAt, due_at AS dueAt, exact AS precise,
  earliest AS about, moved_from AS movedFrom, snoozed_until AS snoozedUntil FROM task`;
const task = ({ precise, about, ...rest }: Raw): TaskRow => ({ ...rest, exact: precise === 1, earliest: about === 1 });

const inOrder = (tasks: readonly TaskRow[]): string =>
  JSON.stringify(
    tasks
      .map((t) => [t.key, t.deadline, t.form, t.row, t.startsAt, t.dueAt, t.exact, t.movedFrom, t.snoozedUntil])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
const sameTasks = (a: readonly TaskRow[], b: readonly TaskRow[]): boolean =>
  a.length === b.length && inOrder(a) === inOrder(b);

/** The open tasks of all cases: a projection of the answers, the risk history and the office's settings. */
export class TaskRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** When the open tasks of one deadline are due, case by case. */
  dueOf(deadline: string): readonly Pick<TaskRow, 'caseN' | 'dueAt'>[] {
    return this.#db
      .read<[string], Pick<TaskRow, 'caseN' | 'dueAt'>>(
        `SELECT case_n AS caseN, due_at AS dueAt FROM task WHERE deadline = ?`,
      )
      .all(deadline);
  }
  /** Replaces the open tasks of a case. Most saves change none: nothing is written then. */
  put(caseN: number, tasks: readonly TaskRow[]): void {
    if (sameTasks(this.ofCase(caseN), tasks)) return;
    this.#db.changes.tasks.note(caseN);
    this.#db.write<[number]>(`DELETE FROM task WHERE case_n = ?`).run(caseN);
    const insert = this.#db.write<
      [number, string, string, string, string | null, number, number, number, number, number | null, number | null]
    >(
      `INSERT INTO task(case_n, key, deadline, form, row, starts_at, due_at, exact, earliest, moved_from, snoozed_until)
       VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const one of tasks) {
      insert.run(
        caseN,
        one.key,
        one.deadline,
        one.form,
        one.row,
        one.startsAt,
        one.dueAt,
        Number(one.exact),
        Number(one.earliest),
        one.movedFrom,
        one.snoozedUntil,
      );
    }
  }
  /**
   * Tasks that are due until an instant, with the risk of their case, the earliest first; of cases that are open, or
   * closed: what is written down for those goes on after the closure.
   * @param where only of cases that meet it.
   */
  dueUntil(until: number, where: ReadyFilter): (TaskRow & { readonly risk: string | null })[] {
    const { text, bound } = filterSql(where);
    return this.#db
      .read<(number | string | Buffer)[], Raw & { risk: string | null }>(
        `SELECT t.case_n AS caseN, t.key, t.deadline, t.form, t.row, t.starts_at AS startsAt, t.due_at AS dueAt,
           t.exact AS precise, t.earliest AS about, t.moved_from AS movedFrom, t.snoozed_until AS snoozedUntil, case_list.risk
         FROM task t JOIN case_list ON case_list.case_n = t.case_n
         WHERE t.due_at <= ? AND case_list.status IN ('open', 'closed') AND ${text} ORDER BY t.due_at`,
      )
      .all(until, ...bound)
      .map(({ risk, ...rest }) => ({ ...task(rest), risk }));
  }
  /** Cases with a task that is due, or was before somebody moved it, by the end of a day between two instants. */
  casesDueBetween(from: number, until: number): number[] {
    return this.#db
      .read<number[], { caseN: number }>(
        `SELECT DISTINCT case_n AS caseN FROM task
         WHERE (exact = 0 AND due_at BETWEEN ? AND ?) OR moved_from BETWEEN ? AND ?`,
      )
      .all(from, until, from, until)
      .map(({ caseN }) => caseN);
  }
  ofCase(caseN: number): TaskRow[] {
    return this.#db.read<[number], Raw>(`${SELECT} WHERE case_n = ? ORDER BY due_at`).all(caseN).map(task);
  }
  /** Cases with an open task of one of these deadlines, with the earliest instant it is due. */
  casesWith(deadlines: readonly string[]): { readonly caseN: number; readonly dueAt: number }[] {
    if (deadlines.length === 0) return [];
    return this.#db
      .read<string[], { caseN: number; dueAt: number }>(
        `SELECT case_n AS caseN, min(due_at) AS dueAt FROM task
         WHERE deadline IN (${deadlines.map(() => '?').join(', ')}) GROUP BY case_n ORDER BY dueAt`,
      )
      .all(...deadlines);
  }
}
