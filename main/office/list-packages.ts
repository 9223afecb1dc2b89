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

/** Of the packages that others told of, what was found when one was checked: it takes a while, and pages ask often. */
const usable = new Map<string, ReturnType<typeof briefly> | undefined>();
const MOST_USABLE = 8;

/** What a package that came is called; undefined where this program cannot work with it. */
function usablePackage(
  { resourcesDir }: OpenOffice,
  hash: string,
  body: string,
): ReturnType<typeof briefly> | undefined {
  const key = `${resourcesDir} ${hash}`;
  if (usable.has(key)) return usable.get(key);
  const made = checkPackage(JSON.parse(body), resourcesDir);
  const found = made.ok && made.value.hash === hash ? briefly(hash, made.value.configuration) : undefined;
  if (usable.size >= MOST_USABLE) usable.clear();
  usable.set(key, found);
  return found;
}

/** What another computer of the office works with, while this one works with something else. */
function packageElsewhere(open: OpenOffice): Output<'config.packages'>['told'] {
  const told = toldInForce(open);
  if (told === undefined) return undefined;
  const { hash, device, at } = told;
  const from = fromComputer(open, device, at);
  const kept = new ConfigurationRepo(open.db).body(hash) ?? toldPackage(open, hash);
  if (kept === undefined) return { hash, from, state: 'incomplete' };
  const named = usablePackage(open, hash, kept);
  return named ? { hash, from, state: 'ready', named } : { hash, from, state: 'unusable' };
}

/** Which other computer of the office works with something else than this one. */
export function elsewhere(open: OpenOffice): Output<'config.elsewhere'> {
  const told = toldInForce(open);
  return told === undefined ? {} : { from: fromComputer(open, told.device, told.at) };
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
