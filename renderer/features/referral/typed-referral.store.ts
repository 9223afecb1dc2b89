import { reactive } from 'vue';
import { defineStore } from 'pinia';
import type { ReferralWish } from '#core/contracts/referrals.contract.ts';
import type { CaseId, OfficeId, UserId } from '#core/ids.ts';
import { onLock } from '../../app/on-lock.ts';
import { office } from '../../bridge.ts';

/** A referral that is being written. What is chosen of the answers is kept as what the person added and took out. */
export interface TypedReferral {
  kind: ReferralWish['to']['kind'];
  user?: UserId | undefined;
  /** What a colleague may do in the case meanwhile; undefined: read the answers that go along. */
  role?: string | undefined;
  office?: OfficeId | undefined;
  /** The last day on which another office may read it; undefined while what is typed is no day. */
  until?: string | undefined;
  agency: string;
  person: string;
  phone: string;
  place: string;
  service?: string | undefined;
  serviceOther: string;
  priority?: ReferralWish['priority'] | undefined;
  reason: string;
  added: string[];
  removed: string[];
  contactVia?: ReferralWish['contactVia'] | undefined;
  childInformed?: ReferralWish['childInformed'] | undefined;
  caregiverInformed?: ReferralWish['caregiverInformed'] | undefined;
  notInformedWhy: string;
  serviceRow?: string | undefined;
  /** The draft that it goes on with. */
  referral?: string | undefined;
  /** Why it goes without consent. */
  why: string;
  /** What would go along as the page last showed it. */
  fields: readonly string[];
  /** The person wrote or chose something: worth keeping. */
  touched: boolean;
}

const blank = (): TypedReferral => ({
  kind: 'colleague',
  agency: '',
  person: '',
  phone: '',
  place: '',
  serviceOther: '',
  reason: '',
  added: [],
  removed: [],
  notInformedWhy: '',
  why: '',
  fields: [],
  touched: false,
});

function recipientOf(typed: TypedReferral): ReferralWish['to'] {
  const { kind, user, role, office: to, until, agency, person, phone, place } = typed;
  if (kind === 'colleague')
    return { kind, ...(user === undefined ? {} : { user }), ...(role === undefined ? {} : { role }) };
  if (kind === 'office')
    return { kind, ...(to === undefined ? {} : { office: to }), ...(until === undefined ? {} : { until }) };
  return { kind, agency, person, phone, place };
}

/** What the office is told of a typed referral. */
export const wishOf = (typed: TypedReferral): ReferralWish => ({
  to: recipientOf(typed),
  ...(typed.service === undefined ? {} : { service: typed.service }),
  serviceOther: typed.serviceOther,
  ...(typed.priority === undefined ? {} : { priority: typed.priority }),
  reason: typed.reason,
  fields: [...typed.fields],
  ...(typed.contactVia === undefined ? {} : { contactVia: typed.contactVia }),
  ...(typed.childInformed === undefined ? {} : { childInformed: typed.childInformed }),
  ...(typed.caregiverInformed === undefined ? {} : { caregiverInformed: typed.caregiverInformed }),
  notInformedWhy: typed.notInformedWhy,
  ...(typed.serviceRow === undefined ? {} : { serviceRow: typed.serviceRow }),
});

/** Takes over what a draft, or the row of a service, says. */
export function fill(typed: TypedReferral, wish: ReferralWish): void {
  const { to, fields: _, ...rest } = wish;
  Object.assign(typed, rest, { kind: to.kind });
  if (to.kind === 'colleague') Object.assign(typed, { user: to.user, role: to.role });
  else if (to.kind === 'office') Object.assign(typed, { office: to.office, until: to.until });
  else Object.assign(typed, { agency: to.agency, person: to.person, phone: to.phone, place: to.place });
}

/**
 * Referrals that are being written, by case: leaving the page keeps them. A lock throws no typing away, and nothing may
 * stay on the screen's side: what was typed then becomes a draft of the case.
 */
export const useTypedReferralStore = defineStore('typed-referral', () => {
  const all = reactive(new Map<CaseId, TypedReferral>());
  function of(caseId: CaseId): TypedReferral {
    const known = all.get(caseId);
    if (known !== undefined) return known;
    all.set(caseId, blank());
    return of(caseId);
  }
  function forget(caseId: CaseId): void {
    all.delete(caseId);
  }
  async function save(): Promise<void> {
    for (const [caseId, typed] of all) {
      if (!typed.touched) continue;
      const { referral } = typed;
      await office().referrals.keep({
        caseId,
        wish: wishOf(typed),
        ...(referral === undefined ? {} : { referral }),
      });
    }
  }
  function clear(): void {
    all.clear();
  }
  onLock({ save, clear });
  return { of, forget, save, clear };
});
