import { yearsOn } from './calendar-days.ts';
import type { AgeValue, CaseDocument, DateValue, FieldValue, Values } from '#core/forms/types.ts';

/**
 * The data-quality rules of the default configuration said a second time, by hand and without the expression engine,
 * so that the engine and the configuration can be held against it (reference.md §5). Each entry: true when broken.
 * Documents of this generator hold no answers to questions that are not asked.
 */
type Check = (view: CaseView) => boolean;

const isText = (value: FieldValue | undefined): value is string => typeof value === 'string' && value.trim() !== '';
const isList = (value: FieldValue | undefined): value is readonly string[] => Array.isArray(value);
const isDate = (value: FieldValue | undefined): value is DateValue =>
  typeof value === 'object' && !isList(value) && 'date' in value;
const isAge = (value: FieldValue | undefined): value is AgeValue =>
  typeof value === 'object' && !isList(value) && 'asOf' in value;

export const birthIn = (values: Values): DateValue | undefined =>
  isDate(values['date_of_birth']) ? values['date_of_birth'] : undefined;

/** Whole months from one day to a later one. */
function monthsPassed(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  const months = years * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  return Math.max(0, to.slice(8) < from.slice(8) ? months - 1 : months);
}
/** A stated age grown to the day, in whole years; the lower end of a range. */
function statedYears(age: AgeValue, on: string): number | undefined {
  const passed = monthsPassed(age.asOf, on);
  if (age.years !== undefined) return age.years + Math.floor(passed / 12);
  return age.months === undefined ? undefined : Math.floor((age.months + passed) / 12);
}
/** Whole years on a day from a date of birth, else from a stated age. */
function yearsFrom(birth: FieldValue | undefined, age: FieldValue | undefined, on: string): number | undefined {
  if (isDate(birth)) return yearsOn(birth, on);
  return isAge(age) ? statedYears(age, on) : undefined;
}

class CaseView {
  readonly values: Values;
  readonly document: CaseDocument;
  readonly today: string;
  readonly day: string;
  /** Whole years at registration, as far as the form knows. */
  readonly years: number | undefined;
  constructor(document: CaseDocument, today: string) {
    this.document = document;
    this.values = document.values;
    this.today = today;
    this.day = this.date('registration_date') ?? today;
    this.years = yearsFrom(this.values['date_of_birth'], this.values['age'], this.day);
  }
  text(field: string): string {
    const value = this.values[field];
    return isText(value) ? value : '';
  }
  date(field: string): string | undefined {
    const value = this.values[field];
    return isDate(value) ? value.date : undefined;
  }
  has(field: string, option: string): boolean {
    const value = this.values[field];
    return isList(value) && value.includes(option);
  }
  answered(field: string): boolean {
    const value = this.values[field];
    return isText(value) || (isList(value) && value.length > 0) || isDate(value) || isAge(value);
  }
  rows(field: string): readonly Values[] {
    return (this.document.rows[field] ?? []).map((row) => row.values);
  }
  /** Whether the date lies after the limit. Shorter dates are compared as far as they go. */
  later(field: string, limit: string): boolean {
    const date = this.date(field);
    return date !== undefined && date > limit.slice(0, date.length);
  }
}

/** Whole years at registration as the form knows them; undefined when it knows nothing. */
export const knownAge = (document: CaseDocument, today: string): number | undefined =>
  new CaseView(document, today).years;

const future =
  (field: string): Check =>
  (view) =>
    view.later(field, view.today);
const unexplained =
  (list: string, text: string): Check =>
  (view) =>
    (view.has(list, 'other') || view.text(list) === 'other') && !view.answered(text);
const isTwelveToFourteen = (years: number | undefined): boolean => years !== undefined && years >= 12 && years < 15;
const under = (years: number | undefined, limit: number): boolean => years !== undefined && years < limit;

const HERS = ['mother', 'stepmother', 'grandmother', 'aunt', 'sister', 'wife'];
const HIS = ['father', 'stepfather', 'grandfather', 'uncle', 'brother', 'husband'];
const clash = (relation: FieldValue | undefined, sex: FieldValue | undefined): boolean =>
  isText(relation) && ((sex === 'male' && HERS.includes(relation)) || (sex === 'female' && HIS.includes(relation)));
const isParent = (relation: FieldValue | undefined): boolean => relation === 'mother' || relation === 'father';

