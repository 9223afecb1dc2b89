import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';
import type { Draft } from '#core/contracts/cases.contract.ts';
import type { Reply } from '#core/contracts/index.ts';
import { patchBetween } from '#core/forms/document-patch.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { onLock } from '../app/on-lock.ts';
import { office } from '../bridge.ts';
import { sentDocument, sentPatch } from './draft-document.ts';
import type { FormState } from './form-state.ts';

/** After the last key. With the writing itself it stays below the second that is promised. */
const PAUSE_MS = 500;
/** While somebody types without a pause, at least this often. */
const LONGEST_MS = 900;
const RETRY_MS = 3000;

export interface DraftSaver {
  readonly state: Ref<'saved' | 'saving' | 'failed'>;
  readonly savedAt: Ref<string>;
  /** Writes at once what is not written yet; true when nothing is left to write. */
  readonly saveNow: () => Promise<boolean>;
  /** The draft is done with: nothing is written any more. */
  readonly stop: () => void;
}

/** A draft of a form on this computer while somebody works on it. */
export function useDraftSaver(form: FormState, draft: Draft): DraftSaver {
  /** The answers as the office has them; undefined: that is not certain, and the next time all of them are sent. */
  let stored: CaseDocument | undefined = draft.document as CaseDocument;

  /** A case of hundreds of records is not copied for one letter: only what differs from what is stored goes over. */
  async function send(document: CaseDocument): Promise<Reply<{ readonly savedAtUtc: string }>> {
    const beside = {
      draftId: draft.draftId,
      accepted: form.accepted.value.map((one) => ({ ...one })),
      notSameAs: [...draft.notSameAs],
    };
    const known = stored;
    stored = undefined;
    const patch = known && sentPatch(patchBetween(known, document));
    let reply = patch === undefined ? undefined : await office().cases.changeDraft({ ...beside, patch });
    if (reply === undefined || (!reply.ok && reply.error.code === 'FORM_STALE'))
      reply = await office().cases.saveDraft({ ...beside, document: sentDocument(document) });
    if (reply.ok) stored = document;
    return reply;
  }
  const keeper = useKeeper(draft.savedAtUtc, () => send(form.session.document));
  onBeforeUnmount(form.session.subscribe(keeper.changed));
  return keeper;
}

/**
 * Keeps what somebody types: soon after the last key, on leaving a field, when the page is hidden, on lock and on
 * leaving the page. A failed write is tried again until it works. `keep` writes what stands there when it is called.
 */
export function useKeeper(
  keptAtUtc: string,
  keep: () => Promise<Reply<{ readonly savedAtUtc: string }>>,
): DraftSaver & { readonly changed: () => void } {
  const state = ref<'saved' | 'saving' | 'failed'>('saved');
  const savedAt = ref(keptAtUtc);
  let dirty = false;
  let dirtySince = 0;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<boolean> | undefined;

  async function write(): Promise<boolean> {
    while (dirty && !stopped) {
      dirty = false;
      state.value = 'saving';
      const reply = await keep();
      if (!reply.ok) {
        dirty = true;
        state.value = 'failed';
        schedule(RETRY_MS);
        return false;
      }
      savedAt.value = reply.value.savedAtUtc;
    }
    state.value = 'saved';
    return true;
  }
  async function saveNow(): Promise<boolean> {
    clearTimeout(timer);
    if (stopped) return true;
    if (writing !== undefined) await writing;
    writing = write();
    const done = await writing;
    writing = undefined;
    return done;
  }
  function schedule(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void saveNow(), ms);
  }
  function changed(): void {
    const now = performance.now();
    if (!dirty) dirtySince = now;
    dirty = true;
    if (state.value === 'saved') state.value = 'saving';
    schedule(Math.max(0, Math.min(PAUSE_MS, LONGEST_MS - (now - dirtySince))));
  }
  const flush = (): void => void saveNow();
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') flush();
  };
  function stop(): void {
    stopped = true;
    clearTimeout(timer);
  }
  const endLock = onLock({ save: saveNow, clear: stop });
  onMounted(() => {
    document.addEventListener('visibilitychange', hidden);
    window.addEventListener('pagehide', flush);
  });
  onBeforeUnmount(() => {
    void saveNow();
    endLock();
    document.removeEventListener('visibilitychange', hidden);
    window.removeEventListener('pagehide', flush);
  });
  return { state, savedAt, saveNow, stop, changed };
}
