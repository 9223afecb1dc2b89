import { nextTick, onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { CaseLine, ListPage, ListQuery } from '#core/contracts/cases.contract.ts';
import { office, type Refused } from '../../bridge.ts';
import { plainQuery } from './case-views.ts';

const PAGE = 100;

interface CasePages {
  /** One entry for each case of the list; undefined until its page has arrived. */
  readonly rows: ShallowRef<readonly (CaseLine | undefined)[]>;
  readonly of: Ref<number>;
  readonly otherSpellings: Ref<readonly string[]>;
  /** Nothing has arrived yet. */
  readonly first: Ref<boolean>;
  readonly busy: Ref<boolean>;
  /** Ends when the list answers the query as it is now. */
  readonly answered: () => Promise<void>;
  readonly refusal: Ref<Refused | undefined>;
  /** Which rows are in sight; fetches what is missing around them. */
  readonly see: (first: number, last: number) => void;
  /** Reads again what is in sight, and the count. */
  readonly reread: () => Promise<void>;
}

/** The rows of the case list, fetched page by page as they come into sight, and read again when a case changes. */
export function useCasePages(query: () => ListQuery, names: () => boolean): CasePages {
  const rows = shallowRef<readonly (CaseLine | undefined)[]>([]);
  const of = ref(0);
  const otherSpellings = ref<readonly string[]>([]);
  const first = ref(true);
  const busy = ref(false);
  const refusal = ref<Refused>();
  /** Answers of an earlier query are dropped. */
  let round = 0;
  let asked = new Set<number>();
  let sight: readonly [number, number] = [0, 0];

  const pagesIn = ([from, to]: readonly [number, number]): number[] => {
    const pages: number[] = [];
    for (let page = Math.floor(from / PAGE); page <= Math.floor(to / PAGE); page += 1) pages.push(page);
    return pages;
  };
  const fetchPage = (page: number) =>
    office().cases.list({ query: plainQuery(query()), offset: page * PAGE, limit: PAGE, showNames: names() });
  const place = (into: (CaseLine | undefined)[], page: number, from: ListPage): void => {
    from.rows.forEach((row, i) => {
      if (page * PAGE + i < into.length) into[page * PAGE + i] = row;
    });
  };

  async function read(pages: readonly number[]): Promise<void> {
    const mine = (round += 1);
    busy.value = true;
    asked = new Set(pages);
    const replies = await Promise.all(pages.map(fetchPage));
    if (mine !== round) return;
    busy.value = false;
    first.value = false;
    const refused = replies.find((reply) => !reply.ok);
    refusal.value = refused?.ok === false ? refused.error : undefined;
    const found = replies.flatMap((reply) => (reply.ok ? [reply.value] : []));
    const head = found[0];
    if (head === undefined || refused !== undefined) return;
    const next = Array<CaseLine | undefined>(head.total).fill(undefined);
    found.forEach((page, i) => place(next, pages[i] ?? 0, page));
    rows.value = next;
    of.value = head.of;
    otherSpellings.value = [...new Set(found.flatMap((page) => page.otherSpellings))].slice(0, 6);
  }
  async function readMore(page: number): Promise<void> {
    const mine = round;
    asked.add(page);
    const reply = await fetchPage(page);
    if (mine !== round) return;
    if (!reply.ok) {
      asked.delete(page);
      refusal.value = reply.error;
      return;
    }
    const next = [...rows.value];
    place(next, page, reply.value);
    rows.value = next;
  }
  function see(from: number, to: number): void {
    sight = [from, to];
    if (rows.value.length === 0) return;
    for (const page of pagesIn(sight)) if (!asked.has(page)) void readMore(page);
  }
  const reread = (): Promise<void> => read([...new Set([0, ...pagesIn(sight)])]);

  let reading = read([0]);
  watch([query, names], ([, shown], [, before]) => (reading = shown === before ? read([0]) : reread()));
  async function answered(): Promise<void> {
    await nextTick();
    let last;
    while (last !== reading) await (last = reading);
  }
  const stop = office().on((event) => {
    if (event.type === 'changed') reading = reread();
  });
  onBeforeUnmount(stop);
  return { rows, of, otherSpellings, first, busy, answered, refusal, see, reread };
}
