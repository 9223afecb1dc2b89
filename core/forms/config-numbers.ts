import { z } from 'zod';
import { measureOf, splitOf } from '../measures/measures.ts';
import { PERIODS } from '../measures/period.ts';
import { keysOf, reportDef, type ReportDef } from '../measures/report-def.ts';
import { ConfigProblem, eachOnce } from './config-problem.ts';
import { CARD_KINDS, FACTS, type CardDef, type NumbersDef } from './numbers-def.ts';

const id = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);
const words = z.string().min(1).max(200);
const text = z.strictObject({ en: words, fr: words, ar: words });

const card = z.strictObject({
  id,
  kind: z.enum(CARD_KINDS),
  title: text.exactOptional(),
  measure: id.exactOptional(),
  fact: z.enum(FACTS).exactOptional(),
  split: id.exactOptional(),
  period: z.enum(PERIODS).exactOptional(),
  alert: z.literal(true).exactOptional(),
});

/** The shape of `<profile>/dashboards.json`; what it says is judged by `judgeNumbers`. */
export const numbersShape = z.strictObject({
  ageBands: z
    .array(
      z.strictObject({ id: z.string().min(1).max(16), from: z.int().min(0), to: z.int().max(150).exactOptional() }),
    )
    .min(1)
    .max(12),
  dashboards: z.array(z.strictObject({ role: id, cards: z.array(card).min(1).max(40) })).max(12),
  reports: z.array(z.strictObject({ id, label: text, def: reportDef })).max(60),
});

/**
 * Refuses what no page could show. Throws `ConfigProblem` with the place, such as `dashboards.manager.flags`.
 * @param asks whether a question, or a subform, is asked: by its key.
 */
export function judgeNumbers({ ageBands, dashboards, reports }: NumbersDef, asks: (key: string) => boolean): void {
  eachOnce('numbers.ageBands', ageBands);
  ageBands.reduce((from, band) => {
    const wrong = band.from !== from || (band.to !== undefined && band.to < band.from);
    if (wrong) throw new ConfigProblem(`numbers.ageBands.${band.id}`, 'ages_do_not_follow');
    return (band.to ?? Number.MAX_SAFE_INTEGER - 1) + 1;
  }, 0);
  eachOnce(
    'dashboards',
    dashboards.map(({ role }) => ({ id: role })),
  );
  eachOnce('numbers.reports', reports);
  for (const { id: report, def } of reports) judgeReport(`numbers.reports.${report}`, def, asks);
  for (const { role, cards } of dashboards) {
    eachOnce(`dashboards.${role}`, cards);
    for (const one of cards) judgeCard(`dashboards.${role}.${one.id}`, one);
  }
}

function judgeReport(at: string, def: ReportDef, asks: (key: string) => boolean): void {
  const rows = def.count === 'cases' ? undefined : def.count.rows;
  if (rows !== undefined && !asks(rows)) throw new ConfigProblem(at, 'unknown_field', rows);
  for (const one of [def.lines, def.columns]) {
    if (one?.by === 'split' && splitOf(one.split) === undefined)
      throw new ConfigProblem(at, 'unknown_split', one.split);
  }
  for (const key of keysOf(def)) {
    const fits = rows === undefined ? !key.includes('.') : key.startsWith(`${rows}.`);
    if (!fits || !asks(key)) throw new ConfigProblem(at, 'unknown_field', key);
  }
}

function judgeCard(at: string, card: CardDef): void {
  if (card.kind === 'fact') {
    if (card.fact === undefined || card.measure !== undefined) throw new ConfigProblem(at, 'fact_expected');
    return;
  }
  const measure = measureOf(card.measure ?? '');
  if (measure === undefined) throw new ConfigProblem(at, 'unknown_measure', card.measure);
  if (card.split !== undefined && splitOf(card.split) === undefined)
    throw new ConfigProblem(at, 'unknown_split', card.split);
  if (card.kind === 'table' && card.split === undefined) throw new ConfigProblem(at, 'split_expected');
  if (measure.when === 'period' && card.period === undefined) throw new ConfigProblem(at, 'period_expected');
}
