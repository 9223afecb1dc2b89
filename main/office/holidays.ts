import { endOfDay, onWorkingDay, type WorkingTime } from '#core/casework/working-time.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { documentOf, loadCaseRow } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';
import { tellChanged } from './project-case.ts';
import { projectWork } from './project-work.ts';
import { forgetWorkingTime, workingTime } from './working-time.ts';

export function getWorkingTime(open: OpenOffice): Output<'settings.workingTime'> {
  const { zone, workingDays, holidays } = workingTime(open);
  return { timeZone: zone, workingDays: [...workingDays].sort((a, b) => a - b), holidays: [...holidays].sort() };
}

/** The later of the days to which a closed day sends what is due on it, before and after the change. */
function movedTo(day: string, before: WorkingTime, after: WorkingTime): string {
  const [a, b] = [onWorkingDay(day, before), onWorkingDay(day, after)];
  return a > b ? a : b;
}

/** What a transaction that failed had read of the closed days is not how the office works. */
export function undone<T>(open: Pick<OpenOffice, 'db'>, work: () => T): T {
  try {
    return work();
  } catch (error) {
    forgetWorkingTime(open);
    throw error;
  }
}

/**
 * Writes the closed days as another computer of this office keeps them, or as they were chosen here; what is due follows.
 * Returns how many cases did. In the caller's transaction.
 */
export function putHolidays(open: OpenOffice, holidays: readonly string[]): number {
  return undone(open, () => {
    const before = workingTime(open);
    putText(open.db, 'setting', 'holidays', JSON.stringify(holidays));
    forgetWorkingTime(open);
    const after = workingTime(open);
    const changed = [
      ...[...before.holidays].filter((day) => !after.holidays.has(day)),
      ...[...after.holidays].filter((day) => !before.holidays.has(day)),
    ];
    const touched = new Set(
      changed.flatMap((day) =>
        open.repos.tasks.casesDueBetween(endOfDay(day, after.zone), endOfDay(movedTo(day, before, after), after.zone)),
      ),
    );
    for (const caseN of touched) {
      const line = open.repos.list.get(caseN);
      const row = line && open.repos.cases.byId(line.caseId);
      if (row === undefined) continue;
      const stored = loadCaseRow(open, row);
      projectWork(open, stored, documentOf(stored));
    }
    return touched.size;
  });
}

/**
 * Replaces the closed days of the office. What is due on a day that opens or closes, or was sent on from it, is reckoned
 * anew in the same transaction.
 */
export function setHolidays(open: OpenOffice, input: Input<'settings.setHolidays'>): Output<'settings.setHolidays'> {
  const holidays = [...new Set(input.holidays)].sort();
  const write = (): number => {
    const cases = putHolidays(open, holidays);
    audit(open, 'office.holidays', open.self.code, 'done', `closed days ${String(holidays.length)}`);
    return cases;
  };
  const cases = undone(open, () => open.db.transaction(write));
  tellChanged(open, []);
  return { holidays, cases };
}
