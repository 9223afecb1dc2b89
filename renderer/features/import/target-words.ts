import { computed, type ComputedRef } from 'vue';
import { importTargets, type ImportTarget } from '#core/import/targets.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useFormats } from '../../i18n/format.ts';

export interface TargetOption {
  readonly value: string;
  readonly label: string;
  readonly group: string;
}
interface TargetWords {
  readonly targets: ComputedRef<ReadonlyMap<string, ImportTarget>>;
  /** Everything that a column may answer, under the names of the forms. */
  readonly options: ComputedRef<readonly TargetOption[]>;
  /** A question in the language of the screen; its id where none is known. */
  readonly nameOf: (id: string) => string;
}

/** The questions that a list may answer, in words. */
export function useTargetWords(): TargetWords {
  const { say } = useFormats();
  const store = useConfigurationStore();
  void store.read();
  const targets = computed(() =>
    store.configuration === undefined ? new Map<string, ImportTarget>() : importTargets(store.configuration),
  );
  const labelOf = ({ field, rows }: ImportTarget): string =>
    rows === undefined ? say(field.label) : `${say(rows.label)}: ${say(field.label)}`;
  const options = computed(() =>
    [...targets.value.values()].map((target) => ({
      value: target.id,
      label: labelOf(target),
      group: say(target.form.label),
    })),
  );
  const nameOf = (id: string): string => {
    const target = targets.value.get(id);
    return target === undefined ? id : labelOf(target);
  };
  return { targets, options, nameOf };
}
