import type { CaseDocument, Values } from '#core/forms/types.ts';
import { addDays, addHours, dayOf, daysBetween, exactDate, instantAt } from './calendar-days.ts';
import type { GeneratedCase, GenerateOptions, Risk } from './case-shape.ts';
import { Chapter, type ChapterFacts } from './life-chapter.ts';
import { closureRow, transferRow } from './life-rows.ts';
import type { Life, LifeEvent, LifeSave } from './life-shape.ts';
import { withRow, withValues } from './life-shape.ts';
import { CASEWORKERS } from './people.ts';
import { Random } from './random.ts';

/** Care that is not the child's own home is looked at again and again (reference.md §2.2, interim care review). */
const INTERIM = new Set([
  'foster',
  'residential',
  'kafala',
  'independent_living',
  'child_headed',
  'unrelated_adult',
  'no_care',
]);
const WITH_RELATIVES = new Set(['kinship', 'adult_sibling']);

/** Id of the row of the care that has to be reviewed. */
function interimCare({ values, rows }: CaseDocument): string | undefined {
  const alone = ['unaccompanied', 'separated'].includes(String(values['protection_status']));
  return rows['care_arrangements']?.find(({ values: row }) => {
    const type = String(row['arrangement_type']);
    const counts = INTERIM.has(type) || (alone && WITH_RELATIVES.has(type));
    return counts && row['start_date'] !== undefined && row['end_date'] === undefined;
  })?.id;
}

/** The last evening before `today`: what the generator lets happen lies before it. */
export const lastEvening = (today: string): string => instantAt(addDays(today, -1), 17, 0);

interface Making {
  readonly one: GeneratedCase;
  readonly random: Random;
  readonly last: string;
  readonly worker: string;
}

function factsOf({ one, random, last, worker }: Making, more: Partial<ChapterFacts>): ChapterFacts {
  const { course, risk } = one.expected;
  return {
    random,
    startedAtUtc: one.createdAt,
    lastUtc: last,
    values: one.document.values,
    careRow: interimCare(one.document),
    course,
    worker,
    risk,
    before: undefined,
    ends: 'goes_on',
    again: false,
    ...more,
  };
}

/** The level before the present one, when there is time for a change: found at a visit some while after the plan. */
function riskBefore({ one, last }: Making): ChapterFacts['before'] {
  const [drawn] = one.expected.course.riskBefore;
  const { risk } = one.expected;
  if (drawn === undefined || drawn.risk === risk || risk === 'none') return undefined;
  const least = addDays(dayOf(one.createdAt), 30);
  const wanted = dayOf(drawn.until);
  const until = wanted < least ? least : wanted;
  return until <= dayOf(last) ? { risk: drawn.risk, until } : undefined;
}

function closing(
  making: Making,
  day: string,
  status: 'closed' | 'in_preparation',
  reason: string,
  checked?: string,
): LifeEvent {
  const care = making.one.document.rows['care_arrangements']?.[0]?.values['arrangement_type'];
  const retention = addDays(day, 1826);
  const values = closureRow({ day, status, reason, care, retention, checked });
  return { collection: 'closures', row: { id: making.random.id(), values }, writtenAtUtc: making.last };
}

const inOrder = (events: readonly LifeEvent[]): LifeEvent[] =>
  [...events].sort((a, b) => Date.parse(a.writtenAtUtc) - Date.parse(b.writtenAtUtc));
const put = (document: CaseDocument, events: readonly LifeEvent[]): CaseDocument =>
  inOrder(events).reduce(withRow, document);

/** A finished file, typed in when it was closed, or when the child had been looked after once more. */
function endedLife(making: Making, evening: string): Life {
  const { one, random, last, worker } = making;
  const { status, risk } = one.expected;
  const started = one.createdAt;
  let document = one.document;
  let registeredAtUtc = last;
  if (status !== 'duplicate' && risk !== 'none' && started < last) {
    const { events } = new Chapter(factsOf(making, { ends: 'finished' }));
    const moved = status === 'transferred';
    const reason = moved
      ? 'transferred'
      : random.pick(['no_longer_at_risk', 'progress_safety_plan', 'no_longer_at_risk', 'no_longer_wants']);
    const after = instantAt(addDays(dayOf(last), random.int(70, 88)), 17, 0);
    // Nobody is still reminded of a child who left years ago.
    const again = !moved && after <= evening && (random.chance(0.92) || after < addHours(evening, -200 * 24));
    if (again) registeredAtUtc = after;
    const closure = closing(making, dayOf(last), 'closed', reason, again ? dayOf(after) : undefined);
    document = put(document, [...events, closure]);
    if (moved) {
      const values = transferRow(dayOf(last) + 'T10:00', worker, risk);
      document = withRow(document, { collection: 'transfers', row: { id: random.id(), values } });
    }
  }
  const risks = [{ atUtc: registeredAtUtc, level: risk }];
  return { registeredAtUtc, start: document, saves: [], document, risks };
}

