import type { CallName, Input } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import type { OpenOffice } from './open-office.ts';
import { renewSubject, rolesHere } from './roles-in-force.ts';

/** Calls that only look. A trial of a role makes no others: what it changed would be the person's own doing. */
const LOOKS: ReadonlySet<string> = new Set<CallName>([
  'people.list',
  'people.groups',
  'people.agencies',
  'people.conduct',
  'keys.state',
  'seconds.list',
  'seconds.rule',
  'seconds.suspended',
  'roles.list',
  'roles.endTrial',
  'secondFactor.state',
  'secondFactor.rule',
  'protection.ofCase',
  'protection.accesses',
  'config.get',
  'config.areas',
  'cases.list',
  'cases.counts',
  'cases.ids',
  'cases.open',
  'cases.byCode',
  'cases.drafts',
  'history.entries',
  'history.compare',
  'lists.all',
  'lists.setUp',
  'lists.page',
  'lists.ids',
  'lists.cases',
  'supervision.workload',
  'supervision.preview',
  'supervision.checklist',
  'supervision.sessions',
  'tasks.list',
  'tasks.ofCase',
  'casework.activity',
  'casework.approvals',
  'casework.returned',
  'casework.offers',
  'alerts.list',
  'alerts.ofCase',
  'alerts.workers',
  'alerts.checks',
  'family.ofCase',
  'referrals.inbox',
  'officeReferrals.inbox',
  'handovers.inbox',
  'attachments.list',
  'attachments.read',
  'attachments.thumbnail',
  'review.list',
  'merging.lookAlikes',
  'exchange.offices',
  'exchange.journal',
  'exchange.code',
  'trust.state',
  'relay.status',
  'imports.list',
  'imports.rows',
  'audit.list',
  'audit.people',
  'audit.ofCase',
  'audit.standing',
  'audit.unusual',
  'audit.limits',
  'breaches.list',
  'breaches.read',
  'breaches.affected',
  'dataRequests.list',
  'dataRequests.read',
  'processing.read',
  'processing.version',
  'processing.purposes',
  'assessments.read',
  'assessments.selfCheck',
  'agreements.list',
  'agreements.read',
  'disputes.list',
  'holds.list',
  'holds.ofCase',
  'restrictions.list',
  'restrictions.ofCase',
  'keeping.queue',
  'keeping.rules',
  'keeping.files',
  'keeping.lookAtFiles',
  'keeping.find',
  'keeping.look',
  'keeping.erasures',
  'measures.statistics',
  'measures.dashboard',
  'settings.workingTime',
  'settings.focalPoint',
  'settings.ownApprovals',
  'settings.optionalQuestions',
  'settings.naming',
  'settings.setUp',
]);

/** PERM_TRIAL for a call that is more than looking while a role is tried. */
export function refuseInTrial(open: OpenOffice, call: string): void {
  if (open.trial !== undefined && !LOOKS.has(call)) throw new Refusal('PERM_TRIAL');
}

/**
 * From here on the person sees what the role shows, as far as they may see it themselves, and changes nothing.
 * ROLE_UNKNOWN.
 */
export function tryRole(open: OpenOffice, { role }: Input<'roles.try'>): Record<string, never> {
  if (!rolesHere(open.db, open.configuration.configuration).some((one) => one.role.id === role))
    throw new Refusal('ROLE_UNKNOWN', { role });
  audit(open, 'role.tried', role);
  open.trial = role;
  renewSubject(open);
  return {};
}

export function endTrial(open: OpenOffice): Record<string, never> {
  open.trial = undefined;
  renewSubject(open);
  return {};
}
