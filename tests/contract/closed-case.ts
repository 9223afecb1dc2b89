import { addDays } from '#core/forms/iso-date.ts';
import type { CaseDocument, DateValue } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { wallDay } from '../builders/calendar-days.ts';
import type { Office } from '../../main/office/office.ts';
import { aCase, done, register, saveDraft, type SetClock } from '../faults/temporary-office.ts';

export const today = (clock: SetClock): string => wallDay(clock.now());
const value = (date: string): DateValue => ({ date, precision: 'day', calendar: 'gregory' });

/** A child whose case was closed today, to be looked at again in 300 days. `about`: what else its registration says. */
export async function closedCase(office: Office, clock: SetClock, about: CaseDocument['values']): Promise<CaseId> {
  const day = value(today(clock));
  const caseId = await register(office, aCase({ ...about, registration_date: day }));
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  const before = document as CaseDocument;
  const closure = {
    closure_date: day,
    closure_status: 'closed',
    closure_reason: 'no_longer_at_risk',
    closure_retention_review: value(addDays(day.date, 300) ?? ''),
  };
  await saveDraft(office, draftId, {
    values: { ...before.values, status: 'closed' },
    rows: { ...before.rows, closures: [{ id: 'C'.repeat(21).concat('A'), values: closure }] },
  });
  await done(office, 'cases.save', { draftId });
  return caseId;
}
