import type { Configuration, FieldDef } from '../forms/types.ts';
import { AREAS, placeTreeOf } from '../forms/place-tree.ts';
import type { AnswerSetting } from '../reports/answers.ts';
import type { Translate } from '../reports/context.ts';
import type { Written } from './answer-cell.ts';
import { shortLabel, type FilePlan } from './case-lines.ts';
import type { Cell } from './cell.ts';
import { CODE_COLUMN, ENTRY_COLUMN, type ExportColumn } from './columns.ts';

type Words = Pick<AnswerSetting['print'], 'language'>;

export interface SheetPlan {
  readonly plan: FilePlan;
  readonly label: string;
  readonly labels: readonly string[];
  readonly ids: readonly string[];
}

/**
 * Which of the chosen columns stand on which sheet: what no form asks, then each form, each subform behind the form that
 * it is part of. Every sheet begins with the code of the case, that of a subform goes on with the id of the entry.
 */
export function sheetPlans(
  offered: readonly ExportColumn[],
  chosen: readonly ExportColumn[],
  written: Written,
  words: Words,
  t: Translate,
): readonly SheetPlan[] {
  const fact = (id: string): ExportColumn[] => offered.filter((column) => column.id === id);
  const plans = new Map<string, { label: string; columns: ExportColumn[]; rows: string | undefined }>();
  const facts = { label: t('export.sheet_cases'), columns: fact(CODE_COLUMN), rows: undefined };
  plans.set('', facts);
  for (const column of chosen) {
    const { id, form, rows } = column;
    if (id === CODE_COLUMN || id === ENTRY_COLUMN) continue;
    if (form === undefined) {
      facts.columns.push(column);
      continue;
    }
    const key = rows === undefined ? form.id : `${form.id}.${rows.id}`;
    const plan = plans.get(key) ?? {
      label: (rows ?? form).label[words.language],
      columns: [...fact(CODE_COLUMN), ...(rows === undefined ? [] : fact(ENTRY_COLUMN))],
      rows: rows?.id,
    };
    plan.columns.push(column);
    plans.set(key, plan);
  }
  return [...plans.values()].map(({ label, columns, rows }) => ({
    plan: { columns, rows, written },
    label,
    labels: columns.map((column) => shortLabel(column, words, t)),
    ids: columns.map(({ id }) => id),
  }));
}

/** The list that the answers of a question are taken from. */
const listOf = ({ type, options }: FieldDef): string | undefined => options ?? (type === 'place' ? AREAS : undefined);

/**
 * What the ids in the answers mean, a line for each option of each list that a chosen question takes its answers from:
 * list, id, words.
 */
export function optionLines(
  configuration: Configuration,
  chosen: readonly ExportColumn[],
  { language }: Words,
): readonly (readonly Cell[])[] {
  const used = new Set(chosen.flatMap(({ field }) => (field && listOf(field)) ?? []));
  const lists = configuration.lists.filter(({ id }) => used.has(id) && id !== AREAS);
  const areas = used.has(AREAS) ? placeTreeOf(configuration).all : [];
  return [
    ...lists.flatMap(({ id, options }) => options.map((option) => [id, option.id, option.label[language]])),
    ...areas.map(({ code, label }) => [AREAS, code, label[language]]),
  ];
}
