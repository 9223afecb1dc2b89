import { enrolOffice, reinstateDevice, revokeDevice } from '../authority.ts';
import type { OpenHandlers } from '../call-table.ts';
import { answerJoin } from './answer-join.ts';
import { listComputers, takeOutComputer } from './list-computers.ts';
import { lookAtComputer, newComputers } from './new-computers.ts';

/** The calls about the computers of this office, and those by which the authority lists one, takes it out or puts it back. */
export const computerHandlers = {
  'computers.list': listComputers,
  'computers.answer': answerJoin,
  'computers.takeOut': takeOutComputer,
  'computers.others': newComputers,
  'computers.look': lookAtComputer,
  'trust.enrol': enrolOffice,
  'trust.revoke': revokeDevice,
  'trust.reinstate': reinstateDevice,
} satisfies Partial<OpenHandlers>;
