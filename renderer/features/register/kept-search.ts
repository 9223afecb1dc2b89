import { ref, watch, type Ref } from 'vue';
import type { Reply } from '#core/contracts/index.ts';
import type { DraftId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';
import { useKeeper } from '../../forms/draft-saver.ts';
import type { FamilyStarting } from './family-start.ts';
import { cutLine, type SameChildSearch } from './same-child.ts';

export interface SearchKeeper {
  /** The draft that holds the search; undefined while nothing was typed. */
  readonly draftId: Ref<DraftId | undefined>;
  /** Writes at once what is not written yet. */
  readonly saveNow: () => Promise<boolean>;
  /** Brings a kept search back into the fields; the one that stands there is kept as another draft. */
  readonly goOn: (id: DraftId) => Promise<Refused | undefined>;
  /** The search has led somewhere: its draft is another's now, or of no use. */
  readonly end: () => void;
}

/** There is nothing to keep. */
const NOTHING = { ok: true, value: { savedAtUtc: '' } } as const;

/**
 * Keeps the search before a registration like a draft, so that a lock or a power cut does not take it.
 *
 * @param keeps false for one that is begun again from elsewhere with all that it knows.
 */
export function useKeptSearch(
  { query, nameUnknown, notSame, untouched }: SameChildSearch,
  family: Pick<FamilyStarting, 'kept' | 'goOn' | 'asBegun'>,
  keeps: () => boolean = () => true,
): SearchKeeper {
  const draftId = ref<DraftId>();
  const empty = (): boolean => untouched.value || (family.asBegun() && !nameUnknown.value && notSame.value.size === 0);
  const keeper = useKeeper('', async () => {
    if (empty()) return draftId.value === undefined ? NOTHING : clear(draftId.value);
    const of = family.kept();
    const reply = await office().cases.keepSearch({
      ...(draftId.value === undefined ? {} : { draftId: draftId.value }),
      search: {
        ...query,
        name: cutLine(query.name),
        caregiver: cutLine(query.caregiver),
        place: cutLine(query.place),
        nameUnknown: nameUnknown.value,
        notSameAs: [...notSame.value],
        ...(of === undefined ? {} : { family: of }),
      },
    });
    if (reply.ok) draftId.value = reply.value.draftId;
    return reply;
  });
  /** Everything was taken out of the fields again. */
  async function clear(id: DraftId): Promise<Reply<{ savedAtUtc: string }>> {
    const reply = await office().cases.discardDraft({ draftId: id });
    if (!reply.ok) return reply;
    draftId.value = undefined;
    return NOTHING;
  }
  watch(
    () => JSON.stringify([query, nameUnknown.value, [...notSame.value], family.kept()]),
    () => {
      if (keeps() && (draftId.value !== undefined || !empty())) keeper.changed();
    },
    { flush: 'sync' },
  );
  return {
    draftId,
    saveNow: keeper.saveNow,
    end: keeper.stop,
    async goOn(id) {
      await keeper.saveNow();
      const reply = await office().cases.keptSearch({ draftId: id });
      if (!reply.ok) return reply.error;
      const { nameUnknown: unknown, notSameAs, family: of, ...typed } = reply.value.search;
      draftId.value = id;
      family.goOn(of);
      Object.assign(query, typed);
      nameUnknown.value = unknown;
      notSame.value = new Set(notSameAs);
      return undefined;
    },
  };
}
