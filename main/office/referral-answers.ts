import { momentIn } from '#core/casework/row-values.ts';
import type { DateTimeValue, FieldValue, Row, Values } from '#core/forms/types.ts';
import type { Change } from '#core/records/changes.ts';
import { setFields } from './approvals.ts';
import { documentOf, type StoredCase } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';
import { REFERRALS } from './referral-view.ts';

/** Fields that this profile's form does not have are left away: the short profiles ask less. */
export const knownFields = <T extends Readonly<Record<string, unknown>>>(open: OpenOffice, answers: T): T =>
  Object.fromEntries(
    Object.entries(answers).filter(([field]) => open.fields.find(REFERRALS, field) !== undefined),
  ) as T;

interface Said {
  /** Name of who answered, and when. */
  readonly by: string;
  readonly at: DateTimeValue;
}

/** A referral that was accepted, or declined with a reason, as the form keeps it. */
export const answered = ({ by, at, declined }: Said & { readonly declined?: string }): Values => ({
  referral_status: declined === undefined ? 'accepted' : 'rejected',
  referral_received: at,
  referral_answered: at,
  referral_answered_by: by,
  ...(declined === undefined ? {} : { referral_rejected_reason: declined }),
});

/** A referral that is done: the day on which the service was given, if it was, and what there is to report. */
export const finished = ({ given, report }: { readonly given?: string; readonly report: string }): Values => ({
  referral_status: 'done',
  ...(given === undefined ? {} : { referral_service_given: { date: given, precision: 'day', calendar: 'gregory' } }),
  ...(report === '' ? {} : { referral_feedback: report }),
});

/** The service row that a referral was begun from is fulfilled by it. */
export function serviceGiven(stored: StoredCase, row: Row, given: FieldValue): Change[] {
  const service = documentOf(stored).rows['services']?.find((one) => one.values['service_referral'] === row.id);
  if (service === undefined || momentIn(service.values, 'service_implemented') !== undefined) return [];
  return setFields('services', service.id, { service_implemented: given });
}
