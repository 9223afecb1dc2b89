import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Output } from '#core/contracts/index.ts';
import type { FieldPath } from '#core/forms/view.ts';
import { INVALID, NEEDED, pathKey } from '#core/forms/view.ts';
import type { DraftId } from '#core/ids.ts';
import { office, type Refused } from '../bridge.ts';
import { useFormats } from '../i18n/format.ts';
import { useCheckWords } from './check-words.ts';
import type { DraftSaver } from './draft-saver.ts';
import { fieldDomId } from './field-id.ts';
import type { FormState } from './form-state.ts';

interface Saving {
  readonly refused: Ref<Refused | undefined>;
  /** What stands in the way, for the error summary. Shrinks as answers are put right. */
  readonly items: ComputedRef<readonly { readonly id: string; readonly text: string }[]>;
  readonly busy: Ref<boolean>;
  /** Writes the draft, then asks the office to save it. Undefined when it did not; `refused` and `items` say why. */
  readonly save: () => Promise<Output<'cases.save'> | undefined>;
  /** The question behind an item's id. */
  readonly pathOf: (id: string) => FieldPath | undefined;
}

/** Turning a draft into a case, or an edit into a signed save. The office judges; the page points at the questions. */
export function useSaving(form: FormState, saver: DraftSaver, draftId: DraftId): Saving {
  const { t } = useI18n();
  const { say } = useFormats();
  const words = useCheckWords();
  const refused = ref<Refused>();
  const busy = ref(false);
  const labelOf = (path: FieldPath): string => {
    const def = form.view.value.fields.get(pathKey(path))?.def;
    return def === undefined ? path.field : say(def.label);
  };
  const standing = computed(() => {
    const code = refused.value?.code;
    if (code !== 'FORM_NEEDED' && code !== 'FORM_INVALID' && code !== 'FORM_REASON_NEEDED') return [];
    const found = form.checks.value
      .filter((check) => check.kind === 'E')
      .flatMap((check) => {
        const [path] = check.paths;
        if (path === undefined) return [];
        const text = words(check);
        const own = check.rule === NEEDED || check.rule === INVALID;
        return [{ path, text: own ? t('forms.summary_item', { question: labelOf(path), text }) : text }];
      });
    const { field, rows, row } = refused.value?.params ?? {};
    if (found.length > 0 || typeof field !== 'string' || code !== 'FORM_REASON_NEEDED') return found;
    const path: FieldPath = typeof rows === 'string' && typeof row === 'string' ? { rows, row, field } : { field };
    return [{ path, text: t('forms.summary_item', { question: labelOf(path), text: t('forms.new_reason') }) }];
  });
  return {
    refused,
    busy,
    items: computed(() => standing.value.map(({ path, text }) => ({ id: fieldDomId(path), text }))),
    pathOf: (id) => standing.value.find(({ path }) => fieldDomId(path) === id)?.path,
    async save() {
      busy.value = true;
      refused.value = undefined;
      form.leave();
      const written = await saver.saveNow();
      const reply = written ? await office().cases.save({ draftId }) : undefined;
      busy.value = false;
      if (reply === undefined) return undefined;
      if (reply.ok) {
        saver.stop();
        return reply.value;
      }
      form.showAll();
      refused.value = reply.error;
      return undefined;
    },
  };
}
