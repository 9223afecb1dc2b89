import { nextTick, onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { Reply } from '#core/contracts/index.ts';
import { oneAtATime } from '../../app/one-at-a-time.ts';
import { office, type Refused } from '../../bridge.ts';

const PAGE = 100;

/** A page of a list, and how many it holds with all of its pages. */
interface Page<Row> {
  readonly total: number;
  readonly of: number;
  readonly rows: readonly Row[];
  /** Spellings, other than the typed one, under which something was found. */
  readonly otherSpellings?: readonly string[];
}

interface ListPages<Row> {
  /** One entry for each row of the list; undefined until its page has arrived. */
  readonly rows: ShallowRef<readonly (Row | undefined)[]>;
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

/**
 * The rows of a list, fetched page by page as they come into sight, and read again when a case changes.
 * @param query what is asked for: another one begins the list anew
 * @param shown what its rows tell: when that changes, those in sight are read again
 */
export function useListPages<Row>(
  query: () => unknown,
  shown: () => unknown,
  fetch: (at: { readonly offset: number; readonly limit: number }) => Promise<Reply<Page<Row>>>,
): ListPages<Row> {
  const rows = shallowRef<readonly (Row | undefined)[]>([]);
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
  const fetchPage = (page: number) => fetch({ offset: page * PAGE, limit: PAGE });
  const place = (into: (Row | undefined)[], page: number, from: Page<Row>): void => {
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
    const next = Array<Row | undefined>(head.total).fill(undefined);
    found.forEach((page, i) => place(next, pages[i] ?? 0, page));
    rows.value = next;
    of.value = head.of;
    otherSpellings.value = [...new Set(found.flatMap((page) => page.otherSpellings ?? []))].slice(0, 6);
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
  const told = (): string => JSON.stringify(shown());
  watch([query, told], ([, now], [, before]) => (reading = now === before ? read([0]) : reread()));
  async function answered(): Promise<void> {
    await nextTick();
    let last;
    while (last !== reading) await (last = reading);
  }
  const rereadOnce = oneAtATime(reread);
  const stop = office().on((event) => {
    if (event.type === 'changed') reading = rereadOnce();
  });
  onBeforeUnmount(stop);
  return { rows, of, otherSpellings, first, busy, answered, refusal, see, reread };
}
