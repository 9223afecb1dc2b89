import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { PreparedReferral } from '#core/contracts/referrals.contract.ts';
import type { CaseId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';
import { fill, useTypedReferralStore, wishOf, type TypedReferral } from './typed-referral.store.ts';

type Line = PreparedReferral['fields'][number];

export interface Refer {
  readonly typed: TypedReferral;
  /** Undefined until known. */
  readonly prepared: ShallowRef<PreparedReferral | undefined>;
  readonly refused: Ref<Refused | undefined>;
  readonly busy: Ref<boolean>;
  /** It was tried to send: what is missing is said from now on. */
  readonly tried: Ref<boolean>;
  readonly isChosen: (line: Line) => boolean;
  readonly choose: (line: Line, on: boolean) => void;
  /** What would go along, in the order of the forms. */
  readonly chosen: ComputedRef<readonly Line[]>;
  /** Fields of the page that still need an answer, by name. */
  readonly gaps: ComputedRef<ReadonlySet<string>>;
  readonly needsWhy: ComputedRef<boolean>;
  /** The id of what was sent, or kept as a draft; undefined: it was not. */
  readonly send: () => Promise<string | undefined>;
  readonly keep: () => Promise<string | undefined>;
  readonly read: () => Promise<void>;
}

interface Begun {
  readonly referral?: string | undefined;
  readonly serviceRow?: string | undefined;
  /** It was asked to refer to another office. */
  readonly toOffice?: boolean;
}

const SHORTEST_WHY = 3;

/** A referral of one case on its way: what is typed, what consent says to it, what would go along. */
export function useRefer(caseId: CaseId, begun: Begun): Refer {
  const store = useTypedReferralStore();
  const known = store.of(caseId);
  const other = begun.referral !== known.referral || begun.serviceRow !== known.serviceRow;
  // Begun from another row or draft than the one that was left: that one is wanted now.
  if (other && (begun.referral !== undefined || begun.serviceRow !== undefined || !known.touched)) store.forget(caseId);
  const typed = store.of(caseId);
  const prepared = shallowRef<PreparedReferral>();
  const refused = ref<Refused>();
  const busy = ref(false);
  const tried = ref(false);
  let round = 0;
  let filled = typed.touched;

  async function read(): Promise<void> {
    const mine = (round += 1);
    const { kind: to, service } = typed;
    const reply = await office().referrals.prepare({
      caseId,
      to,
      ...(service === undefined ? {} : { service }),
      ...(filled || begun.referral === undefined ? {} : { referral: begun.referral }),
      ...(filled || begun.serviceRow === undefined ? {} : { serviceRow: begun.serviceRow }),
    });
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return;
    prepared.value = reply.value;
    const { wish, fields, offices, until } = reply.value;
    if (begun.toOffice === true && !filled && offices.length > 0) typed.kind = 'office';
    typed.until ??= until;
    if (filled || wish === undefined) return;
    filled = true;
    fill(typed, wish);
    typed.referral = begun.referral;
    typed.serviceRow = wish.serviceRow ?? begun.serviceRow;
    if (begun.referral !== undefined) {
      typed.added = [...wish.fields];
      typed.removed = fields.filter(({ field }) => !wish.fields.includes(field)).map(({ field }) => field);
    }
    await read();
  }
  watch(
    () => [typed.kind, typed.service],
    () => void read(),
  );

  const isChosen = ({ field, suggested, closed }: Line): boolean =>
    closed === undefined && (typed.added.includes(field) || (suggested && !typed.removed.includes(field)));
  function choose({ field }: Line, on: boolean): void {
    typed.touched = true;
    const without = (list: readonly string[]): string[] => list.filter((one) => one !== field);
    typed.added = on ? [...without(typed.added), field] : without(typed.added);
    typed.removed = on ? without(typed.removed) : [...without(typed.removed), field];
  }
  const chosen = computed(() => (prepared.value?.fields ?? []).filter(isChosen));
  watch(
    chosen,
    (lines) => {
      typed.fields = lines.map(({ field }) => field);
    },
    { immediate: true },
  );

  const needsWhy = computed(() => prepared.value !== undefined && prepared.value.opensBy !== 'consent');
  const gaps = computed<ReadonlySet<string>>(() => {
    const { kind } = typed;
    const blank = (text: string): boolean => text.trim() === '';
    const told = typed.childInformed === 'yes' && typed.caregiverInformed === 'yes';
    const missing: Readonly<Record<string, boolean>> = {
      user: kind === 'colleague' && typed.user === undefined,
      office: kind === 'office' && typed.office === undefined,
      until: kind === 'office' && typed.until === undefined,
      agency: kind === 'provider' && blank(typed.agency),
      service: typed.service === undefined,
      serviceOther: typed.service === 'other' && blank(typed.serviceOther),
      priority: typed.priority === undefined,
      reason: blank(typed.reason),
      contactVia: typed.contactVia === undefined,
      childInformed: typed.childInformed === undefined,
      caregiverInformed: typed.caregiverInformed === undefined,
      notInformedWhy:
        !told &&
        typed.childInformed !== undefined &&
        typed.caregiverInformed !== undefined &&
        blank(typed.notInformedWhy),
      why: needsWhy.value && prepared.value?.maySend === true && typed.why.trim().length < SHORTEST_WHY,
    };
    return new Set(Object.keys(missing).filter((name) => missing[name] === true));
  });
  async function run(sending: boolean): Promise<string | undefined> {
    if (busy.value) return undefined;
    if (sending) tried.value = true;
    if (sending && gaps.value.size > 0) return undefined;
    busy.value = true;
    const what = { caseId, wish: wishOf(typed), ...(typed.referral === undefined ? {} : { referral: typed.referral }) };
    const reply = sending
      ? await office().referrals.send({ ...what, why: typed.why })
      : await office().referrals.keep(what);
    busy.value = false;
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return undefined;
    store.forget(caseId);
    return reply.value.referral;
  }
  void read();
  return {
    typed,
    prepared,
    refused,
    busy,
    tried,
    isChosen,
    choose,
    chosen,
    gaps,
    needsWhy,
    send: () => run(true),
    keep: () => run(false),
    read,
  };
}
