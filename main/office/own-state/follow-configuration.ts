import { officeConfiguration, workWith } from '../office-configuration.ts';
import type { OpenOffice } from '../open-office.ts';
import { projectCase } from '../project-case.ts';
import { renewStates } from '../renew-states.ts';

/**
 * The open office goes on with what another computer of it told: places, questions that were turned on, and what other
 * packages ask, for reading. What stands of an answer that protects a child, as a package that came says, is judged again.
 * A stop before that is made good at the next sign-in (`healAfterUpgrade`).
 */
export function followConfiguration(open: OpenOffice): void {
  const now = officeConfiguration(open.db, open.resourcesDir, open.clock.now());
  if (now === open.configuration) return;
  workWith(open, now);
  open.db.transaction(() => {
    for (const caseN of renewStates(open)) {
      const row = open.repos.cases.byNumber(caseN);
      if (row) projectCase(open, row);
    }
  });
  open.emit({ type: 'configuration' });
}
