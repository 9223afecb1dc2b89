import { ROLE_TABLE, withOwnApprovals, type RoleTable } from '#core/rights/roles.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import type { WritableDb } from '../storage/database.ts';

const OWN_APPROVALS = 'own_approvals';
const ON = 'on';

/** Off unless the office says otherwise: two pairs of eyes are the rule (DQ23). */
export const ownApprovalsOn = (db: WritableDb): boolean => new NamedTexts(db, 'setting').get(OWN_APPROVALS) === ON;

export const putOwnApprovals = (db: WritableDb, allowed: boolean): void =>
  putText(db, 'setting', OWN_APPROVALS, allowed ? ON : '');

/** What the roles may do at this office. */
export const roleTableOf = (db: WritableDb): RoleTable =>
  ownApprovalsOn(db) ? withOwnApprovals(ROLE_TABLE) : ROLE_TABLE;
