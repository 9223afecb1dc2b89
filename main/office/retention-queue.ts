import { dayAt } from '#core/casework/working-time.ts';
import { keptRules, type DueCase } from '#core/contracts/keeping.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { dayNumber, isoOfDay } from '#core/measures/day-number.ts';
import type { CasePast } from '#core/measures/past.ts';
import {
  FILE_RULES,
  isAllowed,
  retentionOf,
  rulesInForce,
  type CaseRule,
  type ProgrammeRule,
  type RetentionRule,
  type RuleSetting,
} from '#core/privacy/retention.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { audit } from './audit.ts';
import { resourceOfLine } from './case-line.ts';
import { coreOf } from './case-streams.ts';
import { isHeld } from './held-cases.ts';
import { deciderName, whyLonger } from './kept-at-handover.ts';
import type { OpenOffice } from './open-office.ts';
import { breathe } from './progress.ts';
import { latestDay } from './today.ts';
import { mayWriteStream } from './write-grants.ts';

const RULES = 'retention';
/** Apart, since a program of before would not read the others beside them. */
const FILES = 'retention_files';
const REVIEW = 'retention_review';
export const SHOWN = 500;
const isOfFiles = (rule: RetentionRule): boolean => FILE_RULES.some((one) => one === rule);

/** What the programme says in the configuration that is in force. */
const programmeRules = ({ configuration }: Pick<OpenOffice, 'configuration'>): readonly ProgrammeRule[] =>
  configuration.workflow?.def.retention ?? [];

/** The rules by which cases are kept here; what the office never said is as its programme says it. */
export function rulesHere(open: Pick<OpenOffice, 'db' | 'configuration'>): readonly RuleSetting[] {
  const texts = new NamedTexts(open.db, 'setting');
  const own = [RULES, FILES].flatMap((key) => keptRules.parse(JSON.parse(texts.get(key) ?? '[]')));
  return rulesInForce(programmeRules(open), own);
}

/** Each rule with what the programme says of it. */
export function getRetentionRules(open: OpenOffice): Output<'keeping.rules'> {
  const rules = rulesHere(open).map((here) => {
    const { rule: _, ...programme } = programmeRules(open).find(({ rule }) => rule === here.rule) ?? here;
    const { basis, ...times } = programme;
    if (typeof basis === 'string') return here;
    return { ...here, programme: { ...times, ...(basis === undefined ? {} : { basis: { ...basis } }) } };
  });
  return { rules };
}

/**
 * Keeps the office's own rules. A time that is the programme's is not kept: it follows the next configuration. FORM_INVALID
 * { field } for one that the programme does not leave to the office.
 */
export function setRetentionRules(open: OpenOffice, { rules }: Input<'keeping.setRules'>): Output<'keeping.setRules'> {
  const usual = rulesInForce(programmeRules(open), []);
  const own = rules.map(({ rule, months, basis }): RuleSetting => {
    const said = programmeRules(open).find((one) => one.rule === rule);
    if (months !== undefined && !isAllowed(months, said)) throw new Refusal('FORM_INVALID', { field: rule });
    const isOwn = months !== undefined && usual.find((one) => one.rule === rule)?.months !== months;
    return { rule, ...(isOwn ? { months } : {}), basis };
  });
  open.db.transaction(() => {
    const [files, cases] = [true, false].map((wanted) => own.filter(({ rule }) => isOfFiles(rule) === wanted));
    putText(open.db, 'setting', RULES, JSON.stringify(cases));
    putText(open.db, 'setting', FILES, JSON.stringify(files));
    audit(open, 'office.retention', open.self.code);
  });
  open.emit({ type: 'changed', cases: [], all: true });
  return {};
}

/** A copy of another office's case that was offered and not taken over, or taken back: nothing here is done with it. */
function isLeftOver(open: OpenOffice, row: CaseRow): boolean {
  if (row.ownerOfficeN === open.self.officeN) return false;
  const core = coreOf(open, row.n);
  const offered = open.repos.handovers.ofCase(row.n).filter(({ to }) => to === open.self.officeId);
  const over = offered.some(({ recalled, reply, accepted }) => recalled || (reply !== undefined && !accepted));
  return over && core !== undefined && !mayWriteStream(open, core, open.self.officeN);
}

