import { existsSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import type Driver from 'better-sqlite3-multiple-ciphers';
import { fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import * as first from './migrations/0010-first.ts';
import * as tasks from './migrations/0020-tasks.ts';
import * as attachments from './migrations/0030-attachments.ts';
import * as match from './migrations/0040-match.ts';
import * as merged from './migrations/0050-merged.ts';
import * as referrals from './migrations/0060-referrals.ts';
import * as findings from './migrations/0065-findings.ts';
import * as earliest from './migrations/0066-earliest.ts';
import * as configurations from './migrations/0073-configurations.ts';
import * as areas from './migrations/0074-areas.ts';
import * as askedReferrals from './migrations/0077-asked-referrals.ts';
import * as trust from './migrations/0095-trust.ts';
import * as mergedAreas from './migrations/0096-merged-areas.ts';
import * as roles from './migrations/0100-roles.ts';
import * as caseMarks from './migrations/0110-case-marks.ts';
import * as views from './migrations/0111-views.ts';
import * as past from './migrations/0120-past.ts';
import * as savedReports from './migrations/0121-saved-reports.ts';
import * as incarnations from './migrations/0140-incarnations.ts';
import * as backups from './migrations/0141-backups.ts';
import * as auditHeads from './migrations/0150-audit-heads.ts';
import * as records from './migrations/0160-records.ts';
import * as imports from './migrations/0166-imports.ts';
import * as caseGuards from './migrations/0170-case-guards.ts';
import * as secondFactor from './migrations/0171-second-factor.ts';
import * as quickLists from './migrations/0180-quick-lists.ts';
import * as registers from './migrations/0190-registers.ts';
import * as restrictions from './migrations/0200-restrictions.ts';
import * as erasures from './migrations/0201-erasures.ts';
import * as witnessedHeads from './migrations/0210-witnessed-heads.ts';
import * as secondPerson from './migrations/0211-second-person.ts';
import * as travellingFiles from './migrations/0215-travelling-files.ts';
import * as filesOfCases from './migrations/0217-files-of-cases.ts';
import * as secondBasis from './migrations/0218-second-basis.ts';
import * as suspensions from './migrations/0240-suspensions.ts';
import * as waitingPackages from './migrations/0241-waiting-packages.ts';
import * as aside from './migrations/0245-aside.ts';
import * as computers from './migrations/0250-computers.ts';
import * as takenOut from './migrations/0251-taken-out.ts';
import * as officeItems from './migrations/0253-office-items.ts';
import * as peopleCertified from './migrations/0260-people-certified.ts';
import * as letIn from './migrations/0261-let-in.ts';
import * as referralRoles from './migrations/0264-referral-roles.ts';
import * as relayBackups from './migrations/0267-relay-backups.ts';
import * as agencies from './migrations/0270-agencies.ts';
import * as sentRoles from './migrations/0272-sent-roles.ts';
import * as keptAtHandover from './migrations/0274-kept-at-handover.ts';
import * as refusedState from './migrations/0282-refused-state.ts';
import * as heldBefore from './migrations/0284-held-before.ts';
import * as seenComputers from './migrations/0286-seen-computers.ts';
import * as droppedOffices from './migrations/0288-dropped-offices.ts';
import * as openingsElsewhere from './migrations/0290-openings-elsewhere.ts';
import * as signedLists from './migrations/0298-signed-lists.ts';
import * as packed from './migrations/0302-packed.ts';
import * as rightsApart from './migrations/0314-rights-apart.ts';
import * as fileDecisions from './migrations/0320-file-decisions.ts';

export interface Migration {
  readonly version: number;
  readonly steps: readonly string[];
}
export const MIGRATIONS: readonly Migration[] = [
  first,
  tasks,
  attachments,
  match,
  merged,
  referrals,
  findings,
  earliest,
  configurations,
  areas,
  askedReferrals,
  trust,
  mergedAreas,
  roles,
  caseMarks,
  views,
  past,
  savedReports,
  incarnations,
  backups,
  auditHeads,
  records,
  imports,
  caseGuards,
  secondFactor,
  quickLists,
  registers,
  restrictions,
  erasures,
  witnessedHeads,
  secondPerson,
  travellingFiles,
  filesOfCases,
  secondBasis,
  suspensions,
  waitingPackages,
  aside,
  computers,
  takenOut,
  officeItems,
  peopleCertified,
  letIn,
  referralRoles,
  relayBackups,
  agencies,
  sentRoles,
  keptAtHandover,
  refusedState,
  heldBefore,
  seenComputers,
  droppedOffices,
  openingsElsewhere,
  signedLists,
  packed,
  rightsApart,
  fileDecisions,
];

/** The newest schema that this program knows. */
export const NEWEST_SCHEMA = MIGRATIONS.at(-1)?.version ?? 0;

/** Where the copy of the database lies that is made before a migration touches it. */
export const copyBefore = (file: string, version: number): string => `${file}.before-${version}`;
/** Whether a name in the database's folder is that of such a copy. */
export const isCopyBefore = (file: string, name: string): boolean => name.startsWith(`${basename(file)}.before-`);

/**
 * Brings an open database to the newest schema: copy first (unless the file is new), all steps in one transaction,
 * integrity check after. Refuses a newer database (SAFE_FROM_FUTURE { version }); nothing in it was touched.
 * Faults of the driver are thrown, with the transaction rolled back.
 */
export function migrate(
  connection: Driver.Database,
  file: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Result<number> {
  const version = Number(connection.pragma('user_version', { simple: true }));
  const newest = migrations.at(-1)?.version ?? 0;
  if (version > newest) return fail('SAFE_FROM_FUTURE', { version });
  if (version === newest) return ok(version);
  if (version > 0) {
    const copy = copyBefore(file, version);
    if (existsSync(copy)) rmSync(copy);
    connection.prepare('VACUUM INTO ?').run(copy);
  }
  const todo = migrations.filter((step) => step.version > version);
  connection
    .transaction(() => {
      for (const step of todo) for (const sql of step.steps) connection.exec(sql);
      connection.pragma(`user_version=${newest}`);
    })
    .immediate();
  if (connection.pragma('integrity_check', { simple: true }) !== 'ok') return fail('SAFE_DAMAGED', { at: 'migration' });
  return ok(newest);
}
