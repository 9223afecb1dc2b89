import { watch, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Reply } from '#core/contracts/index.ts';
import type { Refused } from '../../bridge.ts';
import { useAct } from '../case/use-act.ts';

interface NewEntry {
  readonly busy: Ref<boolean>;
  readonly refused: Ref<Refused | undefined>;
  readonly tried: Ref<boolean>;
  /** What a question says whose answer is missing, once it was tried to keep the entry. */
  readonly needed: (there: boolean) => string | undefined;
  /** Sends what was typed; when it is kept, tells its id and closes the dialog. */
  readonly send: (call: () => Promise<Reply<{ readonly id: string }>>) => Promise<void>;
}

/** The dialog that writes a new entry down in a register: `kept` is told the id of the entry. */
export function useNewEntry(open: Ref<boolean>, kept: (id: string) => void): NewEntry {
  const { t } = useI18n();
  const { busy, refused, tried, send, reset } = useAct();
  watch(open, reset);
  const needed = (there: boolean): string | undefined =>
    tried.value && !there ? t('privacy.answer_needed') : undefined;
  async function sendEntry(call: () => Promise<Reply<{ readonly id: string }>>): Promise<void> {
    const done = await send(async () => {
      const reply = await call();
      if (reply.ok) kept(reply.value.id);
      return reply;
    });
    if (done) open.value = false;
  }
  return { busy, refused, tried, needed, send: sendEntry };
}
