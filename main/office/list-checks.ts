import { MOST_CHECKS, type CheckedCase } from '#core/contracts/alerts.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { evaluateCase } from '#core/forms/evaluate.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { toldTo } from '#core/forms/told-checks.ts';
import type { Check } from '#core/forms/view.ts';
import { ANY_CASE, decide } from '#core/rights/decide.ts';
import { reaches, reachesOthers, type Reach } from '#core/rights/reach.ts';
import type { UserId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { loadCaseRow, readableCase, resourceOf } from './case-document.ts';
import { unlisted } from './case-exceptions.ts';
import { lineOf } from './case-line.ts';
import { followedReach } from './list-tasks.ts';
import { judgingMoment } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { breathe } from './progress.ts';
import { judgingDay } from './today.ts';

const MOST_CASES = 1000;
/** Cases between two turns for whatever else waits. */
const BATCH = 10;
const RANK = { E: 0, C: 1, W: 2 } as const;

const lineOfCheck = ({ rule, kind, paths, message }: Check): CheckedCase['checks'][number] => {
  const [path] = paths;
  const { params } = message;
  return {
    rule,
    kind,
    ...(path === undefined ? {} : { path }),
    message:
      'key' in message
        ? { key: message.key, params: { ...params } }
        : { text: { ...message.text }, params: { ...params } },
  };
};

/** What is to be checked in a case, judged as it stands now on the answers that are open to this person. */
function checkedCase(open: OpenOffice, caseN: number): CheckedCase | undefined {
  const { cases, list, drafts } = open.repos;
  const row = cases.byNumber(caseN);
  const listed = row && list.get(row.n);
  if (row === undefined || listed === undefined) return undefined;
  const stored = loadCaseRow(open, row);
  const resource = resourceOf(open, stored);
  if (!decide(open.subject, 'case.view', resource).allowed) return undefined;
  const { document, masked } = readableCase(open, stored);
  const { configuration: config } = open;
  const view = evaluateCase(config, document, {
    today: judgingDay(open),
    moment: judgingMoment(open),
    places: placeTreeOf(config.configuration),
    accepted: drafts.accepted(row.n),
  });
  const isTold = toldTo(config, new Set(masked));
  const found = view.checks
    .filter((check) => check.accepted === undefined && isTold(check))
    .toSorted((a, b) => RANK[a.kind] - RANK[b.kind]);
  if (found.length === 0) return undefined;
  const checks = found.slice(0, MOST_CHECKS).map(lineOfCheck);
  return { case: lineOf(open, listed, false), checks, more: found.length - checks.length };
}

/** Whether the cases of a colleague here are among those that the person follows. */
const follows = (open: OpenOffice, reach: Reach, ownerUser: UserId): boolean =>
  reaches(reach, open.subject, { caseId: ANY_CASE, ownerUser, ownerOffice: open.self.officeId });

/** Whose cases a supervisor may look through, by name. */
export function listWorkers(open: OpenOffice): Output<'alerts.workers'> {
  const { list, offices } = open.repos;
  const reach = followedReach(open);
  const others = reachesOthers(reach, open.me.id) ? list.owners() : [];
  const workers = others.flatMap(({ user, cases }) => {
    if (!follows(open, reach, user)) return [];
    const name = offices.personById(user)?.name;
    return name === undefined ? [] : [{ user, name, cases }];
  });
  return { workers: workers.toSorted((a, b) => a.name.localeCompare(b.name)) };
}

/** PERM_DENIED when somebody asks for the cases of another who follows their own only. */
export async function listChecks(
  open: OpenOffice,
  { worker = open.me.id }: Input<'alerts.checks'>,
): Promise<Output<'alerts.checks'>> {
  const { list } = open.repos;
  if (worker !== open.me.id && !follows(open, followedReach(open), worker))
    throw new Refusal('PERM_DENIED', { right: 'case.list' });
  const barred = new Set(unlisted(open));
  const cases = list.openOf(worker).filter((n) => !barred.has(n));
  const lines: CheckedCase[] = [];
  for (const [i, caseN] of cases.entries()) {
    if (i % BATCH === BATCH - 1) await breathe();
    const checked = lines.length < MOST_CASES ? checkedCase(open, caseN) : undefined;
    if (checked !== undefined) lines.push(checked);
  }
  return { lines, cases: cases.length };
}
