import { USUAL_NAMING, type Naming } from '../records/naming.ts';
import type { Configuration } from './types.ts';

const chosen = new WeakMap<Configuration, Naming>();

/** From here on names are composed and spelt with this configuration as the office writes them. */
export function bindNaming(configuration: Configuration, naming: Naming): void {
  chosen.set(configuration, naming);
}

export const namingOf = (configuration: Configuration): Naming => chosen.get(configuration) ?? USUAL_NAMING;
