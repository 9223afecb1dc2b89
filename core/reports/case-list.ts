import type { ListQuery } from '#core/contracts/cases.contract.ts';
import type { Configuration, Language } from '#core/forms/types.ts';
import { frameOf } from './context.ts';
import type { PrintContext } from './context.ts';
import { dateText, dayAt } from './dates.ts';
import { code, data, marked, words } from './document.ts';
import type { Block, Cell, Column, PrintDocument, Runs } from './document.ts';
import { riskBadge } from './risk.ts';

/** A line of the list as the office hands it out; concerns never stand in a list. */
export interface CaseListLine {
  readonly code: string;
  /** Present only when names were asked for and are allowed. */
  readonly name?: string;
  readonly initials: string;
  /** Option id of `sex`. */
  readonly sex?: string;
  readonly ageYears?: number;
  readonly ageMonths?: number;
  readonly ageAbout: boolean;
  /** Option id of `case_status`. */
  readonly status: string;
  /** Option id of `risk_levels`. */
  readonly risk?: string;
  /** `YYYY-MM-DD`. */
  readonly registered?: string;
  readonly updatedAtUtc: string;
  readonly owner?: string;
  readonly officeCode: string;
  readonly conflicts: number;
}

export interface CaseList {
  readonly print: PrintContext;
  readonly configuration: Configuration;
  readonly lines: readonly CaseListLine[];
  /** Cases that have no line because this person may not print them. */
  readonly kept: number;
  /** Cases that the filter leaves; more than `lines` when they are too many for paper. */
  readonly total: number;
  /** Cases in the office that the person may see: "60 of 1,500". */
  readonly of: number;
  readonly query: ListQuery;
  /** What narrowed it beside the usual filters, in the language of the print; absent or empty when nothing did. */
  readonly further?: string;
}

/**
 * What a list was narrowed by, behind what it says of itself. What was typed into the search is a name as often as not: it
 * stands on paper only where names do, otherwise one name and one code would make a pair.
 */
export function narrowedBy(filters: readonly string[], text: string, { t, names }: PrintContext): Runs {
  const typed = text.trim();
  const search =
    typed === ''
      ? []
      : names === 'full'
        ? [words(' · '), words(t('print.filter_search')), words(' '), data(typed)]
        : [words(' · '), words(t('print.filter_some_search'))];
  return [...filters.filter((one) => one !== '').flatMap((one) => [words(' · '), words(one)]), ...search];
}

/** Code, and the name where the order asks for names: the first columns of every list. */
export function childColumns({ t, names }: PrintContext): readonly Column[] {
  const code: Column = { label: t('print.code'), weight: 6 };
  if (names === 'code') return [code];
  return [code, names === 'full' ? { label: t('print.name'), weight: 6 } : { label: t('print.initials'), weight: 4 }];
}
export function childCells(
  { t, names }: PrintContext,
  line: Pick<CaseListLine, 'code' | 'name' | 'initials'>,
): readonly Cell[] {
  if (names === 'code') return [[code(line.code)]];
  const shown = names === 'full' ? (line.name ?? line.initials) : line.initials;
  return [[code(line.code)], shown === '' ? [marked(t('print.blank'))] : [data(shown)]];
}

const labelIn = ({ lists }: Configuration, list: string, option: string, language: Language): string =>
  lists.find((l) => l.id === list)?.options.find((o) => o.id === option)?.label[language] ?? option;

/** What the list was narrowed by, in words. */
function filterOf({ print, configuration, query, further = '' }: CaseList): Runs {
  const { t, language } = print;
  const labels = (list: string, ids: readonly string[]): string =>
    ids.map((id) => labelIn(configuration, list, id, language)).join(t('print.list_comma'));
  const narrowed = [
    ...(query.status.length === 0 ? [] : [labels('case_status', query.status)]),
    ...(query.risk.length === 0 ? [] : [t('print.filter_risk', { risk: labels('risk_levels', query.risk) })]),
    ...(query.sex.length === 0 ? [] : [labels('sex', query.sex)]),
    ...(query.office === 'all' ? [] : [t(`print.filter_${query.office}`)]),
    ...(query.mine ? [t('print.filter_mine', { name: print.printedBy })] : []),
    ...(query.conflicts ? [t('print.filter_conflicts')] : []),
    further,
  ];
  return narrowedBy(narrowed, query.text, print);
}

