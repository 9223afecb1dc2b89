import { computed, ref, type ComputedRef, type Ref } from 'vue';
import type { ExchangePreview, ExchangeSelection, OfficeLink } from '#core/contracts/exchange.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';

/** The steps of writing a stick, in order. Everything up to `stick` can be changed; nothing is written before it. */
export const STEPS = ['recipient', 'content', 'leaves', 'stick', 'hand_over'] as const;
export type Step = (typeof STEPS)[number];
export type What = 'chosen' | 'waiting' | 'open';
/** Where changes take several sticks: behind the last one, or everything that is not confirmed once more. */
export type Train = Exclude<Input<'exchange.write'>['train'], undefined>;
export type Files = Exclude<Input<'exchange.write'>['files'], undefined>;

interface Writing {
  readonly step: Ref<Step>;
  readonly offices: Ref<readonly OfficeLink[] | undefined>;
  readonly to: Ref<string | undefined>;
  readonly recipient: ComputedRef<OfficeLink | undefined>;
  readonly what: Ref<What>;
  /** Which attachments go onto this stick. */
  readonly files: Ref<Files>;
  /** Asked only where a train has begun. */
  readonly train: Ref<Train>;
  readonly preview: Ref<ExchangePreview | undefined>;
  readonly stick: Ref<Exclude<Output<'exchange.pickStick'>, null> | undefined>;
  readonly written: Ref<Output<'exchange.write'> | undefined>;
  readonly refused: Ref<Refused | undefined>;
  readonly busy: Ref<boolean>;
  readonly start: () => Promise<void>;
  /** Reads again how it stands with each office. */
  readonly readOffices: () => Promise<void>;
  readonly toContent: () => void;
  readonly toLeaves: () => Promise<void>;
  readonly toStick: () => void;
  /** Shares what was chosen and begins a visit to the relay. False when it was refused. */
  readonly byRelay: () => Promise<boolean>;
  readonly hasRelay: Ref<boolean>;
  readonly pick: () => Promise<void>;
  readonly write: () => Promise<void>;
  /** The next stick of a train: what did not fit onto the last one. */
  readonly nextStick: () => void;
  readonly change: (step: Step) => void;
}

/**
 * What was chosen on the way to a written stick. `asked`: cases chosen elsewhere; `wanted`: the office chosen
 * elsewhere. What is already known is not asked again, but can be changed.
 */
export function useWriting(asked: readonly CaseId[], wanted: string | undefined): Writing {
  const step = ref<Step>('recipient');
  const offices = ref<readonly OfficeLink[]>();
  const to = ref<string>();
  const what = ref<What>(asked.length > 0 ? 'chosen' : 'waiting');
  const files = ref<Files>('new');
  const train = ref<Train>('next');
  const preview = ref<ExchangePreview>();
  const stick = ref<Exclude<Output<'exchange.pickStick'>, null>>();
  const written = ref<Output<'exchange.write'>>();
  const refused = ref<Refused>();
  const busy = ref(false);
  const hasRelay = ref(false);
  const continues = ref(false);
  const recipient = computed(() => offices.value?.find((one) => one.officeId === to.value));
  const selection = (): ExchangeSelection =>
    what.value === 'chosen' ? { cases: [...asked] } : what.value === 'waiting' ? { waiting: true } : { allOpen: true };

  async function start(): Promise<void> {
    const [reply, relay] = await Promise.all([office().exchange.offices({}), office().relay.status({})]);
    hasRelay.value = relay.ok && relay.value.relay !== null;
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return;
    // Nothing is written for an office that is no longer in the programme.
    const open = reply.value.filter(({ dropped }) => dropped === undefined);
    offices.value = open;
    const known = open.find((one) => one.officeId === wanted) ?? (open.length === 1 ? open[0] : undefined);
    to.value = known?.officeId;
    if (known === undefined) return;
    // To the other computers of this office everything goes: there is nothing to choose.
    if (known.own) what.value = 'waiting';
    if (asked.length > 0) await toLeaves();
    else toContent();
  }
  async function readOffices(): Promise<void> {
    const now = await office().exchange.offices({});
    if (now.ok) offices.value = now.value;
  }
  function toContent(): void {
    if (recipient.value?.own === true) what.value = 'waiting';
    if (recipient.value) step.value = 'content';
  }
  async function toLeaves(): Promise<void> {
    const { officeId } = recipient.value ?? {};
    if (officeId === undefined || busy.value) return;
    busy.value = true;
    const reply = await office().exchange.preview({ office: officeId, selection: selection() });
    busy.value = false;
    refused.value = reply.ok ? undefined : reply.error;
    preview.value = reply.ok ? reply.value : undefined;
    step.value = reply.ok ? 'leaves' : 'content';
  }
  function toStick(): void {
    if (preview.value) step.value = 'stick';
  }
  async function byRelay(): Promise<boolean> {
    const { officeId } = recipient.value ?? {};
    if (officeId === undefined || busy.value) return false;
    busy.value = true;
    const reply = await office().relay.queue({ office: officeId, selection: selection() });
    busy.value = false;
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) await office().relay.visit({});
    return reply.ok;
  }
  async function pick(): Promise<void> {
    const reply = await office().exchange.pickStick({});
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok && reply.value) stick.value = reply.value;
  }
  async function write(): Promise<void> {
    const { officeId } = recipient.value ?? {};
    if (officeId === undefined || stick.value === undefined || busy.value) return;
    busy.value = true;
    refused.value = undefined;
    const reply = await office().exchange.write({
      office: officeId,
      selection: selection(),
      place: stick.value.place,
      files: files.value,
      ...(recipient.value?.train || continues.value ? { train: train.value } : {}),
    });
    busy.value = false;
    if (!reply.ok) {
      refused.value = reply.error;
      // Some bundles may be on the stick already: what is left goes on behind them.
      await readOffices();
      if (recipient.value?.train) train.value = 'next';
      return;
    }
    written.value = reply.value;
    step.value = 'hand_over';
  }
  function nextStick(): void {
    // The cases are on the first stick; what changed meanwhile goes along.
    what.value = 'waiting';
    files.value = 'new';
    train.value = 'next';
    continues.value ||= written.value?.train !== undefined;
    stick.value = undefined;
    written.value = undefined;
    step.value = 'stick';
  }
  function change(next: Step): void {
    if (busy.value || written.value) return;
    refused.value = undefined;
    step.value = next;
  }
  return {
    step,
    offices,
    to,
    recipient,
    what,
    files,
    train,
    preview,
    stick,
    written,
    refused,
    busy,
    start,
    readOffices,
    toContent,
    toLeaves,
    toStick,
    byRelay,
    hasRelay,
    pick,
    write,
    nextStick,
    change,
  };
}
