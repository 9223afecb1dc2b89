import type { Input } from '#core/contracts/index.ts';
import type { Values } from '#core/forms/types.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { setFields } from './approvals.ts';
import { documentOf } from './case-document.ts';
import { momentHere } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { recordChanges } from './record-changes.ts';
import { refuseReadOnly } from './refuse-read-only.ts';
import { judgingDay } from './today.ts';

const day = (date: string) => ({ date, precision: 'day', calendar: 'gregory' }) as const;

/**
 * Adds a note, to a closed case too: what somebody hears of a child is written down. Notes are only ever added: who wrote
 * what about a child stays as it was written.
 */
export function addNote(open: OpenOffice, input: Input<'casework.addNote'>): Record<string, never> {
  const values: Values = {
    note_date: day(judgingDay(open)),
    note_by: open.me.name,
    note_text: input.text,
    ...(input.subject === undefined || input.subject.trim() === '' ? {} : { note_subject: input.subject.trim() }),
  };
  recordChanges(open, input.caseId, (stored) => {
    refuseReadOnly(open, stored, 'closed');
    return { changes: [{ kind: 'add', collection: 'notes', row: newId(), values }], action: 'note.added' };
  });
  return {};
}

/** Puts a flag on a case: something that must not be forgotten, with the day by which it is to be settled. */
export function addFlag(open: OpenOffice, input: Input<'casework.addFlag'>): Record<string, never> {
  const values: Values = {
    flag_message: input.message,
    flag_by: open.me.id,
    flag_at: momentHere(open),
    ...(input.due === undefined ? {} : { flag_due: day(input.due) }),
  };
  recordChanges(open, input.caseId, (stored) => {
    refuseReadOnly(open, stored);
    return { changes: [{ kind: 'add', collection: 'flags', row: newId(), values }], action: 'flag.added' };
  });
  return {};
}

/** Settles a flag, saying how. FORM_STALE when it is not there or settled already. */
export function resolveFlag(open: OpenOffice, input: Input<'casework.resolveFlag'>): Record<string, never> {
  recordChanges(open, input.caseId, (stored) => {
    refuseReadOnly(open, stored, 'closed');
    const found = documentOf(stored).rows['flags']?.find((row) => row.id === input.flag);
    if (found === undefined || found.values['flag_resolved_at'] !== undefined) throw new Refusal('FORM_STALE');
    return {
      changes: setFields('flags', input.flag, {
        flag_resolved_by: open.me.id,
        flag_resolved_at: momentHere(open),
        flag_resolution: input.how,
      }),
      action: 'flag.resolved',
    };
  });
  return {};
}
