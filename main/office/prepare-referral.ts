import { dayIn, textIn } from '#core/casework/row-values.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { PreparedReferral, ReferralWish } from '#core/contracts/referrals.contract.ts';
import { isList } from '#core/forms/answer-kind.ts';
import type { CaseDocument, Values } from '#core/forms/types.ts';
import { isId16, type OfficeId, type UserId } from '#core/ids.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { asksToWithhold } from '#core/sharing/consent.ts';
import { referralGate, type GateDecision, type ReferralTo } from '#core/sharing/referral-gate.ts';
import { fieldsOf, packageFor, type PackageLine } from '#core/sharing/referral-package.ts';
import { WITHHOLD_THEMES, withheldOf } from '#core/sharing/withheld.ts';
import { hasLeft } from '../storage/office.repo.ts';
import { documentOf, loadCase, readableCase, resourceOf, sightOfCase, type StoredCase } from './case-document.ts';
import { childAge } from './child-age.ts';
import { conflictsWith } from './case-exceptions.ts';
import type { OpenOffice } from './open-office.ts';
import { recipientKind, REFERRALS } from './referral-view.ts';
import { rolesToGive } from './roles-to-give.ts';
import { judgingDay, todayIn } from './today.ts';
import { listColleagues } from './transfer-case.ts';

/** Long enough for a service to be given; nobody keeps answers that nobody needs any more. */
const READABLE_FOR = 90 * 86_400_000;

type OfferedValue = NonNullable<PreparedReferral['fields'][number]['value']>;

/** Only the office that is responsible for a case asks others for help with it. */
export function needOwnCase(open: OpenOffice, stored: StoredCase): void {
  if (stored.row.ownerOfficeN !== open.self.officeN) throw new Refusal('PERM_DENIED', { rule: 'owning-office' });
}

/** What the consent of this child says to a referral. */
export const gateOf = (
  open: OpenOffice,
  document: CaseDocument,
  ask: { readonly to: ReferralTo; readonly service: string | undefined },
): GateDecision =>
  referralGate(open.configuration, document.values, { ...ask, age: childAge(document, judgingDay(open)) });

/** Whether the signed-in person may send in spite of what the gate names; a reason is asked for then. */
export const mayOverride = (open: OpenOffice, stored: StoredCase, { opensBy }: GateDecision): boolean =>
  opensBy !== 'supervisor' || decide(open.subject, 'case.approve', resourceOf(open, stored)).allowed;

/** The answers that could go along, closed where they are closed to the person who sends. */
export function offeredBy(
  open: OpenOffice,
  stored: StoredCase,
  ask: { readonly to: ReferralTo; readonly service: string | undefined },
): readonly (Omit<PackageLine, 'closed'> & { readonly closed?: 'class' | 'whereabouts' | 'withheld' | 'person' })[] {
  const { sees } = sightOfCase(open, stored);
  return packageFor(open.configuration, documentOf(stored), ask.service, ask.to).map((line) =>
    sees(CASE_RECORD, line.field) ? line : { ...line, suggested: false, closed: 'person' as const },
  );
}

const yesNo = (values: Values, field: string): 'yes' | 'no' | undefined => {
  const value = values[field];
  return value === 'yes' || value === 'no' ? value : undefined;
};

function recipientOf(values: Values, role: string | undefined): ReferralWish['to'] {
  const kind = recipientKind(values);
  if (kind === 'colleague') {
    const user = textIn(values, 'referral_recipient_user');
    return {
      kind,
      ...(user !== undefined && isId16(user) ? { user: user as UserId } : {}),
      ...(role === undefined ? {} : { role }),
    };
  }
  if (kind === 'office') {
    const office = textIn(values, 'referral_office');
    const until = dayIn(values, 'referral_until');
    return {
      kind,
      ...(office !== undefined && isId16(office) ? { office: office as OfficeId } : {}),
      ...(until === undefined ? {} : { until }),
    };
  }
  return {
    kind,
    agency: textIn(values, 'referral_recipient_agency') ?? '',
    person: textIn(values, 'referral_recipient_person') ?? '',
    phone: textIn(values, 'referral_recipient_phone') ?? '',
    place: textIn(values, 'referral_recipient_place') ?? '',
  };
}

/** A draft as it was kept. */
function wishOf(values: Values, role: string | undefined): ReferralWish {
  const [service, priority, via] = ['referral_service', 'referral_priority', 'referral_contact_via'].map((field) =>
    textIn(values, field),
  );
  const [child, caregiver] = [yesNo(values, 'referral_child_informed'), yesNo(values, 'referral_caregiver_informed')];
  return {
    to: recipientOf(values, role),
    ...(service === undefined ? {} : { service }),
    serviceOther: textIn(values, 'referral_service_other') ?? '',
    ...(priority === '24h' || priority === '72h' || priority === 'routine' ? { priority } : {}),
    reason: textIn(values, 'referral_reason') ?? '',
    fields: [...fieldsOf(values)],
    ...(via === 'via_caseworker' || via === 'direct' ? { contactVia: via } : {}),
    ...(child === undefined ? {} : { childInformed: child }),
    ...(caregiver === undefined ? {} : { caregiverInformed: caregiver }),
    notInformedWhy: textIn(values, 'referral_not_informed_why') ?? '',
  };
}

