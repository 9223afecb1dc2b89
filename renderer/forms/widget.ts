import type { FieldDef, MissingReason } from '#core/forms/types.ts';
import { ALL_MISSING } from '../ui/missing-labels.ts';

export type ChoiceWidget = 'segments' | 'radios' | 'list' | 'checks';

/** Up to this many options stand open on the page. */
const OPEN_OPTIONS = 5;
/** Room at 1366 pixels with the side panel open: a column, the gap between two, a letter, and around each answer. */
const COLUMN_PX = 47;
const GAP_PX = 16;
const LETTER_PX = 7.2;
const AROUND_PX = 26;
/** Fields narrower than this have no room for stacked answers. */
const NARROW = 4;
/** Up to this many letters, stacked radios stand in two columns. */
const SHORT_LETTERS = 12;

/**
 * How a choice is shown: by the number of its options, and whether all words fit into one line of the field.
 *
 * @param labels the words of the options; `quiet` those of "unknown", "refused" and "not asked" where they are offered.
 */
export function widgetOf(def: FieldDef, labels: readonly string[], quiet: readonly string[]): ChoiceWidget {
  if (def.type === 'choices') return 'checks';
  if (labels.length > OPEN_OPTIONS && def.type !== 'scale') return 'list';
  const columns = def.width ?? 6;
  const room = columns * COLUMN_PX + (columns - 1) * GAP_PX;
  const wanted = [...labels, ...quiet].reduce((sum, label) => sum + label.length * LETTER_PX + AROUND_PX, 0);
  if (wanted <= room) return 'segments';
  // Scores are compared with one another, so all of them stand open.
  if (def.type === 'scale') return 'radios';
  return columns < NARROW || (columns === NARROW && !areShort(labels)) ? 'list' : 'radios';
}

/** Whether stacked answers fit beside each other. */
export const areShort = (labels: readonly string[]): boolean => labels.every((label) => label.length <= SHORT_LETTERS);

const WITHOUT_REASONS: ReadonlySet<FieldDef['type']> = new Set(['tick', 'separator', 'form_link']);

/** The missing reasons a field offers. A box is ticked or not. */
export const offeredOf = (def: FieldDef): readonly MissingReason[] =>
  WITHOUT_REASONS.has(def.type) ? [] : (def.missing ?? ALL_MISSING);
