import { dayAt } from '#core/casework/working-time.ts';
import { RISK_LEVELS } from '#core/casework/risk-history.ts';
import type { AlertDef } from '#core/forms/alert-def.ts';
import type { FieldPath } from '#core/forms/view.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { FindingRow, KeyRow } from '../storage/finding.repo.ts';
import { oddAmong, oddInOffice, type OddChild } from './odd-siblings.ts';
import type { OpenOffice } from './open-office.ts';

/** What a rule found in a case of this office, before it is decided who hears of it. */
export interface Found {
  readonly alert: AlertDef;
  readonly caseN: number;
  /** In milliseconds since 1970 UTC. */
  readonly since: number;
  readonly path?: FieldPath | undefined;
  readonly from?: string | undefined;
  readonly others: readonly number[];
  readonly byPerson?: number | undefined;
}

const alertsOf = (open: OpenOffice): readonly AlertDef[] => open.configuration.workflow?.def.alerts ?? [];

function pathOf(spot: string): FieldPath | undefined {
  const [collection, row, field] = spot.split('/');
  if (collection === undefined || row === undefined || field === undefined) return undefined;
  return collection === CASE_RECORD ? { field } : { rows: collection, row, field };
}

interface About {
  readonly from?: string;
  readonly others?: readonly number[];
}

function stored(open: OpenOffice, rows: readonly FindingRow[]): Found[] {
  const byId = new Map(alertsOf(open).map((alert) => [alert.id, alert]));
  return rows.flatMap(({ caseN, rule, spot, since, about }): Found[] => {
    const alert = byId.get(rule);
    if (alert === undefined) return [];
    const { from, others = [] } = JSON.parse(about) as About;
    return [{ alert, caseN, since, path: pathOf(spot), from, others }];
  });
}

/** DQ30: a brother or sister registered with another family name or caregiver, told of the others. */
const siblings =
  (alert: AlertDef) =>
  ({ caseN, since, others }: OddChild): Found => ({ alert, caseN, since, others });

const DAY_MS = 86_400_000;

/** DQ38: nothing written for as many days as the risk level allows. */
function untouched(open: OpenOffice, alert: AlertDef, now: number, caseN?: number): Found[] {
  if (alert.judge !== 'untouched') return [];
  return RISK_LEVELS.flatMap((level) => {
    const days = alert.days[level];
    if (days === undefined) return [];
    return open.repos.findings.untouched(level, now - days * DAY_MS, caseN).map((one): Found => ({
      alert,
      caseN: one.caseN,
      since: one.at + days * DAY_MS,
      // Worked out for those that are shown: a dashboard counts tens of thousands.
      get from() {
        return dayAt(one.at, open.self.timeZone);
      },
      others: [],
    }));
  });
}

interface Written {
  readonly personN: number;
  readonly at: number;
}

/**
 * DQ39: a text that one person wrote into so many cases on one day; told once for each of the first `most` cases. Each
 * names all others, so that telling it for thousands costs their square.
 */
function copies(open: OpenOffice, alert: AlertDef, key: string, most = Number.POSITIVE_INFINITY): Found[] {
  const rows = open.repos.findings.under('text', key);
  const inCases = [...new Map(rows.map((row) => [row.caseN, row])).values()];
  if (alert.judge !== 'copied_text' || inCases.length < alert.cases) return [];
  const written = (row: KeyRow): Written => JSON.parse(row.about) as Written;
  const since = Math.max(...inCases.map((row) => written(row).at));
  return inCases.slice(0, most).map((row) => ({
    alert,
    caseN: row.caseN,
    since,
    path: pathOf(row.spot),
    others: inCases.filter((other) => other !== row).map(({ caseN }) => caseN),
    byPerson: written(row).personN,
  }));
}

/** Everything that the office's rules find in one case by now. */
export function foundInCase(open: OpenOffice, caseN: number, now: number): readonly Found[] {
  const { findings } = open.repos;
  const compared = alertsOf(open).flatMap((alert) => {
    if (alert.judge === 'same_home') {
      return findings
        .keysOf(caseN, 'home')
        .flatMap(({ key }) => oddAmong(open, findings.under('home', key)).map(siblings(alert)));
    }
    if (alert.judge === 'untouched') return untouched(open, alert, now, caseN);
    if (alert.judge !== 'copied_text') return [];
    return [...new Set(findings.keysOf(caseN, 'text').map(({ key }) => key))].flatMap((key) =>
      copies(open, alert, key),
    );
  });
  return [...stored(open, findings.ofCase(caseN, now)), ...compared.filter((one) => one.caseN === caseN)];
}

/** Everything that they find in all cases by now. A copied text is told once, not in each of its cases. */
export function foundInOffice(open: OpenOffice, now: number): readonly Found[] {
  const { findings } = open.repos;
  const compared = alertsOf(open).flatMap((alert) => {
    if (alert.judge === 'same_home') {
      return oddInOffice(open).map(siblings(alert));
    }
    if (alert.judge === 'untouched') return untouched(open, alert, now);
    if (alert.judge !== 'copied_text') return [];
    return findings.shared('text', alert.cases, Number.MAX_SAFE_INTEGER).flatMap((key) => copies(open, alert, key, 1));
  });
  return [...stored(open, findings.all(now)), ...compared];
}
