import type { Input, Output } from '#core/contracts/index.ts';
import type { Configuration } from '#core/forms/types.ts';
import { unreadableAnswers } from '#core/forms/unreadable-answers.ts';
import { Refusal } from '#core/result.ts';
import { ConfigurationRepo } from '../storage/configuration.repo.ts';
import { audit } from './audit.ts';
import { withRoles } from './configuration-package.ts';
import { packageInForce } from './list-packages.ts';
import { lookedAt } from './look-at-package.ts';
import { keptPackages, officeConfiguration, workWith } from './office-configuration.ts';
import { keepHeldRoles } from './manage-roles.ts';
import type { OpenOffice } from './open-office.ts';
import { projectEverything } from './project-case.ts';
import { renewStates } from './renew-states.ts';

/** Cases between two words about how far it is. */
const TOLD_EVERY = 20;

/** A package in the audit trail: which, and the beginning of its hash. */
const named = ({ profile, version }: Configuration, hash: string): string =>
  `${profile} ${String(version)} ${hash.slice(0, 16)}`;

/**
 * Puts the package in force that the person looked at: it, the lists and tasks of every case, and the line in the audit
 * trail in one transaction, so that the office works with the old or with the new one, and never with half of either.
 * Nothing that was written is touched; where another answer protects a child now, what stands of it is judged again.
 */
export function switchConfiguration(open: OpenOffice, { hash }: Input<'config.switch'>): Output<'config.switch'> {
  const chosen = lookedAt(open, hash);
  const before = packageInForce(open);
  if (before.hash === hash) throw new Refusal('FORM_STALE');
  const [obstacle] = unreadableAnswers(chosen.configuration, keptPackages(open.db));
  if (obstacle !== undefined) throw new Refusal('CONFIG_UNREADABLE', { at: `${obstacle.form}.${obstacle.field}` });
  const { profile, version } = chosen.configuration;
  const now = open.clock.now();
  const worked = open.configuration;
  try {
    const cases = open.db.transaction(() => {
      const coming = withRoles(chosen.configuration, open.resourcesDir).roles ?? [];
      keepHeldRoles(open, worked.configuration.roles ?? [], coming);
      new ConfigurationRepo(open.db).use({ hash, profile, version, body: chosen.body }, now);
      workWith(open, officeConfiguration(open.db, open.resourcesDir, now));
      renewStates(open);
      const count = projectEverything(open, (done, of) => {
        if (done % TOLD_EVERY === 0) open.emit({ type: 'progress', job: 'switch', phase: 'cases', done, of });
      });
      const change = `from ${named(before.configuration, before.hash)} to ${named(chosen.configuration, hash)}`;
      audit(open, 'office.configuration', open.self.code, 'done', change);
      return count;
    });
    open.emit({ type: 'changed', cases: [], all: true });
    return { cases };
  } catch (error) {
    workWith(open, worked);
    throw error;
  }
}
