import { ref, shallowRef, type ShallowRef } from 'vue';
import { defineStore } from 'pinia';
import { bindNaming } from '#core/forms/naming-of.ts';
import { bindAreas } from '#core/forms/place-tree.ts';
import { RECORD_KINDS, type RecordList } from '#core/finding/record-kinds.ts';
import type { Configuration, FieldDef } from '#core/forms/types.ts';
import { onLock } from './app/on-lock.ts';
import { office, type Refused } from './bridge.ts';
import { useFormats } from './i18n/format.ts';

/** The office's configuration, asked for once and kept until the lock. */
export const useConfigurationStore = defineStore('configuration', () => {
  const configuration: ShallowRef<Configuration | undefined> = shallowRef();
  const refused = ref<Refused>();
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    const [reply, areas, naming] = await Promise.all([
      office().config.get({}),
      office().config.areas({}),
      office().settings.naming({}),
    ]);
    const failed = [reply, areas, naming].find(({ ok }) => !ok);
    refused.value = failed?.ok === false ? failed.error : undefined;
    if (!reply.ok || !areas.ok || !naming.ok) {
      asking = undefined;
      return;
    }
    bindAreas(reply.value, areas.value);
    bindNaming(reply.value, naming.value);
    configuration.value = reply.value;
  }
  /** Returns when the configuration is here, or `refused` says why it is not. */
  const read = (): Promise<void> => (asking ??= ask());
  function clear(): void {
    configuration.value = undefined;
    refused.value = undefined;
    asking = undefined;
  }
  onLock({ clear });
  // What is on the page stays there until the new one is here.
  office().on((event) => {
    if (event.type === 'configuration' && asking !== undefined) asking = ask();
  });
  return { configuration, refused, read, clear };
});

/** The questions that the records of a list answer; none while the configuration is on its way. */
export function recordFields(configuration: Configuration | undefined, list: RecordList): readonly FieldDef[] {
  const { tells } = RECORD_KINDS[list];
  return (configuration?.forms ?? [])
    .flatMap(({ sections }) => sections.flatMap(({ fields }) => fields))
    .flatMap(({ id, fields }) => (id === tells ? (fields ?? []) : []));
}

export interface OptionWords {
  /** The active options of a list, in its order and in the language of the screen. */
  readonly options: (list: string) => { readonly value: string; readonly label: string }[];
  /** One option in words; its id when the configuration does not know it, empty while it is on its way. */
  readonly word: (list: string, option: string) => string;
}

/** The words of the configuration's option lists. */
export function useOptionWords(): OptionWords {
  const store = useConfigurationStore();
  const { say } = useFormats();
  void store.read();
  const find = (list: string) => store.configuration?.lists.find((one) => one.id === list)?.options ?? [];
  return {
    options: (list) =>
      find(list)
        .filter((option) => option.active !== false)
        .map((option) => ({ value: option.id, label: say(option.label) })),
    word: (list, id) => {
      if (store.configuration === undefined) return '';
      const option = find(list).find((one) => one.id === id);
      return option === undefined ? id : say(option.label);
    },
  };
}
