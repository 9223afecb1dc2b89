import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { ComparedSide, Comparison } from '#core/contracts/merging.contract.ts';
import type { CaseId } from '#core/ids.ts';
import { broughtRows, chosenRows, type BroughtRow } from '#core/merging/bring-rows.ts';
import { compareCases, takenChanges, type ComparedField, type Take } from '#core/merging/compare-cases.ts';
import { mergeObstacles, staysByDefault, type Obstacle } from '#core/merging/merge-obstacles.ts';
import { office, type Refused } from '../../bridge.ts';
import type { FieldDef } from '#core/forms/types.ts';

interface Merge {
  readonly found: ShallowRef<Comparison | undefined>;
  readonly refused: Ref<Refused | undefined>;
  readonly busy: Ref<boolean>;
  /** The case that remains, by its id. */
  readonly remains: Ref<string>;
  readonly keep: ComputedRef<ComparedSide | undefined>;
  readonly other: ComputedRef<ComparedSide | undefined>;
  readonly compared: ComputedRef<readonly ComparedField[]>;
  readonly rows: ComputedRef<readonly BroughtRow[]>;
  readonly take: Ref<Readonly<Record<string, Take>>>;
  readonly bring: Ref<Readonly<Record<string, boolean>>>;
  readonly obstacles: ComputedRef<readonly Obstacle[]>;
  /** What the choices come to. */
  readonly answersChanged: ComputedRef<number>;
  readonly coming: ComputedRef<readonly BroughtRow[]>;
  readonly read: () => Promise<void>;
  readonly merge: (why: string) => Promise<boolean>;
}

const sideFacts = (side: ComparedSide) => ({ ...side, status: side.line.status });

/** Two cases side by side and what a person chooses of them. The office judges every choice again. */
export function useMerge(ids: () => readonly [CaseId, CaseId] | undefined, fields: () => readonly FieldDef[]): Merge {
  const found = shallowRef<Comparison>();
  const refused = ref<Refused>();
  const busy = ref(false);
  const remains = ref('');
  const take = ref<Readonly<Record<string, Take>>>({});
  const bring = ref<Readonly<Record<string, boolean>>>({});
  const sides = computed(() => (found.value === undefined ? [] : [found.value.a, found.value.b]));
  const keep = computed(() => sides.value.find(({ caseId }) => caseId === remains.value));
  const other = computed(() => sides.value.find(({ caseId }) => caseId !== remains.value));
  // What was chosen was chosen for the other way round.
  watch(remains, () => {
    take.value = {};
    bring.value = {};
  });
  const byId = computed(() => new Map(fields().map((def) => [def.id, def] as const)));

  async function read(): Promise<void> {
    const asked = ids();
    if (asked === undefined) {
      refused.value = { code: 'FORM_CASE_NOT_FOUND', params: {}, ref: '' };
      return;
    }
    const reply = await office().merging.compare({ caseId: asked[0], other: asked[1] });
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return;
    found.value = reply.value;
    const { a, b } = reply.value;
    if (remains.value !== '') return;
    const first = staysByDefault(
      { status: a.line.status, createdAt: a.createdAt },
      { status: b.line.status, createdAt: b.createdAt },
    );
    remains.value = first ? a.caseId : b.caseId;
  }
  const compared = computed(() =>
    keep.value === undefined || other.value === undefined
      ? []
      : compareCases(
          keep.value.document,
          other.value.document,
          (field) => byId.value.get(field)?.protective,
          fields().map(({ id }) => id),
        ),
  );
  const rows = computed(() =>
    keep.value === undefined || other.value === undefined
      ? []
      : broughtRows(keep.value.document, other.value.document, (id) => byId.value.get(id)?.within?.by),
  );
  const obstacles = computed(() =>
    keep.value === undefined || other.value === undefined
      ? []
      : mergeObstacles(sideFacts(keep.value), sideFacts(other.value), keep.value.caseId === other.value.caseId),
  );

  async function merge(why: string): Promise<boolean> {
    if (busy.value || found.value === undefined || keep.value === undefined || other.value === undefined) return false;
    busy.value = true;
    const reply = await office().merging.merge({
      caseId: keep.value.caseId,
      other: other.value.caseId,
      take: { ...take.value },
      bring: { ...bring.value },
      why,
      seen: found.value.seen,
    });
    busy.value = false;
    refused.value = reply.ok ? undefined : reply.error;
    return reply.ok;
  }
  return {
    found,
    refused,
    busy,
    remains,
    keep,
    other,
    compared,
    rows,
    take,
    bring,
    obstacles,
    answersChanged: computed(() => takenChanges(compared.value, take.value).length),
    coming: computed(() => chosenRows(rows.value, bring.value)),
    read,
    merge,
  };
}
