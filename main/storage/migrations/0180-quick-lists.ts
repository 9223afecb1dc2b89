/**
 * Indexes that hold all that is asked of them: which own cases were not touched for long, and what is due. The order by
 * time is kept in memory, as every order of the list. Never edited after a release; imports nothing.
 */
export const version = 180;

export const steps: readonly string[] = [
  `DROP INDEX case_list_updated`,
  `CREATE INDEX case_list_untouched ON case_list(status, is_own, risk, updated_at)`,
  `DROP INDEX task_due`,
  `CREATE INDEX task_due ON task(due_at, deadline)`,
];
