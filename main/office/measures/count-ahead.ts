import { decide } from '#core/rights/decide.ts';
import type { OpenOffice } from '../open-office.ts';
import { patienceOf } from './patience.ts';
import { countDashboard } from './read-dashboard.ts';

/** Short enough that nobody notices what comes in between. */
const PIECE_MS = 20;

/**
 * Counts the person's dashboard piece by piece between their calls, so that it is there when they open it: at 50,000
 * cases that is a second or two of work. A lock ends it.
 *
 * @param enter runs a piece when it is its turn; throws when the office is closed.
 */
export async function countAhead(
  open: OpenOffice,
  enter: <T>(work: (open: OpenOffice) => T) => Promise<T>,
): Promise<void> {
  if (!decide(open.subject, 'reports.view').allowed || open.before.size > 0) return;
  let goesOn = true;
  while (goesOn) {
    // Whatever came meanwhile comes first.
    await new Promise(setImmediate);
    goesOn = await enter((now) => now === open && !countDashboard(now, patienceOf(PIECE_MS)));
  }
}
