import type { Answers } from './computed.ts';
import type { ResolvedRecord } from './resolved-record.ts';
import type { FieldValue } from './types.ts';

/** The rows of a subform as they are seen from a record. */
export type RowsOf = (subform: string, from: ResolvedRecord) => readonly Answers[];

/** What an expression sees from one record. */
export class RecordAnswers implements Answers {
  readonly #case: ResolvedRecord;
  readonly #record: ResolvedRecord;
  readonly #rowsOf: RowsOf;

  constructor(all: ResolvedRecord, record: ResolvedRecord, rowsOf: RowsOf) {
    this.#case = all;
    this.#record = record;
    this.#rowsOf = rowsOf;
  }

  read(field: string): FieldValue | undefined {
    return (this.#record.states.get(field) ?? this.#case.states.get(field))?.known;
  }

  rowsOf(subform: string): readonly Answers[] {
    return this.#rowsOf(subform, this.#record);
  }
}
