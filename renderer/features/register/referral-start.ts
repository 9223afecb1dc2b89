import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { LocationQuery } from 'vue-router';
import type { Draft } from '#core/contracts/cases.contract.ts';
import type { Reply } from '#core/contracts/index.ts';
import type { MatchQuery } from '#core/contracts/kept.ts';
import { isId16, type CaseId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';

interface ReferralStarting {
  /** The child's code at the office that referred; undefined: this registration is from no referral. */
  readonly code: ShallowRef<string | undefined>;
  /** Where the person came from. */
  readonly back: ComputedRef<string | undefined>;
  /** Asks what came along and puts it into the search. */
  readonly read: () => Promise<Refused | undefined>;
  readonly begin: (known: MatchQuery, notSameAs: CaseId[]) => Promise<Reply<Draft>> | undefined;
}

/** `referral` in the address: the referral of another office from which a registration begins. */
export function useReferralStart(address: () => LocationQuery, query: MatchQuery): ReferralStarting {
  const code = shallowRef<string>();
  let asked: string | undefined;
  const named = computed(() => {
    const { referral } = address();
    return typeof referral === 'string' && isId16(referral) ? referral : undefined;
  });
  return {
    code,
    back: computed(() => (named.value === undefined ? undefined : `/office-referral/${named.value}`)),
    async read() {
      const referral = named.value;
      if (referral === asked) return undefined;
      asked = referral;
      code.value = undefined;
      if (referral === undefined) return undefined;
      const reply = await office().officeReferrals.query({ referral });
      if (!reply.ok) return reply.error;
      Object.assign(query, reply.value.query);
      code.value = reply.value.code;
      return undefined;
    },
    begin: (known, notSameAs) =>
      named.value === undefined
        ? undefined
        : office().officeReferrals.register({ referral: named.value, known, notSameAs }),
  };
}
