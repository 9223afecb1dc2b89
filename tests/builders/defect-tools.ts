import { knownAge } from './rule-checks.ts';
import { addDays, exactDate } from './calendar-days.ts';
import type { FieldValue, MissingReason } from '#core/forms/types.ts';
import type { Draft } from './case-shape.ts';

/** What a mistake may need to know. */
export interface DefectContext {
  readonly draft: Draft;
  readonly today: string;
  readonly day: string;
  readonly years: number;
}
export interface Defect {
  readonly rule: string;
  /** Stops saving: such a case can only come from outside or be typed in as a draft. */
  readonly stopsSaving?: true;
  /** Makes the mistake that the rule looks for. Others may be broken along with it. */
  readonly make: (context: DefectContext) => void;
}

export const set = (draft: Draft, values: Readonly<Record<string, FieldValue>>): void => {
  Object.assign(draft.values, values);
};
export const clear = (draft: Draft, ...fields: readonly string[]): void => {
  for (const field of fields) Reflect.deleteProperty(draft.values, field);
};
export const UNKNOWN = { missing: 'unknown' as MissingReason };

/** Changes the first row of a subform; makes one with this id when there is none. */
export function setRow(draft: Draft, subform: string, values: Readonly<Record<string, FieldValue>>): void {
  const rows = (draft.rows[subform] ??= []);
  if (rows.length === 0)
    rows.push({ id: `${(subform + 'AAAAAAAAAAAAAAAAAAAAA').replaceAll('_', 'A').slice(0, 21)}A`, values: {} });
  Object.assign(rows[0]?.values ?? {}, values);
}
export function addConcerns(draft: Draft, ...concerns: readonly string[]): void {
  const now = draft.values['protection_concerns'];
  const before: readonly string[] = Array.isArray(now) ? (now as readonly string[]) : [];
  set(draft, { protection_concerns: [...new Set([...before, ...concerns])] });
}
/** Opens the questions about a separation and answers them as far as the form needs. */
export function separated(draft: Draft, status: string, day: string): void {
  // An infant cannot have been separated before it was born.
  const age = knownAge({ values: draft.values, rows: draft.rows }, day);
  set(draft, {
    protection_status: status,
    separation_date: exactDate(age !== undefined && age < 1 ? day : addDays(day, -90)),
    separation_cause: 'migration',
    tracing_wish: 'yes',
  });
}
export const future = (rule: string, field: string, open?: (draft: Draft, day: string) => void): Defect => ({
  rule,
  stopsSaving: true,
  make: ({ draft, today, day }) => {
    open?.(draft, day);
    set(draft, { [field]: exactDate(addDays(today, 12)) });
  },
});
export const bornYearsBefore = (years: number): ((context: DefectContext) => void) => {
  return ({ draft, day }) => {
    clear(draft, 'age');
    set(draft, { date_of_birth: exactDate(`${Number(day.slice(0, 4)) - years - 1}-05-17`), age_basis: 'document' });
  };
};
export const withoutConsent = (draft: Draft): void => {
  set(draft, {
    consent_services: 'no',
    consent_share: 'no',
    legal_basis: ['vital_interests'],
    no_consent_grounds: ['imminent_danger'],
  });
  clear(draft, 'consent_share_services');
};
export const withdrawn = (draft: Draft): void => {
  set(draft, { consent_withdrawn: 'yes', withdrawal_scope: ['share'] });
};