export interface Due {
  readonly n: number;
  readonly rule: CaseRule;
  /** `YYYY-MM-DD`. */
  readonly day: string;
}

/** Cases whose time is over by a day: by the day in the closure, or by a rule that keeps them longer. */
function* dueBy(open: OpenOffice, today: string, pasts: ReadonlyMap<number, CasePast>): Generator<Due> {
  const rules = rulesHere(open);
  const zone = open.self.timeZone;
  const reviews = new Map(open.repos.tasks.dueOf(REVIEW).map(({ caseN, dueAt }) => [caseN, dayAt(dueAt, zone)]));
  for (const [n, past] of pasts) {
    const found = n > 0 ? retentionOf(past, dayNumber(today), rules) : undefined;
    if (found === undefined) continue;
    const review = reviews.get(n);
    // A closed case without an open review was decided about, or is held.
    if (review === undefined && found.rule === 'ordinary') continue;
    const day = [review ?? '', isoOfDay(found.notBefore)].sort().at(-1) ?? today;
    if (day <= today) yield { n, rule: found.rule, day };
  }
  for (const n of new Set(open.repos.handovers.toOffice(open.self.officeId).map(({ caseN }) => caseN))) {
    const row = open.repos.cases.byNumber(n);
    if (row !== undefined && isLeftOver(open, row)) yield { n, rule: 'copy', day: today };
  }
}

/** Every case whose time is over and that nobody keeps longer, whoever sees it. */
export function allDue(open: OpenOffice, today: string): readonly Due[] {
  const { past, keptLonger } = open.repos;
  const longer = keptLonger.latest();
  return [...dueBy(open, today, past.all())].filter(({ n }) => (longer.get(n)?.until ?? '') < today);
}

/** Reads what happened in all cases in pieces: at 50,000 of them the first reading takes a second. */
export async function readPasts({ repos }: OpenOffice): Promise<void> {
  while (!repos.past.read(() => true)) await breathe();
}

/** Cases whose time is over, the longest first, of those in the person's lists. */
export async function retentionQueue(open: OpenOffice): Promise<Output<'keeping.queue'>> {
  const { keptLonger, list } = open.repos;
  await readPasts(open);
  const today = latestDay(open);
  const longer = keptLonger.latest();
  const all = allDue(open, today).toSorted((a, b) => a.day.localeCompare(b.day) || a.n - b.n);
  const mine = all.flatMap(({ n, rule, day }): DueCase[] => {
    const row = list.get(n);
    if (row === undefined || !decide(open.subject, 'case.list', resourceOfLine(open, row)).allowed) return [];
    const before = longer.get(n);
    return [
      {
        caseId: row.caseId,
        code: row.code,
        rule,
        due: day,
        held: isHeld(open, row.caseId),
        ...(before === undefined
          ? {}
          : { kept: { until: before.until, why: whyLonger(open, before), by: deciderName(open, n, before) } }),
      },
    ];
  });
  return { total: mine.length, lines: mine.slice(0, SHOWN) };
}

/** Keeps a case whose time is over until another day. FORM_INVALID { field: until }. */
export function keepLonger(open: OpenOffice, { caseId, until, why }: Input<'keeping.keep'>): Output<'keeping.keep'> {
  const row = open.repos.cases.byId(caseId);
  if (row === undefined) throw new Refusal('FORM_CASE_NOT_FOUND');
  if (until <= latestDay(open)) throw new Refusal('FORM_INVALID', { field: 'until' });
  open.db.transaction(() => {
    // The latest moment counts: a clock that was ahead at the last decision does not outlive it.
    const last = open.repos.keptLonger.latest().get(row.n)?.at ?? 0;
    const at = Math.max(open.clock.now(), last + 1);
    open.repos.keptLonger.add({ caseN: row.n, until, why, by: open.me.id, at });
    audit(open, 'case.kept-longer', caseId, 'done', until);
  });
  open.emit({ type: 'changed', cases: [caseId], all: false });
  return {};
}
