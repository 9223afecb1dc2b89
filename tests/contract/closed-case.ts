import { addDays } from '#core/forms/iso-date.ts';
import type { CaseDocument, DateValue } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { wallDay } from '../builders/calendar-days.ts';
import type { Office } from '../../main/office/office.ts';
import { aCase, done, register, saveDraft, type SetClock } from '../faults/temporary-office.ts';

export const today = (clock: SetClock): string => wallDay(clock.now());
const value = (date: string): DateValue => ({ date, precision: 'day', calendar: 'gregory' });

interface Closing {
  /** After how many days the case is to be looked at again. */
  readonly review?: number;
  /** What else is answered before it is closed, about the case that is there by then. */
  readonly answers?: (caseId: CaseId) => CaseDocument['values'];
}

/** A child whose case was closed today, to be looked at again in 300 days. `about`: what else its registration says. */
export async function closedCase(
  office: Office,
  clock: SetClock,
  about: CaseDocument['values'],
  { review = 300, answers = () => ({}) }: Closing = {},
): Promise<CaseId> {
  const day = value(today(clock));
  const caseId = await register(office, aCase({ ...about, registration_date: day }));
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  const before = document as CaseDocument;
  const closure = {
    closure_date: day,
    closure_status: 'closed',
    closure_reason: 'no_longer_at_risk',
    closure_retention_review: value(addDays(day.date, review) ?? ''),
  };
  await saveDraft(office, draftId, {
    values: { ...before.values, ...answers(caseId), status: 'closed' },
    rows: { ...before.rows, closures: [{ id: 'C'.repeat(21).concat('A'), values: closure }] },
  });
  await done(office, 'cases.save', { draftId });
  return caseId;
}
