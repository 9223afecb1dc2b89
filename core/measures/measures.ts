import { SECRET_FROM } from '../casework/deadline-class.ts';
import type { MeasureDef } from './measure.ts';
import { CASE_MEASURES } from './measures-of-cases.ts';
import { CHILD_MEASURES } from './measures-of-children.ts';
import { NOW_MEASURES } from './measures-of-now.ts';
import { SERVICE_MEASURES } from './measures-of-services.ts';
import { WORK_MEASURES } from './measures-of-work.ts';
import { SPLITS, type SplitDef } from './splits.ts';

/** Every number there is (reference.md §6.1, primero.md §7.1). */
export const MEASURES: readonly MeasureDef[] = [
  ...CASE_MEASURES,
  ...WORK_MEASURES,
  ...SERVICE_MEASURES,
  ...CHILD_MEASURES,
  ...NOW_MEASURES,
];
/** Those of the statistics of a period; the others tell how things stand today. */
export const PERIOD_MEASURES: readonly MeasureDef[] = MEASURES.filter(({ when }) => when !== 'now');

const byId = new Map(MEASURES.map((one) => [one.id, one]));
export const measureOf = (id: string): MeasureDef | undefined => byId.get(id);

/** What a person may be told. */
export interface Told {
  /** Sensitivity class of a field by its key (`field` of the case, `rows.field`). */
  readonly classOf: (key: string) => number;
  /** Whether the answer may be read in every case that is counted. */
  readonly sees: (key: string) => boolean;
}

/**
 * Whether somebody may be told a number, or have one split. What every list of cases says hides nothing, as with tasks
 * (core/casework/deadline-class.ts); whatever is more sensitive must be open to them in all cases that are counted, so
 * that no difference of two numbers tells what a form would not.
 */
export const mayCount = ({ reads }: Pick<MeasureDef | SplitDef, 'reads'>, { classOf, sees }: Told): boolean =>
  reads.every((key) => classOf(key) < SECRET_FROM || sees(key));

export const splitOf = (id: string): SplitDef | undefined => SPLITS.find((one) => one.id === id);
