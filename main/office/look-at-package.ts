import type { PackagePreview } from '#core/contracts/config.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import { configurationChanges } from '#core/forms/configuration-changes.ts';
import { withRetired } from '#core/forms/retired.ts';
import { unreadableAnswers } from '#core/forms/unreadable-answers.ts';
import { Refusal } from '#core/result.ts';
import { ConfigurationRepo } from '../storage/configuration.repo.ts';
import { readConfigurationFile } from './configuration-file.ts';
import {
  checkPackage,
  packageFrom,
  programPackage,
  withRoles,
  type ConfigurationPackage,
} from './configuration-package.ts';
import { countAnswers } from './count-answers.ts';
import { briefly, packageInForce } from './list-packages.ts';
import { staysAsItIs } from './manage-roles.ts';
import { keptPackages } from './office-configuration.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { toldPackage } from './own-state/document-kinds.ts';
import { profileNames } from './read-configuration.ts';

/** What was looked at last: only that can be switched to, so that what is switched to is what was shown. */
const looked = new WeakMap<OpenOffice, ConfigurationPackage>();

/** The package that was looked at last, if it is this one. FORM_STALE otherwise. */
export function lookedAt(open: OpenOffice, hash: string): ConfigurationPackage {
  const found = looked.get(open);
  if (found?.hash !== hash) throw new Refusal('FORM_STALE');
  return found;
}

function compared(now: ConfigurationPackage, { hash, configuration }: ConfigurationPackage): PackagePreview['than'] {
  const { profile, version } = now.configuration;
  if (hash === now.hash) return 'same';
  if (configuration.profile !== profile) return 'other';
  return configuration.version > version ? 'newer' : configuration.version < version ? 'older' : 'equal';
}

function look(open: OpenOffice, chosen: ConfigurationPackage): PackagePreview {
  const [now, ...earlier] = keptPackages(open.db);
  if (now === undefined) throw new Error('the office has no configuration');
  looked.set(open, chosen);
  const { hash, configuration } = chosen;
  return {
    ...briefly(hash, configuration),
    description: { ...configuration.description },
    than: compared(packageInForce(open), chosen),
    changes: [
      ...configurationChanges(
        withRoles(withRetired(now, earlier), open.resourcesDir),
        withRoles(configuration, open.resourcesDir),
        countAnswers(open),
        staysAsItIs(open, configuration),
      ),
    ],
    waits: new ConfigurationRepo(open.db).isWaiting(hash),
    unreadable: [...unreadableAnswers(configuration, [now, ...earlier])],
  };
}

/** Looks at a package that is here already or waits for a second person, checked anew: a program of another version may read it otherwise. */
export function lookAtPackage(open: OpenOffice, input: Input<'config.look'>): PackagePreview {
  if ('profile' in input) {
    if (!profileNames(open.resourcesDir).includes(input.profile)) throw new Refusal('FORM_STALE');
    return look(open, programPackage(open.resourcesDir, input.profile));
  }
  const kept = new ConfigurationRepo(open.db);
  const body = kept.body(input.hash) ?? kept.waitingBody(input.hash) ?? toldPackage(open, input.hash);
  if (body === undefined) throw new Refusal('FORM_STALE');
  return look(open, valueOf(checkPackage(packageFrom(body), open.resourcesDir)));
}

/** Looks at what a file holds; nothing is kept of it before the switch. */
export const lookAtFile = (open: OpenOffice, path: string): PackagePreview =>
  look(open, valueOf(checkPackage(readConfigurationFile(path), open.resourcesDir)));
