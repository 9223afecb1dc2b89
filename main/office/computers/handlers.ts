import { enrolOffice, reinstateDevice, revokeDevice } from '../authority.ts';
import type { OpenHandlers } from '../call-table.ts';
import { dropOffice, putOfficeBack } from '../drop-office.ts';
import { listChanges, pastLists, undoChanges } from '../list-history.ts';
import { answerJoin } from './answer-join.ts';
import { listComputers, takeOutComputer } from './list-computers.ts';
import { lookAtComputer, newComputers } from './new-computers.ts';

/**
 * The calls about the computers of this office, those by which the authority lists one or an office, takes it out or puts it
 * back, and those about what changed in its list.
 */
export const computerHandlers = {
  'computers.list': listComputers,
  'computers.answer': answerJoin,
  'computers.takeOut': takeOutComputer,
  'trust.drop': dropOffice,
  'trust.putBack': putOfficeBack,
  'trust.past': pastLists,
  'trust.changes': listChanges,
  'trust.undo': undoChanges,
  'computers.others': newComputers,
  'computers.look': lookAtComputer,
  'trust.enrol': enrolOffice,
  'trust.revoke': revokeDevice,
  'trust.reinstate': reinstateDevice,
} satisfies Partial<OpenHandlers>;