/** Events in the order in which they are written down; those of one day and one case are one save. */
function savesOf(events: readonly LifeEvent[], after: string): LifeSave[] {
  const saves: { atUtc: string; rows: LifeEvent[] }[] = [];
  for (const event of inOrder(events)) {
    const open = saves.at(-1);
    if (open && dayOf(open.atUtc) === dayOf(event.writtenAtUtc)) {
      open.rows.push(event);
      open.atUtc = event.writtenAtUtc;
    } else saves.push({ atUtc: event.writtenAtUtc, rows: [event] });
  }
  return saves.map(({ atUtc, rows }) => ({
    atUtc: atUtc <= after ? addHours(after, 0.1) : atUtc,
    rows: rows.map(({ collection, row }) => ({ collection, row })),
  }));
}

/** Closed once, and opened again when something happened. */
function reopenedLife(making: Making): Life {
  const { one, random, last } = making;
  const { risk } = one.expected;
  const closedDay = addDays(dayOf(last), -random.int(70, 130));
  const closedAt = instantAt(closedDay, 16, 0);
  const first = new Chapter(factsOf(making, { lastUtc: closedAt, ends: 'finished' }));
  const closed = closing({ ...making, last: closedAt }, closedDay, 'closed', 'no_longer_at_risk');
  const start = withValues(put(one.document, [...first.events, closed]), { status: 'closed' });
  const reopenedAt = instantAt(addDays(closedDay, random.int(12, 50)), 9, random.int(0, 59));
  const second = new Chapter(factsOf(making, { startedAtUtc: addHours(reopenedAt, 0.5), again: true }));
  const why = 'The school called: the child has not come for two weeks.';
  const reopening = {
    collection: 'reopenings',
    row: {
      id: random.id(),
      values: {
        reopening_date: exactDate(dayOf(reopenedAt)),
        reopening_by: making.worker,
        reopening_closure: closed.row.id,
        reopening_details: why,
      },
    },
    writtenAtUtc: reopenedAt,
  };
  return {
    registeredAtUtc: closedAt,
    start,
    saves: [{ atUtc: reopenedAt, rows: [], reopen: why }, ...savesOf(second.events, reopenedAt)],
    document: withValues(put(start, [reopening, ...second.events]), { status: 'open' }),
    risks: [{ atUtc: closedAt, level: risk }],
  };
}

function openLife(making: Making): Life {
  const { one, last } = making;
  const { risk, course } = one.expected;
  const before = riskBefore(making);
  const finished = course.step === 'ready_to_close';
  const chapter = new Chapter(factsOf(making, { before, ends: finished ? 'finished' : 'goes_on' }));
  const planned = chapter.events.some(({ collection }) => collection === 'case_plans');
  const events = [...chapter.events];
  if (finished && planned) events.push(closing(making, dayOf(last), 'in_preparation', 'no_longer_at_risk'));
  const changed = chapter.changedAtUtc !== undefined && before !== undefined;
  const first: Values = changed
    ? {
        risk_level: before.risk,
        risk_reason: 'As far as the first talk tells.',
        ...(before.risk === 'high' && one.document.values['immediate_action'] === undefined
          ? { immediate_action: 'The neighbour keeps the child for the night.' }
          : {}),
      }
    : {};
  const start = withValues(one.document, first);
  const level: Risk = changed ? before.risk : risk;
  const saves = savesOf(events, one.createdAt);
  const risks = [{ atUtc: one.createdAt, level }];
  if (changed) {
    const save = saves.find(({ rows }) => rows.some(({ row }) => row.values['followup_risk_reason'] !== undefined));
    risks.push({ atUtc: save?.atUtc ?? one.createdAt, level: risk });
  }
  const end: Values = changed ? { risk_level: risk, risk_reason: chapter.changeReason ?? '' } : {};
  return {
    registeredAtUtc: one.createdAt,
    start,
    saves,
    document: withValues(put(start, events), end),
    risks,
  };
}

/**
 * What becomes of a generated case until the evening before `options.today`: visits, assessment, plan, services, reviews,
 * an end, now and then a new beginning. The same case always has the same life. A case by itself stays a registration.
 */
export function lifeOf(options: GenerateOptions, one: GeneratedCase): Life {
  const random = Random.from(options.seed, options.officeCode, 'life', one.index);
  const worker = CASEWORKERS[one.worker]?.name ?? '';
  const evening = lastEvening(options.today);
  const { status, course, risk } = one.expected;
  if (status !== 'open') return endedLife({ one, random, last: course.endedAt ?? evening, worker }, evening);
  const making = { one, random, last: evening, worker };
  if (risk === 'none') {
    const risks = [{ atUtc: one.createdAt, level: risk }];
    return { registeredAtUtc: one.createdAt, start: one.document, saves: [], document: one.document, risks };
  }
  const age = daysBetween(dayOf(one.createdAt), dayOf(evening));
  if (course.step === 'service' && age > 150 && random.chance(0.4)) return reopenedLife(making);
  return openLife(making);
}
