import type { Input, Output } from '#core/contracts/index.ts';
import type { Configuration } from '#core/forms/types.ts';
import { unreadableAnswers } from '#core/forms/unreadable-answers.ts';
import { Refusal } from '#core/result.ts';
import { ConfigurationRepo } from '../storage/configuration.repo.ts';
import { audit } from './audit.ts';
import { checkPackage, packageFrom, withRoles, type ConfigurationPackage } from './configuration-package.ts';
import { packageInForce } from './list-packages.ts';
import { valueOf } from './office-files.ts';
import { secondKinds } from './second-kinds.ts';
import { agreeingRights } from './second-basis.ts';
import { holdsUp, isAgreed, needSecond, withdrawRequests } from './wait-for-second.ts';
import type { WaitingRow } from '../storage/second-person.repo.ts';
import { lookedAt } from './look-at-package.ts';
import { keptPackages, officeConfiguration, workWith } from './office-configuration.ts';
import { keepHeldRoles } from './manage-roles.ts';
import type { OpenOffice } from './open-office.ts';
import { IN_FORCE } from './own-state/thing-names.ts';
import { projectEverything } from './project-case.ts';
import { renewStates } from './renew-states.ts';

/** Cases between two words about how far it is. */
const TOLD_EVERY = 20;

/** A package in the audit trail: which, and the beginning of its hash. */
const named = ({ profile, version }: Configuration, hash: string): string =>
  `${profile} ${String(version)} ${hash.slice(0, 16)}`;

/** A package that a second person is asked to agree to, checked anew: the program may be another since. FORM_STALE. */
function waitingPackage(open: OpenOffice, hash: string): ConfigurationPackage {
  const body = new ConfigurationRepo(open.db).waitingBody(hash);
  if (body === undefined) throw new Refusal('FORM_STALE');
  return valueOf(checkPackage(packageFrom(body), open.resourcesDir));
}

/** Of the packages that wait those that were checked since the program began: it takes a while, and a list asks often. */
const checked = new Map<string, ConfigurationPackage | undefined>();
const MOST_CHECKED = 8;

/** A package that waits; undefined when it is gone, or this program cannot work with it. */
export function readablePackage(open: OpenOffice, hash: string): ConfigurationPackage | undefined {
  if (!new ConfigurationRepo(open.db).isWaiting(hash)) return undefined;
  const key = `${open.resourcesDir} ${hash}`;
  if (checked.has(key)) return checked.get(key);
  if (checked.size >= MOST_CHECKED) checked.clear();
  let found: ConfigurationPackage | undefined;
  try {
    found = waitingPackage(open, hash);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  checked.set(key, found);
  return found;
}

/** Whether a request is about this package. */
export const asksForPackage = ({ call, body }: Pick<WaitingRow, 'call' | 'body'>, hash: string): boolean =>
  call === 'config.switch' && body === JSON.stringify({ hash });

/**
 * Puts the package in force that the person looked at: it, the lists and tasks of every case, and the line in the audit
 * trail in one transaction, so that the office works with the old or with the new one, and never with half of either.
 * No stored answer is touched; where another answer protects a child now, what stands of it is judged again. Where the
 * office asks a second person for anything, one is asked for this: forms and roles say who sees what. SECOND_WAITS.
 */
export function switchConfiguration(open: OpenOffice, { hash }: Input<'config.switch'>): Output<'config.switch'> {
  const chosen = isAgreed(open) ? waitingPackage(open, hash) : lookedAt(open, hash);
  const before = packageInForce(open);
  if (before.hash === hash) throw new Refusal('FORM_STALE');
  const [obstacle] = unreadableAnswers(chosen.configuration, keptPackages(open.db));
  if (obstacle !== undefined) throw new Refusal('CONFIG_UNREADABLE', { at: `${obstacle.form}.${obstacle.field}` });
  const reasons = secondKinds(open).length === 0 ? [] : (['configuration'] as const);
  if (holdsUp(open, reasons, (why) => agreeingRights('config.switch', why)) !== undefined)
    new ConfigurationRepo(open.db).keepWaiting(hash, chosen.body);
  needSecond(open, reasons, 'config.switch', { hash });
  const { profile, version } = chosen.configuration;
  const now = open.clock.now();
  const worked = open.configuration;
  try {
    const cases = open.db.transaction(() => {
      const coming = withRoles(chosen.configuration, open.resourcesDir).roles ?? [];
      keepHeldRoles(open, worked.configuration.roles ?? [], coming);
      new ConfigurationRepo(open.db).use({ hash, profile, version, body: chosen.body }, now);
      // Whoever chose here knew what another computer of the office works with, and what was chosen is told to all of them.
      open.repos.items.setApplied(IN_FORCE.kind, IN_FORCE.id);
      workWith(open, officeConfiguration(open.db, open.resourcesDir, now));
      renewStates(open);
      const count = projectEverything(open, (done, of) => {
        if (done % TOLD_EVERY === 0) open.emit({ type: 'progress', job: 'switch', phase: 'cases', done, of });
      });
      const change = `from ${named(before.configuration, before.hash)} to ${named(chosen.configuration, hash)}`;
      audit(open, 'office.configuration', open.self.code, 'done', change);
      // Whoever asked for the same has it now; whoever agreed, agreed to one of them.
      withdrawRequests(open, (row) => asksForPackage(row, hash));
      return count;
    });
    open.emit({ type: 'changed', cases: [], all: true });
    return { cases };
  } catch (error) {
    workWith(open, worked);
    throw error;
  }
}
