import { computed, reactive, ref, type ComputedRef, type Ref } from 'vue';
import type { FileTerms } from '#core/contracts/exports.contract.ts';
import { addDays } from '#core/forms/iso-date.ts';

/** How long a recipient keeps a file unless somebody says otherwise. */
const USUAL_DAYS = 90;
const SHORTEST_PURPOSE = 3;
const SHORTEST_RECIPIENT = 2;

interface TermChoices {
  purpose: string;
  recipient: string;
  /** `YYYY-MM-DD`; empty: none yet. */
  keepUntil: string;
  readable: boolean;
  readableWhy: string;
}
/** What is missing, in the order of the page. */
export type MissingTerm = 'purpose' | 'recipient' | 'keep_until' | 'readable_why';

export interface Terms {
  readonly choices: TermChoices;
  readonly missing: ComputedRef<readonly MissingTerm[]>;
  /** Whether the person tried already: from then on it is said what is missing. */
  readonly tried: Ref<boolean>;
  readonly order: () => FileTerms;
}

/** On what terms a file leaves. It is encrypted unless somebody chooses otherwise and says why. */
export function useTerms(today: string): Terms {
  const choices = reactive<TermChoices>({
    purpose: '',
    recipient: '',
    keepUntil: addDays(today, USUAL_DAYS) ?? today,
    readable: false,
    readableWhy: '',
  });
  const short = (text: string, least: number): boolean => text.trim().length < least;
  const missing = computed(() => {
    const found: MissingTerm[] = [];
    if (short(choices.purpose, SHORTEST_PURPOSE)) found.push('purpose');
    if (short(choices.recipient, SHORTEST_RECIPIENT)) found.push('recipient');
    if (choices.keepUntil < today) found.push('keep_until');
    if (choices.readable && short(choices.readableWhy, SHORTEST_PURPOSE)) found.push('readable_why');
    return found;
  });
  return {
    choices,
    missing,
    tried: ref(false),
    order: () => ({
      purpose: choices.purpose.trim(),
      recipient: choices.recipient.trim(),
      keepUntil: choices.keepUntil,
      sealed: !choices.readable,
      ...(choices.readable ? { readableWhy: choices.readableWhy.trim() } : {}),
    }),
  };
}
