import { copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { connect } from './connection.ts';
import { verifyPages } from './page-verifier.ts';
import { storageFault } from './storage-fault.ts';

/**
 * Gives a closed database another key: a copy is rekeyed in DELETE mode (which also changes the salt), every page of it
 * is checked, and one rename puts it in place (storage.md rules 5, 7, 15). Until the rename the old key opens the file,
 * after it the new one: key slots hold both meanwhile. Errors: SAFE_IN_USE while the log is not empty, SAFE_*, DISK_*.
 */
export function rekeyDatabase(options: {
  readonly file: string;
  readonly oldKey: Uint8Array;
  readonly newKey: Uint8Array;
}): Result<void> {
  const { file, oldKey, newKey } = options;
  const part = `${file}.rekey`;
  try {
    if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0) return fail('SAFE_IN_USE');
    rmSync(part, { force: true });
    copyFileSync(file, part);
    const connection = connect(part, oldKey, { fileMustExist: true });
    const raw = Buffer.concat([Buffer.from('raw:'), newKey]);
    try {
      connection.pragma('journal_mode=DELETE');
      connection.rekey(raw);
    } finally {
      raw.fill(0);
      connection.close();
    }
    const report = verifyPages(part, newKey);
    if (report.ragged || report.broken.length > 0) return fail('SAFE_DAMAGED', { at: 'rekey' });
    renameSync(part, file);
    return ok(undefined);
  } catch (error) {
    const fault = storageFault(error);
    if (!fault) throw error;
    return { ok: false, error: fault };
  } finally {
    rmSync(part, { force: true });
  }
}
