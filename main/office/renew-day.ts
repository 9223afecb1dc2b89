import { createHash } from 'node:crypto';
import { resolve, type Resolved } from '#core/forms/resolve.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { expireReferrals } from './asked-referral.ts';
import { documentOf, loadCaseRow } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';
import { projectMisfits } from './project-findings.ts';
import { judgingSetting } from './project-tasks.ts';
import { projectWork } from './project-work.ts';
import { judgingDay } from './today.ts';

const DAY = 'tasks_day';

/** What deadlines and alerts are made of: an office whose configuration has others makes its projections again. */
export const workflowMark = (open: Pick<OpenOffice, 'configuration'>): string => {
  const def = open.configuration.workflow?.def;
  return createHash('sha256')
    .update(JSON.stringify([def?.deadlines, def?.alerts]))
    .digest('base64url')
    .slice(0, 16);
};

/** The own open cases in which a condition may have come true with the day: few deadlines ask what day it is. */
function concerned(open: OpenOffice): readonly number[] {
  const asking = (open.configuration.workflow?.deadlines ?? []).filter(({ asksTime }) => asksTime);
  const rows = asking.flatMap(({ def }) => (def.rows === undefined ? [] : [def.rows]));
  // One that is about the case as a whole may be in any of them.
  if (rows.length < asking.length) return open.repos.findings.open();
  return rows.length === 0 ? [] : open.repos.findings.openWith([...new Set(rows)]);
}

/**
 * Makes the tasks again whose condition asks for the day, and what answers of several offices break together, and forgets
 * referrals whose last day is over, at the first look of a new day. It costs one reading of a setting otherwise.
 */
export function renewDay(open: OpenOffice): void {
  const today = judgingDay(open);
  if (new NamedTexts(open.db, 'meta').get(DAY) === today) return;
  open.db.transaction(() => {
    for (const caseN of concerned(open)) {
      const row = open.repos.cases.byNumber(caseN);
      if (row === undefined) continue;
      const stored = loadCaseRow(open, row);
      projectWork(open, stored, documentOf(stored));
    }
    for (const caseN of open.repos.findings.openOfSeveral()) {
      const row = open.repos.cases.byNumber(caseN);
      if (row === undefined) continue;
      const stored = loadCaseRow(open, row);
      const resolved = (): Resolved => resolve(open.configuration, documentOf(stored), judgingSetting(open));
      projectMisfits(open, { stored, resolved });
    }
    expireReferrals(open);
    putText(open.db, 'meta', DAY, today);
  });
}
