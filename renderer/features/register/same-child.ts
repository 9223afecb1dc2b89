import {
  computed,
  reactive,
  ref,
  shallowRef,
  watch,
  onBeforeUnmount,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { Match } from '#core/contracts/cases.contract.ts';
import type { MatchQuery } from '#core/contracts/kept.ts';
import type { CaseId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';

const PAUSE_MS = 300;
const LINE_LENGTH = 500;
/** Longer text is cut before it is sent: no line of a search or a draft is longer. */
export const cutLine = (line: string): string => line.slice(0, LINE_LENGTH);

export interface SameChildSearch {
  readonly query: MatchQuery;
  /** Said instead of a name: a found toddler has none that anybody here knows. */
  readonly nameUnknown: Ref<boolean>;
  /** Nothing is typed or chosen. */
  readonly untouched: ComputedRef<boolean>;
  readonly matches: ShallowRef<readonly Match[] | undefined>;
  /** A protected case may be of the same child: whom to ask. */
  readonly ask: ShallowRef<readonly string[]>;
  readonly searching: Ref<boolean>;
  readonly refused: Ref<Refused | undefined>;
  readonly notSame: Ref<ReadonlySet<CaseId>>;
  /** Very likely matches without an answer: while there is one, no new file is begun. */
  readonly unanswered: ComputedRef<number>;
  /** Whether the matches belong to what stands in the fields now. */
  readonly current: ComputedRef<boolean>;
  readonly search: () => Promise<void>;
  readonly say: (id: CaseId, same: boolean) => void;
}

/**
 * Search before create: asks by itself a moment after the last key; an older answer never replaces a newer one.
 *
 * @param except a case that is another child's for certain: the one of the family that a registration begins from.
 */
export function useSameChild(except: () => CaseId | undefined): SameChildSearch {
  const query = reactive<MatchQuery>({ name: '', sex: '', ageYears: null, caregiver: '', place: '' });
  const nameUnknown = ref(false);
  const matches = shallowRef<readonly Match[]>();
  const ask = shallowRef<readonly string[]>([]);
  const searching = ref(false);
  const refused = ref<Refused>();
  const notSame = ref<ReadonlySet<CaseId>>(new Set());
  const asked = ref('');
  const text = computed(() => JSON.stringify([query, nameUnknown.value]));
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function search(): Promise<void> {
    clearTimeout(timer);
    turn += 1;
    const mine = turn;
    if (query.name.trim() === '' && !nameUnknown.value) {
      matches.value = undefined;
      ask.value = [];
      searching.value = false;
      return;
    }
    const input = text.value;
    searching.value = true;
    const reply = await office().cases.findSame({
      ...query,
      name: cutLine(query.name),
      caregiver: cutLine(query.caregiver),
      place: cutLine(query.place),
    });
    if (mine !== turn) return;
    searching.value = false;
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return;
    ask.value = reply.value.ask;
    matches.value = reply.value.matches.filter((match) => match.caseId !== except());
    asked.value = input;
  }
  // A name and "not known" take each other away, whichever was said last.
  watch(nameUnknown, (unknown) => {
    if (unknown) query.name = '';
  });
  watch(
    () => query.name,
    (name) => {
      if (name !== '') nameUnknown.value = false;
    },
  );
  watch(text, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), PAUSE_MS);
  });
  onBeforeUnmount(() => {
    clearTimeout(timer);
    turn += 1;
  });
  return {
    query,
    nameUnknown,
    untouched: computed(
      () =>
        !nameUnknown.value &&
        query.ageYears === null &&
        [query.name, query.sex, query.caregiver, query.place].every((said) => said === ''),
    ),
    matches,
    ask,
    searching,
    refused,
    notSame,
    search,
    current: computed(() => matches.value !== undefined && asked.value === text.value),
    unanswered: computed(
      () =>
        (matches.value ?? []).filter((match) => match.strength === 'very-likely' && !notSame.value.has(match.caseId))
          .length,
    ),
    say(id, same) {
      const next = new Set(notSame.value);
      if (same) next.delete(id);
      else next.add(id);
      notSame.value = next;
    },
  };
}