const carerYears = (row: Values, day: string): number | undefined =>
  yearsFrom(row['caregiver_date_of_birth'], row['caregiver_age'], day);
const memberYears = (row: Values, day: string): number | undefined => yearsFrom(row['date_of_birth'], row['age'], day);
const younger = (years: number | undefined, than: number | undefined): boolean =>
  years !== undefined && than !== undefined && years < than + 10;
const inRow = (view: CaseView, subform: string, test: (row: Values) => boolean): boolean =>
  view.rows(subform).some(test);

function firstOfYear(birth: DateValue | undefined): boolean {
  if (birth?.precision !== 'day') return false;
  const day = birth.date.slice(5);
  if (birth.calendar === 'persian') return day === '03-20' || day === '03-21';
  if (birth.calendar === 'ethiopic') return day === '09-11' || day === '09-12';
  return day === '01-01';
}
function otherCalendar(view: CaseView): boolean {
  const birth = birthIn(view.values);
  if (birth?.calendar !== 'gregory') return false;
  const gap = Number(view.day.slice(0, 4)) - Number(birth.date.slice(0, 4));
  if ((gap >= 575 && gap <= 650) || (gap <= -517 && gap >= -544)) return true;
  const age = view.values['age'];
  const stated = isAge(age) ? statedYears(age, view.day) : undefined;
  const years = yearsOn(birth, view.day);
  return stated !== undefined && years !== undefined && years - stated >= 7 && years - stated <= 8;
}
function ageDiffers(view: CaseView): boolean {
  const birth = birthIn(view.values);
  const age = view.values['age'];
  if (!birth || !isAge(age)) return false;
  const years = yearsOn(birth, view.day);
  const stated = statedYears(age, view.day);
  const tolerance = view.text('age_basis') === 'estimate' || birth.precision !== 'day' ? 2 : 1;
  return years !== undefined && stated !== undefined && Math.abs(years - stated) >= tolerance;
}
const married = ['married', 'divorced', 'widowed'];