/** What the row of a service already says of the referral that begins there. */
function wishOfService(document: CaseDocument, id: string): ReferralWish | undefined {
  const row = document.rows['services']?.find((one) => one.id === id);
  if (row === undefined) return undefined;
  const { values } = row;
  const service = textIn(values, 'service_type');
  return {
    to: {
      kind: 'provider',
      agency: textIn(values, 'service_agency') ?? '',
      person: textIn(values, 'service_provider') ?? '',
      phone: textIn(values, 'service_phone') ?? '',
      place: textIn(values, 'service_place') ?? '',
    },
    ...(service === undefined ? {} : { service }),
    serviceOther: textIn(values, 'service_type_other') ?? '',
    reason: textIn(values, 'service_need') ?? '',
    fields: [],
    notInformedWhy: '',
    serviceRow: id,
  };
}

function withholdsOf(
  open: OpenOffice,
  stored: StoredCase,
  values: Values,
  to: ReferralTo,
): Pick<PreparedReferral, 'withholds'> {
  const { sees } = sightOfCase(open, stored);
  const seen = (field: string): boolean => sees(CASE_RECORD, field);
  if (!asksToWithhold(values) || !seen('withhold')) return {};
  const from = values['withhold_from'];
  const what = textIn(values, 'withhold_what');
  // What is kept from others only goes along here, and is not said to be left out.
  const { themes } = withheldOf(open.configuration, values, to);
  return {
    withholds: {
      from: isList(from) && seen('withhold_from') ? [...from] : [],
      listed: seen(WITHHOLD_THEMES) ? [...themes] : [],
      ...(what !== undefined && seen('withhold_what') ? { what } : {}),
    },
  };
}

/**
 * What a referral needs before it can be sent: what consent says and what is missing in it, the answers that may go
 * along, the recipients to choose from. FORM_STALE when the draft or service row is gone. Changes nothing.
 */
export function prepareReferral(open: OpenOffice, input: Input<'referrals.prepare'>): Output<'referrals.prepare'> {
  const stored = loadCase(open, input.caseId);
  needOwnCase(open, stored);
  const document = documentOf(stored);
  const { values } = document;
  // What a form would not show this person is not shown here either.
  const seen = readableCase(open, stored).document;
  const draft = seen.rows[REFERRALS]?.find(({ id }) => id === input.referral);
  if (input.referral !== undefined && draft?.values['referral_status'] !== 'draft') throw new Refusal('FORM_STALE');
  const wish =
    draft === undefined
      ? input.serviceRow === undefined
        ? undefined
        : wishOfService(seen, input.serviceRow)
      : wishOf(draft.values, open.repos.referrals.roleOf({ caseN: stored.row.n, row: draft.id }));
  if (input.serviceRow !== undefined && wish === undefined) throw new Refusal('FORM_STALE');
  const ask = { to: input.to, service: input.service };
  const gate = gateOf(open, document, ask);
  const line = open.repos.list.get(stored.row.n);
  const [on, by, supervisor] = [
    dayIn(values, 'consent_date'),
    textIn(values, 'consent_giver'),
    textIn(values, 'supervisor_consulted_name'),
  ];
  return {
    code: stored.row.code,
    ...(line === undefined || line.sex === '' ? {} : { sex: line.sex }),
    missing: [...gate.missing],
    opensBy: gate.opensBy,
    maySend: mayOverride(open, stored, gate),
    consent: {
      ...(on === undefined ? {} : { on }),
      ...(by === undefined ? {} : { by }),
      ...(supervisor === undefined ? {} : { supervisor }),
    },
    ...withholdsOf(open, stored, values, ask.to),
    fields: offeredBy(open, stored, ask).map((one) => {
      const value = one.closed === undefined ? values[one.field] : undefined;
      return value === undefined ? { ...one } : { ...one, value: value as OfferedValue };
    }),
    colleagues: listColleagues(open)
      .filter(({ user }) => user !== open.me.id && !conflictsWith(open, stored.row.n, user))
      .map(({ user, name }) => ({ user, name })),
    roles: rolesToGive(open, stored).map(({ id }) => id),
    offices: open.repos.offices
      .offices()
      .filter((office) => !office.isSelf && !hasLeft(office))
      .map(({ officeId, name }) => ({ office: officeId, name })),
    until: todayIn(open.self.timeZone, open.clock.now() + READABLE_FOR),
    ...(wish === undefined ? {} : { wish }),
  };
}
