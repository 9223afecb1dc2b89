import { inject, provide, reactive, ref, shallowRef, type InjectionKey, type Ref, type ShallowRef } from 'vue';
import type { CaseActivity } from '#core/contracts/casework.contract.ts';
import type { Reply } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';

/** What is done with a case beside its forms, each in a dialog of its own. */
export const ACTS = [
  'ask',
  'flag',
  'refer',
  'refer_office',
  'give',
  'offer',
  'hand_over',
  'close',
  'reopen',
  'disable',
  'enable',
] as const;
export type Act = (typeof ACTS)[number];
export const isAct = (id: string): id is Act => ACTS.some((act) => act === id);

interface OpenRecord {
  readonly rows: string;
  readonly id: string;
}

/** The button of the case's menu, to which the focus goes back. */
export const MORE_ID = 'case-more';

export interface Activity {
  /** Undefined until it is here. */
  readonly activity: ShallowRef<CaseActivity | undefined>;
  readonly refused: Ref<Refused | undefined>;
  readonly read: () => Promise<void>;
  /** Does something and reads again what stands beside the forms. Answers what was refused. */
  readonly run: (call: () => Promise<Reply<unknown>>) => Promise<Refused | undefined>;
  /** An own act is under way: the change that the office tells of is no news. */
  readonly acting: () => boolean;
  /** The open tab of the side panel; it stays open when the case is read again. */
  readonly tab: Ref<string>;
  /** Somebody asked to write a note: the field takes the focus as soon as it is there. */
  readonly noteWanted: Ref<boolean>;
  /** Which dialog is open. */
  readonly act: Ref<Act | undefined>;
  /** Brings a form into sight, with one of its records open. */
  readonly show: (form: string, record?: OpenRecord) => void;
  /** Resolves when the case stands on the page as the office last told of it. */
  readonly pageRead: () => Promise<void>;
  /** Comments and answers typed in the panel and not sent yet, by what they belong to. */
  readonly typed: Record<string, string>;
}

const ACTIVITY: InjectionKey<Activity> = Symbol('activity');

interface CasePageParts extends Pick<Activity, 'show' | 'pageRead'> {
  readonly caseId: () => CaseId | undefined;
}

/** For the page of a case: what people did and decided around it, kept while its forms are read again. */
export function provideActivity({ caseId, show, pageRead }: CasePageParts): Activity {
  const activity = shallowRef<CaseActivity>();
  const refused = ref<Refused>();
  let round = 0;
  let acts = 0;
  const act = ref<Act>();

  async function read(): Promise<void> {
    const id = caseId();
    const mine = (round += 1);
    if (id === undefined) {
      activity.value = undefined;
      return;
    }
    const reply = await office().casework.activity({ caseId: id });
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) activity.value = reply.value;
  }
  async function run(call: () => Promise<Reply<unknown>>): Promise<Refused | undefined> {
    acts += 1;
    const reply = await call();
    await Promise.all([read(), pageRead()]);
    acts -= 1;
    return reply.ok ? undefined : reply.error;
  }
  const made: Activity = {
    activity,
    refused,
    read,
    run,
    acting: () => acts > 0 || act.value !== undefined,
    tab: ref('todo'),
    noteWanted: ref(false),
    act,
    show,
    pageRead,
    typed: reactive({}),
  };
  provide(ACTIVITY, made);
  return made;
}

/** Inside the page of a case. */
export function useActivity(): Activity {
  const made = inject(ACTIVITY, undefined);
  if (made === undefined) throw new Error('there is no case around this');
  return made;
}
