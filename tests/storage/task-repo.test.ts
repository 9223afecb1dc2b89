import { expect, test } from 'vitest';
import type { CaseId, OfficeId } from '#core/ids.ts';
import { CaseRepo } from '../../main/storage/case.repo.ts';
import type { WritableDb } from '../../main/storage/database.ts';
import { OfficeRepo } from '../../main/storage/office.repo.ts';
import { TaskRepo, type TaskRow } from '../../main/storage/task.repo.ts';
import { NOW, newDatabase, newId } from './temporary-office.ts';

const rowsWritten = (db: WritableDb): number => db.read<[], { n: number }>('SELECT total_changes() AS n').get()?.n ?? 0;

test('the open tasks of a case are replaced when one of them is another, and not written again when none is', () => {
  const { db } = newDatabase();
  const ownerOfficeN = new OfficeRepo(db).putOffice({
    officeId: newId<OfficeId>(),
    code: 'KSM',
    name: 'Kasama',
    isSelf: true,
    card: null,
    confirmedAt: null,
  });
  const caseN = new CaseRepo(db).add({
    caseId: newId<CaseId>(),
    code: 'KSM-26-22222-D',
    ownerOfficeN,
    createdAt: NOW,
  });
  const tasks = new TaskRepo(db);
  const task = (key: string, dueAt: number, snoozedUntil: number | null = null): TaskRow => ({
    caseN,
    key,
    deadline: key,
    form: 'followup',
    row: null,
    startsAt: NOW,
    dueAt,
    exact: false,
    earliest: false,
    movedFrom: null,
    snoozedUntil,
  });
  tasks.put(caseN, [task('visit', NOW + 2), task('assessment', NOW + 1)]);

  const before = rowsWritten(db);
  tasks.put(caseN, [task('assessment', NOW + 1), task('visit', NOW + 2)]);
  expect(rowsWritten(db)).toBe(before);

  for (const next of [
    [task('assessment', NOW + 1), task('visit', NOW + 3)],
    [task('assessment', NOW + 1), task('visit', NOW + 3, NOW + 5)],
    [task('assessment', NOW + 1)],
    [],
  ]) {
    tasks.put(caseN, next);
    expect(tasks.ofCase(caseN)).toEqual(next);
  }
});
