import type { OpenHandlers } from './call-table.ts';
import { getFocalPoint, setFocalPoint } from './focal-point.ts';
import { getWorkingTime, setHolidays } from './holidays.ts';
import { getNaming, setNaming } from './naming.ts';
import { getOptionalQuestions, setOptionalQuestions } from './optional-questions.ts';
import { getOwnApprovals, setOwnApprovals } from './own-approvals.ts';
import { setSetUpAside, setUpState } from './set-up-state.ts';

/** The calls about how the office works, and about what is left of setting it up. */
export const settingsHandlers = {
  'settings.workingTime': getWorkingTime,
  'settings.setHolidays': setHolidays,
  'settings.focalPoint': getFocalPoint,
  'settings.setFocalPoint': setFocalPoint,
  'settings.setUp': setUpState,
  'settings.setSetUpAside': setSetUpAside,
  'settings.ownApprovals': getOwnApprovals,
  'settings.setOwnApprovals': setOwnApprovals,
  'settings.optionalQuestions': getOptionalQuestions,
  'settings.setOptionalQuestions': setOptionalQuestions,
  'settings.naming': getNaming,
  'settings.setNaming': setNaming,
} satisfies Partial<OpenHandlers>;
