import { textIn } from '#core/casework/row-values.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { pathKey } from '#core/forms/view.ts';
import type { FieldValue, Values } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { createDraft, type DraftBody } from './drafts.ts';
import { fileOf, noteOwn, receivedReferral, shownAnswers, type Received } from './office-referrals.ts';
import type { OpenOffice } from './open-office.ts';
import { withTyped, yearsOf } from './start-sibling.ts';
import { judgingDay } from './today.ts';

/** A registration begins with what stands in its form. */
const FORM = 'registration';

/** What came along and the form of a registration asks for. FORM_STALE when it is read here no longer. */
function known(open: OpenOffice, referral: string): Received & { readonly values: Values } {
  const received = receivedReferral(open, referral);
  const { asked } = received;
  if (asked.accepted !== true || asked.erased || asked.closedAt !== undefined) throw new Refusal('FORM_STALE');
  const taken = shownAnswers(open, received).filter(
    ({ form, field }) => form === FORM && open.fields.find(CASE_RECORD, field)?.readOnly !== true,
  );
  return { ...received, values: Object.fromEntries(taken.map(({ field, value }) => [field, value as FieldValue])) };
}

/** What the search before a case of this office's own asks for. */
export function referralQuery(
  open: OpenOffice,
  { referral }: Input<'officeReferrals.query'>,
): Output<'officeReferrals.query'> {
  const { file, values } = known(open, referral);
  const sex = textIn(values, 'sex');
  return {
    code: file.row.code,
    query: {
      name: (textIn(values, 'full_name') ?? '').slice(0, 500),
      sex: sex !== undefined && open.configuration.options.get('sex')?.has(sex) === true ? sex : '',
      ageYears: yearsOf(values, judgingDay(open)) ?? null,
      caregiver: '',
      place: (textIn(values, 'current_address') ?? '').slice(0, 500),
    },
  };
}

/** Where the child was heard of, in the profiles that ask for it: the office that referred, with its code of the case. */
function originOf(open: OpenOffice, { asked, file }: Received): Values {
  const asks = (field: string): boolean => open.fields.find(CASE_RECORD, field) !== undefined;
  const from = open.repos.offices.officeById(asked.from)?.name ?? '';
  if (!asks('source') || !asks('source_details')) return {};
  return { source: 'social_services', source_details: `${from}, ${file.row.code}`.slice(0, 200) };
}

/**
 * Begins the registration of a case of this office's own from a referral of another: the answers that came along stand
 * in it with the code they came from, and the person goes on from there. What was typed in the search has the last word.
 */
export function registerReferral(
  open: OpenOffice,
  input: Input<'officeReferrals.register'>,
): Output<'officeReferrals.register'> {
  const { values: came, ...received } = known(open, input.referral);
  const { asked, file } = received;
  const values = { ...came, ...originOf(open, received) };
  const body: DraftBody = {
    document: { values: withTyped(open, input.known, values), rows: {} },
    opened: { values: {}, rows: {} },
    shown: {},
    accepted: [],
    notSameAs: input.notSameAs,
    referral: {
      row: asked.row,
      code: file.row.code,
      copied: Object.fromEntries(Object.entries(values).map(([field, value]) => [pathKey({ field }), value])),
    },
  };
  return createDraft(open, null, body);
}

/** Remembers which case was registered from a referral. In the caller's transaction; nothing when it is here no more. */
export function noteRegistered(open: OpenOffice, referral: string, caseId: string): void {
  const asked = open.repos.asked.byRow(referral);
  const received = asked?.to === open.self.officeId ? fileOf(open, asked) : undefined;
  if (received !== undefined) noteOwn(open, received, 'registered_as', caseId);
}
