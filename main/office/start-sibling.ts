import { CARE, careNow } from '#core/family/care-over-time.ts';
import { casesOfMember, MEMBERS } from '#core/family/member-rows.ts';
import { isAnswered } from '#core/family/shared-answers.ts';
import { siblingDocument } from '#core/family/sibling-document.ts';
import { textIn } from '#core/casework/row-values.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { ageAt, ageNow } from '#core/forms/age.ts';
import { isAge, isDate } from '#core/forms/answer-kind.ts';
import { rowsOf } from '#core/forms/document-edit.ts';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { authoriseCase } from './authorise-call.ts';
import { loadCase } from './case-document.ts';
import { createDraft, knownAnswers, type DraftBody } from './drafts.ts';
import { knownCase, type KnownCase } from './family-cases.ts';
import { endSearch } from './keep-search.ts';
import type { OpenOffice } from './open-office.ts';
import { judgingDay } from './today.ts';

/** The case that it starts from, readable for this person; FORM_STALE when the member row is gone or has a case. */
function source(open: OpenOffice, caseId: CaseId, rowId: string | undefined): KnownCase & { readonly row?: Row } {
  authoriseCase(open, 'case.view', caseId);
  const known = knownCase(open, loadCase(open, caseId).row);
  if (rowId === undefined) return known;
  const row = rowsOf(known.document, MEMBERS).find(({ id }) => id === rowId);
  if (row === undefined || casesOfMember(row).length > 0) throw new Refusal('FORM_STALE');
  return { ...known, row };
}

/** Full years on a day of whom these answers are about; undefined when nobody said, or what cannot be. */
export function yearsOf({ date_of_birth: birth, age }: Values, today: string): number | undefined {
  const years = isDate(birth) ? ageAt(birth.date, today) : isAge(age) ? ageNow(age, today) : undefined;
  return years === undefined || years > 120 ? undefined : years;
}

/** Who cares for the child now: the name by which the search before a new case asks. */
function caregiverIn(document: CaseDocument, today: string): string {
  const care = careNow(rowsOf(document, CARE), document.values['registration_date'], today);
  return (care && textIn(care.values, 'caregiver_name')) ?? '';
}

const cut = (text: string | undefined): string => (text ?? '').slice(0, 500);

/** What the search before a new case of the family asks for, as far as the first case knows it. */
export function siblingQuery(open: OpenOffice, input: Input<'family.siblingQuery'>): Output<'family.siblingQuery'> {
  const { row, document, code } = source(open, input.caseId, input.row);
  const today = judgingDay(open);
  const apart = row?.values['lives_with_child'] === 'no';
  const sex = row && textIn(row.values, 'sex');
  const relation = row && textIn(row.values, 'relation');
  return {
    code,
    query: {
      name: cut(row && textIn(row.values, 'name')),
      sex: sex !== undefined && open.configuration.options.get('sex')?.has(sex) === true ? sex : '',
      ageYears: (row && yearsOf(row.values, today)) ?? null,
      caregiver: apart ? '' : cut(caregiverIn(document, today)),
      place: cut((row && textIn(row.values, 'address')) ?? (apart ? '' : textIn(document.values, 'current_address'))),
    },
    ...(relation === undefined ? {} : { relation }),
    hasConcerns: isAnswered(document.values['protection_concerns']),
  };
}

/**
 * Begins the registration of somebody of the family. What the person typed in the search has the last word over what
 * the first case says; the caregiver and the place stand in the rows and answers that are taken over.
 */
export function startSibling(open: OpenOffice, input: Input<'family.startSibling'>): Output<'family.startSibling'> {
  const { row, ...first } = source(open, input.caseId, input.row);
  const relation = input.relation ?? (row && textIn(row.values, 'relation'));
  const { values, rows, copied } = siblingDocument(open.configuration, first, {
    row: row?.id,
    relation,
    concerns: input.concerns,
    today: judgingDay(open),
    newRowId: newId,
  });
  const body: DraftBody = {
    document: { values: withTyped(open, input.known, values), rows },
    opened: { values: {}, rows: {} },
    shown: {},
    accepted: [],
    notSameAs: [...new Set([...input.notSameAs, input.caseId])],
    family: {
      of: input.caseId,
      code: first.code,
      ...(row === undefined ? {} : { row: row.id }),
      ...(relation === undefined ? {} : { relation }),
      copied,
    },
  };
  return open.db.transaction(() => {
    if (input.search !== undefined) endSearch(open, input.search);
    return createDraft(open, null, body);
  });
}

/**
 * What was taken over, with what was typed in the search over it. A birth date that is known says more than the same age
 * that was searched by.
 */
export function withTyped(open: OpenOffice, known: Input<'family.startSibling'>['known'], values: Values): Values {
  const all = knownAnswers(open, known);
  const same = known.ageYears !== null && known.ageYears === yearsOf(values, judgingDay(open));
  const typed = Object.fromEntries(Object.entries(all).filter(([field]) => field !== 'age' || !same));
  return { ...agreeing(values, typed), ...typed };
}

/** An age that was typed is of another child than a birth date that says otherwise. */
const agreeing = (values: Values, typed: Values): Values =>
  typed['age'] === undefined
    ? values
    : Object.fromEntries(Object.entries(values).filter(([field]) => field !== 'date_of_birth'));
