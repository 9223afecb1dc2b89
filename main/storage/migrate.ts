import { existsSync, rmSync } from 'node:fs';
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
];

/** Where the copy of the database lies that is made before a migration touches it. */
export const copyBefore = (file: string, version: number): string => `${file}.before-${version}`;

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