export const noticeOf = (text: string): Block => ({ kind: 'notice', runs: [words(text)] });

/** That lines of a list stay off the paper. Why each of them does is not said. */
export const keptNotice = ({ t }: PrintContext, kept: number): readonly Block[] =>
  kept === 0 ? [] : [noticeOf(t('print.lines_kept', { count: kept }))];

/** How old the child is, as a list of any kind says it. */
export function ageOf(line: Pick<CaseListLine, 'ageMonths' | 'ageYears' | 'ageAbout'>, { t }: PrintContext): Runs {
  const age =
    line.ageMonths !== undefined && line.ageMonths < 24
      ? t('print.age_months', { months: line.ageMonths })
      : line.ageYears !== undefined
        ? t('print.age_years', { years: line.ageYears })
        : undefined;
  if (age === undefined) return [marked(t('print.blank'))];
  return [words(line.ageAbout ? t('print.age_about', { age }) : age)];
}

/** Cases of a list in landscape, by code; a name column only when the order asks for names (reference.md §6.2). */
export function caseList(list: CaseList): PrintDocument {
  const { print, configuration, lines, kept, total, of } = list;
  const { t, language } = print;
  const label = (list: string, option: string): string => labelIn(configuration, list, option, language);
  const option = (list: string, value: string | undefined): Runs =>
    value === undefined ? [marked(t('print.blank'))] : [words(label(list, value))];
  const riskOf = (risk: string | undefined): Cell =>
    (risk === undefined ? undefined : riskBadge(risk, (level) => label('risk_levels', level))) ??
    option('risk_levels', risk);
  const column = (key: string, weight: NonNullable<Column['weight']>): Column => ({ label: t(`print.${key}`), weight });
  const toDecide = (count: number): Runs => (count === 0 ? [words('')] : [words(t('print.to_decide', { count }))]);
  return {
    ...frameOf(print, {
      report: 'case-list',
      name: t('print.report_case_list'),
      formVersion: t('print.configuration_version', { version: String(configuration.version) }),
      landscape: true,
    }),
    blocks: [
      {
        kind: 'cover',
        report: print.office,
        title: [words(t('print.report_case_list'))],
        line: [words(t('print.cases_of', { count: total, of })), ...filterOf(list)],
      },
      ...(lines.length + kept < total ? [noticeOf(t('print.list_cut', { count: lines.length + kept, total }))] : []),
      ...keptNotice(print, kept),
      {
        kind: 'table',
        caption: t('print.report_case_list'),
        rowHeads: true,
        columns: [
          ...childColumns(print),
          column('age', 5),
          column('sex', 3),
          column('risk', 5),
          column('status', 4),
          column('registered', 5),
          column('last_change', 5),
          column('owner', 5),
          column('office_code', 3),
          column('remarks', 4),
        ],
        rows: lines.map((line): readonly Cell[] => [
          ...childCells(print, line),
          ageOf(line, print),
          option('sex', line.sex),
          riskOf(line.risk),
          option('case_status', line.status),
          line.registered === undefined ? [marked(t('print.blank'))] : [words(dateText(line.registered, language))],
          [words(dateText(dayAt(line.updatedAtUtc, print.timeZone), language))],
          line.owner === undefined ? [marked(t('print.blank'))] : [data(line.owner)],
          [code(line.officeCode)],
          toDecide(line.conflicts),
        ]),
        none: t('print.no_cases'),
      },
    ],
  };
}
