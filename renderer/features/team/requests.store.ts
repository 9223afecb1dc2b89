import { computed, ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { Output } from '#core/contracts/index.ts';
import { onLock } from '../../app/on-lock.ts';
import { office, type Refused } from '../../bridge.ts';
import { useAppStore } from '../../stores/app.store.ts';

/** What other people wait for this person to answer, and what came back to them. Undefined until known. */
export const useRequestsStore = defineStore('requests', () => {
  const app = useAppStore();
  const approvals = shallowRef<Output<'casework.approvals'>>();
  const offers = shallowRef<Output<'casework.offers'>>();
  const returned = shallowRef<Output<'casework.returned'>>();
  const referrals = shallowRef<Output<'referrals.inbox'>>();
  const officeReferrals = shallowRef<Output<'officeReferrals.inbox'>>();
  /** Those with something to do; one that was taken back is said for some days. */
  const fromOffices = computed(() => officeReferrals.value?.filter(({ waits }) => waits) ?? []);
  const handovers = shallowRef<Output<'handovers.inbox'>>();
  /** Supervision sessions that wait for this person's word. */
  const toAcknowledge = ref(0);
  const refused = ref<Refused>();
  let round = 0;

  async function read(): Promise<void> {
    const mine = (round += 1);
    const works = app.may('case.write');
    const [asked, offered, back, referred, fromOffices, handed, sessions] = await Promise.all([
      app.may('case.approve') ? office().casework.approvals({}) : undefined,
      works ? office().casework.offers({}) : undefined,
      works ? office().casework.returned({}) : undefined,
      works ? office().referrals.inbox({}) : undefined,
      works ? office().officeReferrals.inbox({}) : undefined,
      app.may('case.assign') ? office().handovers.inbox({}) : undefined,
      app.may('case.list') ? office().supervision.sessions({}) : undefined,
    ]);
    if (mine !== round) return;
    refused.value = [asked, offered, back, referred, fromOffices, handed, sessions].find(
      (reply) => reply?.ok === false,
    )?.error;
    if (asked?.ok === true) approvals.value = asked.value;
    if (offered?.ok === true) offers.value = offered.value;
    if (back?.ok === true) returned.value = back.value;
    if (referred?.ok === true) referrals.value = referred.value;
    if (fromOffices?.ok === true) officeReferrals.value = fromOffices.value;
    if (handed?.ok === true) handovers.value = handed.value;
    if (sessions?.ok === true)
      toAcknowledge.value = sessions.value.filter(({ mayAcknowledge }) => mayAcknowledge).length;
  }
  function clear(): void {
    round += 1;
    approvals.value = undefined;
    offers.value = undefined;
    returned.value = undefined;
    referrals.value = undefined;
    officeReferrals.value = undefined;
    handovers.value = undefined;
    toAcknowledge.value = 0;
    refused.value = undefined;
  }
  onLock({ clear });
  office().on((event) => {
    if (event.type === 'changed') void read();
  });
  return {
    approvals,
    offers,
    returned,
    referrals,
    officeReferrals,
    fromOffices,
    handovers,
    toAcknowledge,
    refused,
    read,
    clear,
  };
});
