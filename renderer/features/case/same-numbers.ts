import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { factsOf } from '#core/records/facts.ts';
import { office } from '../../bridge.ts';
import type { FormState } from '../../forms/form-state.ts';

export type SameNumber = Output<'cases.sameNumbers'>[number];

const PAUSE_MS = 500;
const MOST = 50;
const LINE = 200;

type Numbers = Input<'cases.sameNumbers'>['numbers'];

/** The phones and identity numbers that stand in the form now. */
function typedIn(state: FormState): Numbers {
  const { phones, identifiers } = factsOf(state.session.document);
  return [
    ...phones.map((text) => ({ kind: 'phone' as const, text: text.slice(0, LINE) })),
    ...identifiers.map((text) => ({ kind: 'identifier' as const, text: text.slice(0, LINE) })),
  ].slice(0, MOST);
}

/** Other cases that hold a number of this one, kept up with what is typed. A refusal leaves the list as it was. */
export function useSameNumbers(caseId: () => CaseId, state: () => FormState): ShallowRef<readonly SameNumber[]> {
  const found = shallowRef<readonly SameNumber[]>([]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  async function ask(): Promise<void> {
    turn += 1;
    const mine = turn;
    const reply = await office().cases.sameNumbers({ except: caseId(), numbers: typedIn(state()) });
    if (mine === turn && reply.ok) found.value = reply.value;
  }
  let before = '';
  watch(
    () => state().view.value,
    () => {
      const numbers = JSON.stringify(typedIn(state()));
      if (numbers === before) return;
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), before === '' ? 0 : PAUSE_MS);
      before = numbers;
    },
    { immediate: true },
  );
  onBeforeUnmount(() => {
    clearTimeout(timer);
  });
  return found;
}
