import type { CardView } from '#core/contracts/measures.contract.ts';
import type { Output } from '#core/contracts/index.ts';
import type { CardDef, Fact } from '#core/forms/numbers-def.ts';
import { dayNumber } from '#core/measures/day-number.ts';
import { measureOf, splitOf } from '#core/measures/measures.ts';
import { isoPeriod, periodNamed, type Period } from '#core/measures/period.ts';
import type { MeasureDef } from '#core/measures/measure.ts';
import type { SplitDef } from '#core/measures/splits.ts';
import type { Tally, TallyOrder } from '#core/measures/tally.ts';
import { decide } from '#core/rights/decide.ts';
import { instantOf } from '../clock.ts';
import { openOn } from '../cursors.ts';
import { linkTo } from '../link-state.ts';
import { heardAlerts } from '../list-alerts.ts';
import { countCases } from '../list-cases.ts';
import type { OpenOffice } from '../open-office.ts';
import { judgingDay } from '../today.ts';
import { countingOf, type Counting } from './counting.ts';
import { countedFor } from './kept-counts.ts';
import { partNamer } from './name-parts.ts';
import { numberView } from './number-view.ts';
import { endless, type Patience } from './patience.ts';

const DAY_MS = 86_400_000;
/** An office that told nothing for so long is silent. */
const SILENT_DAYS = 14;

type Counts = Output<'cases.counts'>;

/** What an office knows without looking at every case; undefined for somebody who may not hear of it. */
function factOf(open: OpenOffice, fact: Fact, counts: () => Counts): CardView['fact'] {
  const { links, offices } = open.repos;
  const others = offices.offices().filter((office) => !office.isSelf);
  const mayExchange = decide(open.subject, 'exchange.view').allowed;
  const spoke = (office: (typeof others)[number]): number =>
    links
      .bundlesOf(office.n, 'in')
      .filter(({ state }) => state === 'received')
      .at(-1)?.at ??
    office.confirmedAt ??
    0;
  switch (fact) {
    case 'received':
      return { name: fact, value: counts().received };
    case 'to_decide':
      return { name: fact, value: counts().toDecide };
    case 'findings':
      return { name: fact, value: heardAlerts(open, 'office').length };
    case 'shared':
      if (!mayExchange) return undefined;
      return { name: fact, value: new Set(others.flatMap(({ n }) => links.sharedWith(n))).size };
    case 'waiting_changes': {
      if (!mayExchange) return undefined;
      const waiting = others.map((office) => {
        const last = links.lastPosition(linkTo(open, office.officeId));
        return openOn(open, office, last).reduce((sum, [from, to]) => sum + to - from + 1, 0);
      });
      return { name: fact, value: waiting.reduce((sum, one) => sum + one, 0) };
    }
    case 'silent_offices': {
      if (!mayExchange) return undefined;
      const days = others.map((office) => Math.floor((open.clock.now() - spoke(office)) / DAY_MS));
      const longest = Math.max(0, ...days);
      return { name: fact, value: days.filter((one) => one > SILENT_DAYS).length, days: longest };
    }
  }
}

interface Ask {
  readonly card: CardDef;
  readonly period: Period;
}

/** Cards of one period that are divided alike are counted together. */
interface Group {
  readonly period: Period;
  readonly split: SplitDef | undefined;
  readonly cards: readonly { readonly card: CardDef; readonly def: MeasureDef }[];
}

function groupsOf(asks: readonly Ask[], { may, setting }: Counting): readonly Group[] {
  const groups = Map.groupBy(asks, ({ card, period }) => [period.from, period.to, card.split ?? ''].join(' '));
  return [...groups.values()].flatMap((group): Group[] => {
    const [one] = group;
    if (one === undefined) return [];
    const split = one.card.split === undefined ? undefined : splitOf(one.card.split);
    const cards = group.flatMap(({ card }) => {
      const def = measureOf(card.measure ?? '');
      return def === undefined || !may(def) || (split !== undefined && !may(split)) ? [] : [{ card, def }];
    });
    const period = { from: one.period.from, to: Math.min(one.period.to, setting.today) };
    return cards.length === 0 ? [] : [{ period, split, cards }];
  });
}

function cardViews(open: OpenOffice, { period, split, cards }: Group, tallies: readonly Tally[]): readonly CardView[] {
  const name = partNamer(open);
  return tallies.flatMap((counted, i): CardView[] => {
    const found = cards[i];
    if (found === undefined) return [];
    const { card, def } = found;
    return [
      {
        id: card.id,
        kind: card.kind,
        ...(card.title === undefined ? {} : { title: card.title }),
        alert: card.alert === true,
        number: numberView(def, split, counted, name),
        period: isoPeriod(period),
        ...(card.split === undefined ? {} : { split: card.split }),
      },
    ];
  });
}

interface Asked {
  readonly role: string;
  readonly cards: readonly CardDef[];
  readonly counting: Counting;
  readonly groups: readonly Group[];
  readonly orders: readonly TallyOrder[];
}

/** What the configuration gives the person's first role that it gives some to. */
function askedOf(open: OpenOffice): Asked {
  const { dashboards = [] } = open.configuration.configuration.numbers ?? {};
  const mine = dashboards.find(({ role }) => open.subject.roles.some(({ id }) => id === role));
  const today = judgingDay(open);
  const now = { from: dayNumber(today), to: dayNumber(today) };
  const counting = countingOf(open, now);
  const cards = mine?.cards ?? [];
  const asks = cards
    .filter(({ kind }) => kind !== 'fact')
    .map((card) => ({ card, period: card.period === undefined ? now : periodNamed(card.period, today) }));
  const groups = groupsOf(asks, counting);
  const orders = groups.map(({ period, split, cards: counted }) => ({
    measures: counted.map(({ def }) => def),
    split,
    setting: { ...counting.setting, period },
  }));
  return { role: mine?.role ?? '', cards, counting, groups, orders };
}

/** Counts what the dashboard shows and does not know yet. Answers whether all of it is counted. */
export function countDashboard(open: OpenOffice, patience: Patience): boolean {
  const { counting, orders } = askedOf(open);
  return !('of' in countedFor(open, counting, orders, patience));
}

/**
 * The cards of the person's first role that the configuration gives some to, over the cases that the person reaches. What
 * they may not see is left out. Says how far it is instead when the numbers of a large office are not counted yet.
 */
export function readDashboard(open: OpenOffice, patience: Patience = endless): Output<'measures.dashboard'> {
  const { role, cards, counting, groups, orders } = askedOf(open);
  const tallies = countedFor(open, counting, orders, patience);
  const head = { role, reach: counting.reach, madeAtUtc: instantOf(open.clock.now()) };
  if ('of' in tallies) return { ...head, cards: [], making: tallies };
  let known: Counts | undefined;
  const counts = (): Counts => (known ??= countCases(open));
  const counted = new Map(
    groups.flatMap((group, i) => cardViews(open, group, tallies[i] ?? []).map((view) => [view.id, view] as const)),
  );
  return {
    ...head,
    cards: cards.flatMap((card): CardView[] => {
      const made = counted.get(card.id);
      if (made !== undefined) return [made];
      const fact = card.fact === undefined ? undefined : factOf(open, card.fact, counts);
      const title = card.title === undefined ? {} : { title: card.title };
      return fact === undefined ? [] : [{ id: card.id, kind: card.kind, ...title, alert: card.alert === true, fact }];
    }),
  };
}
