import type { Input, Output } from '#core/contracts/index.ts';
import type { KnownReport } from '#core/contracts/reports.contract.ts';
import { dayNumber } from '#core/measures/day-number.ts';
import { reportDef } from '#core/measures/report-def.ts';
import { reportFields } from '#core/measures/report-fields.ts';
import { SPLITS } from '#core/measures/splits.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../../crypto/hashing.ts';
import type { SavedReportRow } from '../../storage/saved-report.repo.ts';
import { permit } from '../authorise-call.ts';
import { areaLevels, countingOf } from '../measures/counting.ts';
import type { OpenOffice } from '../open-office.ts';
import { judgingDay } from '../today.ts';

/** One's own, and with the right to share also those of the office. */
const mayChange = (open: OpenOffice, { userId, shared }: SavedReportRow): boolean =>
  userId === open.me.id || (shared && decide(open.subject, 'reports.share').allowed);

/** A report that a later program kept may say more than this one reads: it is left out, and stays. */
function known(open: OpenOffice, row: SavedReportRow): KnownReport[] {
  const def = reportDef.safeParse(JSON.parse(row.body));
  if (!def.success) return [];
  const { id, name, shared } = row;
  return [{ id, of: shared ? 'office' : 'own', name, def: def.data, mine: mayChange(open, row) }];
}

/** What the person may choose from, and the reports of the configuration, the office and their own. */
export function listReports(open: OpenOffice): Output<'reports.list'> {
  const today = dayNumber(judgingDay(open));
  const { may } = countingOf(open, { from: today, to: today });
  const { reports = [] } = open.configuration.configuration.numbers ?? {};
  return {
    splits: SPLITS.filter(may).map(({ id }) => id),
    fields: [...reportFields(open.configuration).values()]
      .filter(({ key, rows }) => may({ reads: [key, ...(rows === undefined ? [] : [rows])] }))
      .map(({ key, kind, rows }) => ({ key, kind, ...(rows === undefined ? {} : { rows }) })),
    areaLevels: areaLevels(open),
    reports: [
      ...reports.map(({ id, label, def }) => ({ id, of: 'ready' as const, label, def, mine: false })),
      ...open.repos.savedReports.of(open.me.id).flatMap((row) => known(open, row)),
    ],
  };
}

function changeable(open: OpenOffice, id: string): SavedReportRow {
  const row = open.repos.savedReports.get(id);
  if (row === undefined || !mayChange(open, row)) throw new Refusal('FORM_STALE');
  return row;
}

/** Keeps a report. PERM_DENIED when it is for the office without the right to share, FORM_STALE when it is gone. */
export function saveReport(open: OpenOffice, { id, name, shared, def }: Input<'reports.save'>): Output<'reports.save'> {
  if (shared) permit(open, 'reports.share', 'reports.save');
  const before = id === undefined ? undefined : changeable(open, id);
  const row: SavedReportRow = {
    id: before?.id ?? newId(),
    userId: before?.userId ?? open.me.id,
    shared,
    name,
    body: JSON.stringify(def),
    at: open.clock.now(),
  };
  open.db.transaction(() => open.repos.savedReports.put(row));
  return { id: row.id };
}

/** Forgets a report. FORM_STALE when it is gone, or is somebody else's. */
export function removeReport(open: OpenOffice, { id }: Input<'reports.remove'>): Record<string, never> {
  changeable(open, id);
  open.db.transaction(() => open.repos.savedReports.remove(id));
  return {};
}
