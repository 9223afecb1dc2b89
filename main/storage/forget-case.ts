import type { CaseId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf } from './id-bytes.ts';

/** Everything that stands under the number of a case and says something of the child, the people or the work. */
const BY_NUMBER = [
  'case_list',
  'search_token',
  'case_mark',
  'case_marks',
  'case_past',
  'case_visit',
  'case_key',
  'match_subject',
  'merged_case',
  'referral',
  'referral_role',
  'finding',
  'task',
  'accepted_check',
  'conflict_queue',
  'attachment',
  'hidden_name',
  'staff_conflict',
  'emergency_access',
  'restriction',
  'kept_longer',
  'file_decision',
  'passed_guard',
] as const;

/**
 * Takes a case out of every table but the log, the links between offices and the trail. Freed pages are overwritten
 * (`secure_delete`); the indexes of texts have to be written together afterwards (`SearchRepo.writeTogether`).
 */
export function forgetCase(db: WritableDb, { n, caseId }: { readonly n: number; readonly caseId: CaseId }): void {
  for (const part of Object.values(db.changes)) part.note(n);
  for (const part of ['record_mark', 'record_token'])
    db.write<[number]>(`DELETE FROM ${part} WHERE record_n IN (SELECT n FROM record WHERE of_case = ?)`).run(n);
  db.write<[number]>(`DELETE FROM record WHERE of_case = ?`).run(n);
  const own = `SELECT name FROM file_chunk WHERE attachment_n IN (SELECT n FROM attachment WHERE case_n = ?)`;
  // A bundle on its way here may still hold them.
  db.write<[number]>(`INSERT OR IGNORE INTO erased_chunk(name) ${own}`).run(n);
  for (const part of ['file_sent', 'file_chunk'])
    db.write<[number]>(`DELETE FROM ${part} WHERE name IN (${own})`).run(n);
  for (const index of ['case_text', 'case_narrative'])
    db.write<[number]>(`DELETE FROM ${index} WHERE rowid = ?`).run(n);
  for (const table of BY_NUMBER) db.write<[number]>(`DELETE FROM ${table} WHERE case_n = ?`).run(n);
  const id = bytesOf(caseId);
  db.write<[Buffer]>(`DELETE FROM draft WHERE case_id = ?`).run(id);
  // A search for a new child of the family was begun from the case and holds who was looked for.
  db.write<[string]>(`DELETE FROM draft WHERE json_extract(body, '$.family.of') = ?`).run(caseId);
  // Which row of which list it came from stays counted; what stood in the row does not.
  db.write<[Buffer]>(`UPDATE import_row SET hash = randomblob(32), body = '', found = '[]' WHERE case_id = ?`).run(id);
  // That an office was offered the case stays known, in nobody's words.
  db.write<[number]>(`UPDATE handover SET reason = '', reply_by = '' WHERE case_n = ?`).run(n);
  db.write<[number]>(
    `UPDATE asked_referral SET reason = '', report = '', answered_by = '', closed_by = '' WHERE case_n = ?`,
  ).run(n);
  // That the other computers of the office were told of a decision about it, or of an opening, stays known, and not why.
  db.write<[string]>(
    `UPDATE office_item SET body = NULL WHERE kind IN ('kept-longer', 'file-decision', 'opening') AND instr(id, ?) = 1`,
  ).run(caseId);
  db.write<[string]>(`DELETE FROM meta WHERE key LIKE 'copies:%' AND instr(key, ?) > 0`).run(caseId);
}
