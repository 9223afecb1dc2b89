import './no-eval.ts';
import { computed, type ComputedRef } from 'vue';
import { loadConfiguration, type LoadedConfiguration } from '#core/forms/config-schema.ts';
import { bindNaming, namingOf } from '#core/forms/naming-of.ts';
import { shareAreas } from '#core/forms/place-tree.ts';
import type { Configuration } from '#core/forms/types.ts';
import type { Result } from '#core/result.ts';
import type { Refused } from '../bridge.ts';
import { useConfigurationStore } from '../configuration.ts';

/** Compiling takes tens of milliseconds, so each configuration is compiled once. */
const compiled = new WeakMap<Configuration, Result<LoadedConfiguration>>();

function compile(configuration: Configuration): Result<LoadedConfiguration> {
  const known = compiled.get(configuration);
  if (known !== undefined) return known;
  const made = loadConfiguration(configuration);
  if (made.ok) {
    shareAreas(configuration, made.value.configuration);
    bindNaming(made.value.configuration, namingOf(configuration));
  }
  compiled.set(configuration, made);
  return made;
}

interface Loaded {
  readonly config: ComputedRef<LoadedConfiguration | undefined>;
  readonly refused: ComputedRef<Refused | undefined>;
  /** Asks again after a refusal. */
  readonly read: () => Promise<void>;
}

/** The office's forms, lists and rules, compiled; `refused` says why there are none. */
export function useLoadedConfiguration(): Loaded {
  const store = useConfigurationStore();
  void store.read();
  const result = computed(() => (store.configuration === undefined ? undefined : compile(store.configuration)));
  return {
    config: computed(() => (result.value?.ok === true ? result.value.value : undefined)),
    refused: computed(() => {
      if (store.refused !== undefined) return store.refused;
      if (result.value === undefined || result.value.ok) return undefined;
      return { code: result.value.error.code, params: result.value.error.params, ref: '' };
    }),
    read: store.read,
  };
}
