import type { Output } from '#core/contracts/index.ts';
import type { Configuration } from '#core/forms/types.ts';
import { ConfigurationRepo } from '../storage/configuration.repo.ts';
import { instantOf } from './clock.ts';
import { checkPackage, packageFrom, programPackage, type ConfigurationPackage } from './configuration-package.ts';
import type { OpenOffice } from './open-office.ts';
import { toldInForce, toldPackage } from './own-state/document-kinds.ts';
import { fromComputer, fromElsewhere } from './own-state/from-elsewhere.ts';
import { IN_FORCE, PLACES } from './own-state/thing-names.ts';
import { profileNames } from './read-configuration.ts';

/** The package in force, as it was taken. */
export function packageInForce(open: OpenOffice): ConfigurationPackage {
  const kept = new ConfigurationRepo(open.db);
  const hash = kept.all()[0]?.hash ?? '';
  const body = kept.body(hash);
  if (body === undefined) throw new Error('the office has no configuration');
  return { hash, body, configuration: packageFrom(body) };
}

export function configurationFileName(open: OpenOffice): string {
  const { profile, version } = packageInForce(open).configuration;
  return `${profile}-${String(version)}.hifadhi-config`;
}

/** What a package is called in lists. */
export const briefly = (hash: string, { profile, version, label }: Configuration) => ({
  hash,
  profile,
  version,
  label: { ...label },
});

/** What another computer of the office works with, while this one works with something else. */
function packageElsewhere(open: OpenOffice): Output<'config.packages'>['told'] {
  const told = toldInForce(open);
  if (told === undefined) return undefined;
  const { hash, device, at } = told;
  const from = fromComputer(open, device, at);
  const kept = new ConfigurationRepo(open.db).body(hash) ?? toldPackage(open, hash);
  if (kept === undefined) return { hash, from, state: 'incomplete' };
  const made = checkPackage(JSON.parse(kept), open.resourcesDir);
  if (!made.ok || made.value.hash !== hash) return { hash, from, state: 'unusable' };
  return { hash, from, state: 'ready', named: briefly(hash, made.value.configuration) };
}

export function listPackages(open: OpenOffice): Output<'config.packages'> {
  const kept = new ConfigurationRepo(open.db);
  const told = packageElsewhere(open);
  const from = fromElsewhere(open, IN_FORCE);
  const placesFrom = fromElsewhere(open, PLACES);
  const [now, ...earlier] = kept.all().map(({ hash, since }) => ({
    ...briefly(hash, packageFrom(kept.body(hash) ?? '')),
    sinceUtc: instantOf(since),
  }));
  if (now === undefined) throw new Error('the office has no configuration');
  const program = profileNames(open.resourcesDir).map((profile) => {
    const { hash, configuration } = programPackage(open.resourcesDir, profile);
    return briefly(hash, configuration);
  });
  return {
    now,
    earlier: earlier.filter(({ hash }) => hash !== told?.hash),
    program,
    ...(from === undefined ? {} : { from }),
    ...(told === undefined ? {} : { told }),
    ...(placesFrom === undefined ? {} : { placesFrom }),
  };
}
