import { appendAudit } from '../storage/audit.repo.ts';
import type { OpenOffice } from './open-office.ts';

/** security.md, Audit: what is written down. Names of actions are permanent. */
export type AuditAction =
  | 'office.created'
  | 'session.signed-in'
  | 'session.failed'
  | 'session.recovered'
  | 'session.locked'
  | 'person.added'
  | 'person.removed'
  | 'person.passphrase'
  | 'case.registered'
  | 'case.saved'
  | 'case.opened'
  | 'case.history'
  | 'case.searched'
  | 'case.names-shown'
  | 'case.matched'
  | 'task.changed'
  | 'note.added'
  | 'flag.added'
  | 'flag.resolved'
  | 'approval.requested'
  | 'approval.withdrawn'
  | 'approval.decided'
  | 'case.assigned'
  | 'transfer.offered'
  | 'transfer.answered'
  | 'transfer.revoked'
  | 'referral.kept'
  | 'referral.sent'
  | 'referral.opened'
  | 'referral.answered'
  | 'referral.done'
  | 'referral.revoked'
  | 'case.closed'
  | 'case.reopened'
  | 'case.after-closure'
  | 'case.disabled'
  | 'case.enabled'
  | 'case.compared'
  | 'case.merged'
  | 'case.taken-apart'
  | 'case.not-same'
  | 'family.shown'
  | 'family.joined'
  | 'family.left'
  | 'family.shared'
  | 'incident.linked'
  | 'incident.unlinked'
  | 'attachment.added'
  | 'attachment.opened'
  | 'attachment.saved'
  | 'conflict.decided'
  | 'case.released'
  | 'office.trusted'
  | 'trust.root'
  | 'trust.directory'
  | 'trust.forked'
  | 'trust.unproven'
  | 'trust.enrolled'
  | 'trust.revoked'
  | 'trust.reinstated'
  | 'relay.connected'
  | 'relay.left'
  | 'bundle.written'
  | 'bundle.relayed'
  | 'bundle.checked'
  | 'bundle.read'
  | 'bundle.refused'
  | 'export.begun'
  | 'export.written'
  | 'export.stopped'
  | 'report.made'
  | 'report.printed'
  | 'report.saved'
  | 'check.explained'
  | 'office.holidays'
  | 'office.focal-point'
  | 'office.naming'
  | 'office.own-approvals'
  | 'office.questions'
  | 'office.configuration'
  | 'office.areas'
  | 'right.refused'
  | 'backup.made';

/**
 * Adds a line to the chain, in the running transaction if there is one. `object` is an id or a code, `extra` names of
 * fields or counts; never an answer.
 */
export function audit(
  open: OpenOffice,
  action: AuditAction,
  object: string,
  result: 'done' | 'refused' | 'failed' = 'done',
  extra = '',
): number {
  const at = open.clock.now();
  return appendAudit(open.db, {
    at,
    clock: Math.max(at, open.counters.hlc.wall),
    who: open.me.id,
    device: open.self.deviceId,
    action,
    object,
    result,
    extra,
  }).n;
}
