import type { FieldDef } from '#core/forms/types.ts';
import type { AnswerSetting } from './answers.ts';
import type { GridItem, Span, Tick } from './document.ts';

/**
 * Lists up to this length are printed as boxes to tick; longer ones get a line to write on. One answer of many is
 * written faster than found.
 */
const MOST_TICKS = { choice: 16, choices: 40 } as const;

export const spanOf = (field: FieldDef): Span => (field.type === 'long_text' ? 12 : (field.width ?? 6));

function ticksOf(field: FieldDef, setting: AnswerSetting): readonly Tick[] | undefined {
  if (field.type !== 'choice' && field.type !== 'choices' && field.type !== 'scale') return undefined;
  const options = setting.configuration.lists.find((list) => list.id === field.options)?.options ?? [];
  const offered = options.filter((option) => option.active !== false);
  const most = field.type === 'choices' ? MOST_TICKS.choices : MOST_TICKS.choice;
  if (offered.length === 0 || offered.length > most) return undefined;
  return offered.map((option) => ({ label: option.label[setting.print.language], ticked: false }));
}

/** Boxes need room: four fit a third of the line, six half of it, more a whole one. */
function tickSpan(field: FieldDef, ticks: number): Span {
  const least: Span = ticks <= 4 ? 4 : ticks <= 6 ? 6 : 12;
  return spanOf(field) > least ? spanOf(field) : least;
}

/** A question to be answered by hand; undefined for one that is computed or that the office does not ask. */
export function blankItem(field: FieldDef, setting: AnswerSetting): GridItem | undefined {
  if (field.offByDefault === true || field.calculate !== undefined) return undefined;
  const { t, language } = setting.print;
  const note = field.relevant === undefined ? {} : { note: t('print.if_it_applies') };
  const ticks = ticksOf(field, setting);
  if (ticks !== undefined) {
    return { label: field.label[language], ...note, value: { ticks }, span: tickSpan(field, ticks.length) };
  }
  const lines = field.type === 'long_text' ? 3 : 1;
  return { label: field.label[language], ...note, value: 'blank', span: spanOf(field), lines };
}
