import { onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { CaseLine } from '#core/contracts/cases.contract.ts';
import type { Output } from '#core/contracts/index.ts';
import { office, type Refused } from '../../bridge.ts';
import { useAppStore } from '../../stores/app.store.ts';
import { filtersOf, plainQuery, type CaseFilters } from '../cases/case-views.ts';

/** How many cases of each group the page shows; the rest is one click away. */
const GROUPS = [
  { id: 'high', filters: filtersOf('high'), most: 12 },
  { id: 'decide', filters: filtersOf('toDecide'), most: 6 },
  { id: 'medium', filters: { ...filtersOf('open'), risk: ['medium'] }, most: 8 },
] as const satisfies readonly { id: string; filters: CaseFilters; most: number }[];

interface Group {
  readonly id: (typeof GROUPS)[number]['id'];
  readonly lines: readonly CaseLine[];
  /** How many there are in all. */
  readonly total: number;
}
interface HomeData {
  /** Most urgent first; a case stands in the first group it belongs to. */
  readonly groups: ShallowRef<readonly Group[]>;
  /** Cases the person may see at all; undefined until known. */
  readonly of: Ref<number | undefined>;
  readonly drafts: ShallowRef<Output<'cases.drafts'>>;
  readonly offices: ShallowRef<Output<'exchange.offices'> | undefined>;
  readonly refused: Ref<Refused | undefined>;
  readonly read: () => Promise<void>;
}

const listOf = ({ filters, most }: (typeof GROUPS)[number]) =>
  office().cases.list({
    query: plainQuery({ ...filters, text: '', exactSpelling: false, sort: 'urgency', descending: false }),
    offset: 0,
    limit: most,
    showNames: false,
  });

/** Each case once, and no group without cases. */
function withoutRepeats(groups: readonly Group[]): readonly Group[] {
  const seen = new Set<string>();
  return groups
    .map((group) => ({
      ...group,
      lines: group.lines.filter((line) => !seen.has(line.caseId) && seen.add(line.caseId)),
    }))
    .filter((group) => group.lines.length > 0);
}

/** What is true today, read when the page opens and again when a case changes. */
export function useHomeData(): HomeData {
  const { may } = useAppStore();
  const groups = shallowRef<readonly Group[]>([]);
  const of = ref<number>();
  const drafts = shallowRef<Output<'cases.drafts'>>([]);
  const offices = shallowRef<Output<'exchange.offices'>>();
  const refused = ref<Refused>();
  let round = 0;

  async function read(): Promise<void> {
    const mine = (round += 1);
    const [lists, kept, links] = await Promise.all([
      Promise.all(GROUPS.map(listOf)),
      office().cases.drafts({}),
      may('exchange.view') ? office().exchange.offices({}) : undefined,
    ]);
    if (mine !== round) return;
    refused.value = [...lists, kept, links].find((reply) => reply?.ok === false)?.error;
    groups.value = withoutRepeats(
      lists.flatMap((reply, i) => {
        const group = GROUPS[i];
        return reply.ok && group ? [{ id: group.id, lines: reply.value.rows, total: reply.value.total }] : [];
      }),
    );
    for (const reply of lists) if (reply.ok) of.value = reply.value.of;
    if (kept.ok) drafts.value = kept.value;
    if (links?.ok === true) offices.value = links.value;
  }
  void read();
  const stop = office().on((event) => {
    if (event.type === 'changed') void read();
  });
  onBeforeUnmount(() => {
    round += 1;
    stop();
  });
  return { groups, of, drafts, offices, refused, read };
}