export const RULE_CHECKS: Readonly<Record<string, Check>> = {
  DQ01: future('registration_date'),
  DQ01b: future('identification_date'),
  DQ01c: future('consent_date'),
  DQ01d: future('supervisor_consulted_date'),
  DQ01e: future('withdrawal_date'),
  DQ01f: future('separation_date'),
  DQ02: future('date_of_birth'),
  DQ02b: (view) => (view.years ?? 0) > 25,
  DQ03: (view) => (view.years ?? 0) >= 18,
  DQ04: ageDiffers,
  DQ05: (view) => firstOfYear(birthIn(view.values)),
  DQ06: otherCalendar,
  DQ07: (view) => view.later('identification_date', view.day),
  DQ09: (view) => {
    const birth = view.date('date_of_birth');
    const separation = view.date('separation_date');
    if (birth === undefined || separation === undefined) return false;
    const known = Math.min(birth.length, separation.length);
    return separation.slice(0, known) < birth.slice(0, known);
  },
  DQ09b: (view) => view.later('separation_date', view.day),
  DQ10: (view) => inRow(view, 'care_arrangements', (row) => under(carerYears(row, view.day), 12)),
  DQ10b: (view) =>
    inRow(
      view,
      'care_arrangements',
      (row) => isParent(row['caregiver_relation']) && younger(carerYears(row, view.day), view.years),
    ),
  DQ10c: (view) =>
    inRow(view, 'family_members', (row) => row['is_caregiver'] === 'yes' && under(memberYears(row, view.day), 12)),
  DQ10d: (view) =>
    inRow(
      view,
      'family_members',
      (row) => isParent(row['relation']) && younger(memberYears(row, view.day), view.years),
    ),
  DQ11: (view) => inRow(view, 'family_members', (row) => clash(row['relation'], row['sex'])),
  DQ11b: (view) => inRow(view, 'care_arrangements', (row) => clash(row['caregiver_relation'], row['caregiver_sex'])),
  DQ12: (view) =>
    view.text('protection_status') === 'unaccompanied' &&
    inRow(view, 'care_arrangements', (row) => row['arrangement_type'] === 'parents' && row['end_date'] === undefined),
  DQ13: (view) => view.has('protection_concerns', 'unaccompanied') && view.has('protection_concerns', 'separated'),
  DQ14: (view) =>
    view.has('protection_concerns', 'orphan') &&
    inRow(view, 'family_members', (row) => isParent(row['relation']) && row['alive'] === 'alive'),
  DQ15: (view) =>
    under(view.years, 10) &&
    (view.has('protection_concerns', 'child_marriage') || view.has('protection_concerns', 'pregnancy_child_parent')),
  DQ15b: (view) => view.has('protection_concerns', 'pregnancy_child_parent') && view.text('sex') === 'male',
  DQ15c: (view) =>
    married.includes(view.text('marital_status')) &&
    under(view.years, 18) &&
    !view.has('protection_concerns', 'child_marriage'),
  DQ16: (view) => view.text('risk_level') === 'high' && !view.answered('immediate_action'),
  DQ16b: (view) =>
    view.text('urgent_protection_concern') === 'yes' && ['low', 'none'].includes(view.text('risk_level')),
  DQ17: (view) => view.answered('risk_level') && !view.answered('risk_reason'),
  DQ18: unexplained('protection_concerns', 'other_concern'),
  DQ18b: unexplained('separation_cause', 'separation_cause_other'),
  DQ18c: unexplained('urgent_reasons', 'urgent_reasons_other'),
  DQ18d: unexplained('source', 'source_other'),
  DQ18e: unexplained('legal_basis', 'legal_basis_other'),
  DQ28: (view) =>
    inRow(view, 'identity_documents', (row) => isText(row['document_number']) && row['document_number'].length < 4),
  DQ28b: (view) =>
    inRow(view, 'identity_documents', (row) => isText(row['document_number']) && !isText(row['document_type'])),
  DQ31: (view) => view.answered('current_area') && view.text('current_area').length < 8,
  DQ35: (view) => view.text('photo') === 'yes' && view.text('consent_photo') !== 'yes',
  DQ35b: (view) => view.text('audio') === 'yes' && view.text('consent_audio') !== 'yes',
  DQ36: (view) =>
    view.answered('languages') &&
    view.answered('consent_language') &&
    !view.has('languages', view.text('consent_language')) &&
    view.text('interpreter_used') !== 'yes',
  CN01: (view) => view.text('consent_giver') === 'child' && under(view.years, 12),
  CN02: (view) => view.text('assent_child') === 'not_sought_young' && (view.years ?? 0) >= 6,
  CN19: (view) => view.text('assent_child') === 'given_orally' && isTwelveToFourteen(view.years),
  CN20: (view) =>
    view.text('consent_giver') === 'child' &&
    isTwelveToFourteen(view.years) &&
    !view.has('withhold_from', 'family_members') &&
    inRow(view, 'care_arrangements', (row) => isText(row['caregiver_name']) && row['end_date'] === undefined),
  CN03: (view) => view.text('assent_child') === 'refused' && view.text('consent_services') === 'yes',
  CN04: (view) =>
    (view.text('consent_services') === 'no' || view.text('consent_giver') === 'caseworker') &&
    !view.answered('no_consent_grounds'),
  CN05: (view) =>
    view.answered('no_consent_grounds') &&
    !(view.answered('supervisor_consulted_date') && view.answered('supervisor_consulted_name')),
  CN06: (view) => view.text('consent_share') === 'yes' && view.text('consent_services') === 'no',
  CN07: (view) => view.has('legal_basis', 'consent') && view.text('consent_services') === 'no',
  CN08: (view) => {
    const given = view.date('consent_date');
    const withdrawn = view.date('withdrawal_date');
    return given !== undefined && withdrawn !== undefined && withdrawn < given;
  },
  CN09: (view) =>
    view.answered('primary_concern') &&
    view.answered('protection_concerns') &&
    !view.has('protection_concerns', view.text('primary_concern')),
  CN10: (view) =>
    view.text('protection_status') === 'neither' &&
    (view.has('protection_concerns', 'unaccompanied') || view.has('protection_concerns', 'separated')),
  CN11: (view) =>
    inRow(
      view,
      'care_arrangements',
      ({ start_date: start, end_date: end }) => isDate(start) && isDate(end) && end.date < start.date,
    ),
};

/** Ids of the rules the document breaks on that day, sorted. */
export function rulesBrokenBy(document: CaseDocument, today: string): string[] {
  const view = new CaseView(document, today);
  return Object.entries(RULE_CHECKS)
    .flatMap(([id, check]) => (check(view) ? [id] : []))
    .sort();
}
