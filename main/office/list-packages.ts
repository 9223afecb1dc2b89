import type { Output } from '#core/contracts/index.ts';
import type { Configuration } from '#core/forms/types.ts';
import { ConfigurationRepo } from '../storage/configuration.repo.ts';
import { instantOf } from './clock.ts';
import { packageFrom, programPackage, type ConfigurationPackage } from './configuration-package.ts';
import type { OpenOffice } from './open-office.ts';
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

export function listPackages(open: OpenOffice): Output<'config.packages'> {
  const kept = new ConfigurationRepo(open.db);
  const [now, ...earlier] = kept.all().map(({ hash, since }) => ({
    ...briefly(hash, packageFrom(kept.body(hash) ?? '')),
    sinceUtc: instantOf(since),
  }));
  if (now === undefined) throw new Error('the office has no configuration');
  const program = profileNames(open.resourcesDir).map((profile) => {
    const { hash, configuration } = programPackage(open.resourcesDir, profile);
    return briefly(hash, configuration);
  });
  return { now, earlier, program };
}
