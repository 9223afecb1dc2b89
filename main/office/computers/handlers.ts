import type { OpenHandlers } from '../call-table.ts';
import { answerJoin } from './answer-join.ts';
import { listComputers, takeOutComputer } from './list-computers.ts';

/** The calls about the computers of this office. */
export const computerHandlers = {
  'computers.list': listComputers,
  'computers.answer': answerJoin,
  'computers.takeOut': takeOutComputer,
} satisfies Partial<OpenHandlers>;
