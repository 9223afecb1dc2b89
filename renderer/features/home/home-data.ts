import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { Input, Output } from '#core/contracts/index.ts';
import { office, type Refused } from '../../bridge.ts';
import { useAppStore } from '../../stores/app.store.ts';

export type Whose = Input<'tasks.list'>['of'];

/** How far ahead the page looks. */
const DAYS = 7;
const MINUTE_MS = 60_000;

interface HomeData {
  /** Undefined until known. */
  readonly due: ShallowRef<Output<'tasks.list'> | undefined>;
  readonly whose: Ref<Whose>;
  /** The office's clock in milliseconds since 1970 UTC; moves on each minute. */
  readonly now: Ref<number>;
  readonly drafts: ShallowRef<Output<'cases.drafts'>>;
  readonly offices: ShallowRef<Output<'exchange.offices'> | undefined>;
  readonly refused: Ref<Refused | undefined>;
  readonly read: () => Promise<void>;
}

/** What is true today, read when the page opens, each minute, and again when a case changes. */
export function useHomeData(): HomeData {
  const { may, session } = useAppStore();
  const roles = session?.user.roles ?? [];
  const due = shallowRef<Output<'tasks.list'>>();
  /** Who follows the whole office and has no cases of their own begins with all of them. */
  const whose = ref<Whose>(roles.includes('supervisor') && !roles.includes('caseworker') ? 'office' : 'mine');
  const now = ref(Date.now());
  const drafts = shallowRef<Output<'cases.drafts'>>([]);
  const offices = shallowRef<Output<'exchange.offices'>>();
  const refused = ref<Refused>();
  let round = 0;

  async function readTasks(): Promise<void> {
    const mine = (round += 1);
    const reply = await office().tasks.list({ of: whose.value, days: DAYS });
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return;
    due.value = reply.value;
    now.value = Date.parse(reply.value.nowUtc);
  }
  async function readRest(): Promise<void> {
    const [kept, links] = await Promise.all([
      office().cases.drafts({}),
      may('exchange.view') ? office().exchange.offices({}) : undefined,
    ]);
    const failed = [kept, links].find((reply) => reply?.ok === false)?.error;
    if (failed !== undefined) refused.value = failed;
    if (kept.ok) drafts.value = kept.value;
    if (links?.ok === true) offices.value = links.value;
  }
  const read = async (): Promise<void> => {
    await Promise.all([readTasks(), readRest()]);
  };
  void read();
  watch(whose, () => void readTasks());
  const ticking = setInterval(() => void readTasks(), MINUTE_MS);
  const stop = office().on((event) => {
    if (event.type === 'changed') void read();
  });
  onBeforeUnmount(() => {
    round += 1;
    clearInterval(ticking);
    stop();
  });
  return { due, whose, now, drafts, offices, refused, read };
}
