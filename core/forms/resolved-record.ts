import type { FieldValue, Row, Values } from './types.ts';

/** Whether a field is asked, and what it holds: the answer or what was computed; nothing while it is not asked. */
export interface FieldState {
  readonly relevant: boolean;
  readonly known: FieldValue | undefined;
}

/** The fields of one record as they stand: the case's own, or one row's. */
export class ResolvedRecord {
  readonly subform: string | undefined;
  readonly row: Row | undefined;
  readonly values: Values;
  /** By the field's bare id. Written to only while the evaluation that made the record is under way. */
  readonly states: Map<string, FieldState>;
  /** Whether the row is shown. */
  shown: boolean;

  /** @param known the record as it stood before: what is not worked out again stays. */
  constructor(subform: string | undefined, row: Row | undefined, values: Values, known: ResolvedRecord | undefined) {
    this.subform = subform;
    this.row = row;
    this.values = values;
    this.states = new Map(known?.states);
    this.shown = known?.shown ?? true;
  }

  /** The fields whose stored answer is another than in `other`. */
  differingFrom(other: ResolvedRecord): Set<string> {
    const fields = [...Object.keys(this.values), ...Object.keys(other.values)];
    return new Set(fields.filter((id) => this.values[id] !== other.values[id]));
  }
}
