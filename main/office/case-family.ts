import { CARE, careOverTime } from '#core/family/care-over-time.ts';
import { livesTogether, relationTo } from '#core/family/kinship.ts';
import { asksForMembers, casesOfMember, MEMBERS, namedCases, sameName } from '#core/family/member-rows.ts';
import { isAnswered, sharedFields } from '#core/family/shared-answers.ts';
import { textIn } from '#core/casework/row-values.ts';
import type { Family, FamilyMember, Relative } from '#core/contracts/family.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { isAge, isDate, isList } from '#core/forms/answer-kind.ts';
import { rowsOf } from '#core/forms/document-edit.ts';
import { fieldValue } from '#core/contracts/values.ts';
import type { FieldValue, Row, Values } from '#core/forms/types.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { mayCall } from './authorise-call.ts';
import { loadCase } from './case-document.ts';
import { lineOf } from './case-line.ts';
import { yearsOf } from './start-sibling.ts';
import { caseOfCode, kinOf, knownCase, maySee, type Kin, type KnownCase } from './family-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { judgingDay } from './today.ts';

/** `key: value` when there is one. */
const said = <K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, V>);
const dateIn = (values: Values, field: string) => {
  const value = values[field];
  return isDate(value) ? value : undefined;
};
const shown = (value: FieldValue | undefined) => (value === undefined ? undefined : fieldValue.parse(value));

/** Another case of the family: its line with the name when the person may open it, otherwise its code alone. */
export function relativeView(open: OpenOffice, ours: KnownCase, { other, ...ties }: Kin): Relative {
  const { row } = other.stored;
  const line = other.mayOpen ? open.repos.list.get(row.n) : undefined;
  const names = decide(open.subject, 'case.names', other.resource).allowed;
  return {
    caseId: row.caseId,
    code: row.code,
    codes: [...other.codes],
    ...(line === undefined ? {} : { line: lineOf(open, line, names) }),
    mayWrite: other.mayWrite,
    mayLeave: other.mayJoin,
    ...said('relation', relationTo(other, ours)),
    ...said('livesTogether', livesTogether(other, ours)),
    ...ties,
  };
}

function memberView({ id, values }: Row, caregiver: FieldValue | undefined, today: string): FamilyMember {
  const { date_of_birth: birth, age } = values;
  return {
    rowId: id,
    ...said('name', textIn(values, 'name')),
    ...said('relation', textIn(values, 'relation')),
    ...said('sex', textIn(values, 'sex')),
    ...said('years', yearsOf(values, today)),
    about: isDate(birth) ? birth.precision !== 'day' : isAge(age),
    ...said('alive', shown(values['alive'])),
    ...said('livesWithChild', shown(values['lives_with_child'])),
    caresNow: values['is_caregiver'] === 'yes' || sameName(values['name'], caregiver),
    cases: [...casesOfMember({ id, values })],
  };
}

function careView(known: KnownCase, today: string): Family['care'] {
  const { document } = known;
  return careOverTime(rowsOf(document, CARE), document.values['registration_date'], today).map((spell) => ({
    rowId: spell.row.id,
    ...said('kind', textIn(spell.row.values, 'arrangement_type')),
    ...said('name', textIn(spell.row.values, 'caregiver_name')),
    ...said('relation', textIn(spell.row.values, 'caregiver_relation')),
    ...said('from', spell.from),
    ...said('until', spell.until),
    ...said('reason', textIn(spell.row.values, 'change_reason')),
    current: spell.current,
  }));
}

/** The incidents of a case that the person may read, with those that are said to be the same in other cases. */
function incidentsOf(open: OpenOffice, known: KnownCase, own: boolean): Family['incidents'] {
  if (!known.mayOpen || !maySee(known, 'incidents')) return [];
  const links = rowsOf(known.document, 'incident_links');
  return rowsOf(known.document, 'incidents').map(({ id, values }) => ({
    ...placeOf(known, own, id),
    ...said('date', dateIn(values, 'incident_date')),
    ...said('kind', textIn(values, 'incident_type')),
    same: links.flatMap(({ values: link }) => {
      const [code] = isList(link['link_case']) ? link['link_case'] : [];
      const rowId = textIn(link, 'link_row');
      if (link['link_incident'] !== id || code === undefined || rowId === undefined) return [];
      const row = caseOfCode(open, code);
      const mayOpen = row !== undefined && knownCase(open, row).mayOpen;
      return [{ code, rowId, ...(mayOpen ? { caseId: row.caseId } : {}) }];
    }),
  }));
}

const placeOf = ({ stored: { row } }: KnownCase, own: boolean, rowId: string) => ({
  caseId: row.caseId,
  code: row.code,
  own,
  rowId,
});

function tracingOf(open: OpenOffice, known: KnownCase, own: boolean): Family['tracing'] {
  if (!known.mayOpen || !maySee(known, 'tracing_requests')) return [];
  const sought = rowsOf(known.document, 'persons_sought');
  return rowsOf(known.document, 'tracing_requests').map(({ id, values }) => ({
    ...placeOf(known, own, id),
    ...said('date', dateIn(values, 'request_date')),
    ...said('asks', textIn(values, 'inquirer_name')),
    ...said('relation', textIn(values, 'inquirer_relation')),
    ...said('status', textIn(values, 'request_status')),
    sought: sought.flatMap((person) =>
      person.values['sought_request'] === id ? (textIn(person.values, 'sought_name') ?? []) : [],
    ),
  }));
}

const newestFirst = (a: { date?: { date: string } }, b: { date?: { date: string } }): number =>
  (b.date?.date ?? '').localeCompare(a.date?.date ?? '');

/** The people around a child, as this person may see them. Another case tells no more than opening it would. */
export function caseFamily(open: OpenOffice, { caseId }: Input<'family.ofCase'>): Output<'family.ofCase'> {
  const known = knownCase(open, loadCase(open, caseId).row);
  if (!known.mayOpen) throw new Refusal('FORM_CASE_NOT_FOUND');
  const { document } = known;
  const kin = kinOf(open, known);
  const today = judgingDay(open);
  const care = careView(known, today);
  const caregiver = care.find(({ current }) => current)?.name;
  const names = decide(open.subject, 'case.names', known.resource).allowed;
  const cases = [[known, true] as const, ...kin.map(({ other }) => [other, false] as const)];
  audit(open, 'family.shown', caseId, 'done', String(kin.filter(({ other }) => other.mayOpen).length));
  return {
    caseId,
    code: known.code,
    ...said('child', names ? textIn(document.values, 'full_name') : undefined),
    ...said('number', known.number),
    asksMembers: asksForMembers(open.configuration),
    members: rowsOf(document, MEMBERS).map((row) => memberView(row, caregiver, today)),
    relatives: kin.map((one) => relativeView(open, known, one)),
    elsewhere: namedCases(document).filter((code) => caseOfCode(open, code) === undefined),
    household: sharedFields(open.configuration, ['household']).flatMap(({ def }) => {
      const value = document.values[def.id];
      return isAnswered(value) ? [{ field: def.id, value: fieldValue.parse(value) }] : [];
    }),
    care,
    incidents: cases.flatMap(([one, own]) => incidentsOf(open, one, own)).sort(newestFirst),
    tracing: cases.flatMap(([one, own]) => tracingOf(open, one, own)).sort(newestFirst),
    may: {
      write: known.mayJoin,
      edit: known.mayWrite,
      share: mayCall(open, 'family.share', known.resource),
      register: decide(open.subject, 'case.register', known.resource).allowed,
    },
  };
}
