import { sameValue } from '../records/changes.ts';
import { answerOf, isMissing, own } from './answer-kind.ts';
import type { Answers, Computed, Surroundings } from './computed.ts';
import type { LoadedConfiguration, LoadedField, LoadedFormHead, LoadedSection } from './config-index.ts';
import type { CompiledExpression } from './expression.ts';
import { evaluateExpression } from './expression-evaluate.ts';
import { asValue } from './field-value.ts';
import { RecordAnswers } from './record-answers.ts';
import { ResolvedRecord } from './resolved-record.ts';
import type { FieldState } from './resolved-record.ts';
import type { CaseDocument } from './types.ts';
import type { EvaluationSetting } from './view.ts';

export type { ResolvedRecord } from './resolved-record.ts';

/** What is asked and what every field holds, of the whole case. */
export interface Resolved {
  readonly config: LoadedConfiguration;
  readonly around: Surroundings;
  readonly case: ResolvedRecord;
  readonly rows: ReadonlyMap<string, readonly ResolvedRecord[]>;
  /** The fields that differ from the earlier state, by key, a subform when its rows are others; undefined: all may. */
  readonly changed: ReadonlySet<string> | undefined;
  /** Of the case's own fields those whose stored answer is another one, asked or not. */
  readonly answered: ReadonlySet<string>;
  sectionRelevant(section: LoadedSection): boolean;
  formRelevant(form: LoadedFormHead): boolean;
  run(expression: CompiledExpression, record: ResolvedRecord): Computed;
}

/** The day that counts as today: a clock that was set back does not make the last known day a future one. */
export const todayOf = ({ today, lastKnownDate }: EvaluationSetting): string =>
  lastKnownDate !== undefined && lastKnownDate > today ? lastKnownDate : today;

/**
 * Works out which fields are asked and what is computed, each field after all it depends on, so that neither the order
 * of answers nor the depth of a chain matters.
 *
 * @param previous an earlier state: only what depends on something that is different now is worked out again.
 */
export function resolve(
  config: LoadedConfiguration,
  document: CaseDocument,
  setting: EvaluationSetting,
  previous?: Resolved,
): Resolved {
  const earlier = previous instanceof Resolving && previous.fits(config, setting) ? previous : undefined;
  const resolving = new Resolving(config, document, setting, earlier);
  for (const { field, settles } of config.order) {
    if (settles === 'rows') resolving.showRows(field);
    else if (field.subform === undefined) resolving.settleField(field);
    else resolving.settleRowField(field, field.subform);
  }
  resolving.done();
  return resolving;
}

/** Most fields of a case hold nothing: they share these. */
const NOT_ASKED: FieldState = { relevant: false, known: undefined };
const ASKED_BLANK: FieldState = { relevant: true, known: undefined };

const sameState = (a: FieldState | undefined, b: FieldState): boolean =>
  a === b || (a !== undefined && a.relevant === b.relevant && sameValue(a.known, b.known));

class Resolving implements Resolved {
  readonly config: LoadedConfiguration;
  readonly around: Surroundings;
  readonly case: ResolvedRecord;
  readonly rows = new Map<string, ResolvedRecord[]>();
  readonly answered = new Set<string>();
  readonly #document: CaseDocument;
  readonly #sections = new Map<LoadedSection, boolean>();
  readonly #forms = new Map<LoadedFormHead, boolean>();
  readonly #changed = new Set<string>();
  /** Subforms that are shown and were not, or the other way round. */
  readonly #moved = new Set<string>();
  /** Which rows differ from before, by their place, and in which of their fields. */
  readonly #dirty = new Map<string, Map<number, Set<string> | 'all'>>();
  readonly #incremental: boolean;
  /** Let go when all is settled: a state must not keep all that came before it. */
  #earlier: Resolving | undefined;

  constructor(
    config: LoadedConfiguration,
    document: CaseDocument,
    setting: EvaluationSetting,
    earlier: Resolving | undefined,
  ) {
    this.config = config;
    this.around = { today: todayOf(setting), now: setting.moment, places: setting.places, naming: setting.naming };
    this.case = new ResolvedRecord(undefined, undefined, document.values, earlier?.case);
    this.#document = document;
    this.#earlier = earlier;
    this.#incremental = earlier !== undefined;
  }

  get changed(): ReadonlySet<string> | undefined {
    return this.#incremental ? this.#changed : undefined;
  }

  /** Whether what was worked out here holds under this setting as far as the answers are the same. */
  fits(config: LoadedConfiguration, setting: EvaluationSetting): boolean {
    const { today, now, places, naming } = this.around;
    return (
      config === this.config &&
      todayOf(setting) === today &&
      sameValue(setting.moment, now) &&
      setting.places === places &&
      setting.naming === naming
    );
  }

  done(): void {
    for (const form of this.config.forms) {
      this.formRelevant(form);
      for (const section of form.sections) this.sectionRelevant(section);
    }
    this.#earlier = undefined;
  }

  run(expression: CompiledExpression, record: ResolvedRecord): Computed {
    return evaluateExpression(expression.tree, this.#answers(record), this.around);
  }

  formRelevant(form: LoadedFormHead): boolean {
    const earlier = this.#earlier;
    return this.#decided(this.#forms, earlier && earlier.#forms, form, form.relevant?.reads, () =>
      this.#holds(form.relevant, this.case),
    );
  }

  sectionRelevant(section: LoadedSection): boolean {
    const earlier = this.#earlier;
    return this.#decided(
      this.#sections,
      earlier && earlier.#sections,
      section,
      section.reads,
      () => this.formRelevant(section.form) && this.#holds(section.relevant, this.case),
    );
  }

  settleField(field: LoadedField): void {
    const { def, key } = field;
    const section = this.config.sectionOf.get(key);
    const before = this.#earlier && this.case.states.get(def.id);
    // What both inherit is the same and cannot differ: no need to ask whose it is.
    const answered = this.#earlier !== undefined && this.case.values[def.id] !== this.#earlier.case.values[def.id];
    if (answered) this.answered.add(def.id);
    const touched =
      before === undefined ||
      answered ||
      this.#touches(field.settledBy.outer) ||
      (section !== undefined && this.#touches(section.reads));
    if (touched) {
      const state = this.#settled(field, this.case, section === undefined || this.sectionRelevant(section));
      if (!sameState(before, state)) {
        this.case.states.set(def.id, state);
        this.#changed.add(key);
        if (before?.relevant !== state.relevant) this.#moved.add(key);
      }
    }
    if (def.type === 'rows') this.#openRows(def.id);
  }

  settleRowField(field: LoadedField, subform: string): void {
    const { def, key, settledBy } = field;
    const placed = this.case.states.get(subform)?.relevant === true;
    if (!this.#incremental) {
      // Nothing stood before that could be the same.
      for (const record of this.rows.get(subform) ?? [])
        record.states.set(def.id, this.#settled(field, record, placed));
      return;
    }
    this.#eachTouched(subform, settledBy.outer, (record, index, differs) => {
      if (differs !== undefined && !differs(def.id) && !some(settledBy.own, differs)) return;
      const state = this.#settled(field, record, placed);
      if (sameState(record.states.get(def.id), state)) return;
      this.#ownRecord(subform, index, def.id).states.set(def.id, state);
      this.#changed.add(key);
    });
  }

  showRows(field: LoadedField): void {
    const { def, rowRelevant, shownBy } = field;
    if (!this.#incremental) {
      for (const record of this.rows.get(def.id) ?? []) record.shown = this.#holds(rowRelevant, record);
      return;
    }
    this.#eachTouched(def.id, shownBy.outer, (record, index, differs) => {
      if (differs !== undefined && !some(shownBy.own, differs)) return;
      const shown = this.#holds(rowRelevant, record);
      if (shown === record.shown) return;
      this.#ownRecord(def.id, index).shown = shown;
      this.#changed.add(def.id);
    });
  }

  /** The rows of a subform that something may have changed in. `differs`: undefined when all of it is to be looked at. */
  #eachTouched(
    subform: string,
    reads: ReadonlySet<string>,
    look: (record: ResolvedRecord, index: number, differs: ((field: string) => boolean) | undefined) => void,
  ): void {
    const list = this.rows.get(subform) ?? [];
    if (this.#moved.has(subform) || this.#touches(reads)) {
      list.forEach((_, index) => {
        const record = this.rows.get(subform)?.[index];
        if (record !== undefined) look(record, index, undefined);
      });
      return;
    }
    for (const [index, fields] of this.#dirty.get(subform) ?? []) {
      const record = this.rows.get(subform)?.[index];
      if (record !== undefined) look(record, index, fields === 'all' ? undefined : (field) => fields.has(field));
    }
  }

  /** The record to write to: a state that was handed out before is never changed. */
  #ownRecord(subform: string, index: number, field?: string): ResolvedRecord {
    const list = this.rows.get(subform) ?? [];
    const dirty = this.#dirtyRows(subform);
    let record = list[index];
    const fields = dirty.get(index);
    if (record === undefined) throw new Error('no such row');
    if (fields === undefined) {
      record = new ResolvedRecord(subform, record.row, record.values, record);
      if (list === this.#earlier?.rows.get(subform)) this.rows.set(subform, list.with(index, record));
      else list[index] = record;
      dirty.set(index, new Set(field === undefined ? [] : [field]));
    } else if (fields !== 'all' && field !== undefined) fields.add(field);
    return record;
  }

  #dirtyRows(subform: string): Map<number, Set<string> | 'all'> {
    const known = this.#dirty.get(subform) ?? new Map<number, Set<string> | 'all'>();
    this.#dirty.set(subform, known);
    return known;
  }

  #openRows(subform: string): void {
    const stored = own(this.#document.rows, subform) ?? [];
    const earlier = this.#earlier;
    const before = earlier?.rows.get(subform);
    if (earlier !== undefined && before !== undefined && stored === own(earlier.#document.rows, subform)) {
      this.rows.set(subform, before);
      return;
    }
    if (!this.#incremental) {
      this.rows.set(
        subform,
        stored.map((row) => new ResolvedRecord(subform, row, row.values, undefined)),
      );
      return;
    }
    const byId = new Map((before ?? []).map((record) => [record.row?.id, record]));
    const dirty = this.#dirtyRows(subform);
    this.rows.set(
      subform,
      stored.map((row, index) => {
        const known = byId.get(row.id);
        if (known?.row === row) return known;
        const record = new ResolvedRecord(subform, row, row.values, known);
        dirty.set(index, known === undefined ? 'all' : record.differingFrom(known));
        return record;
      }),
    );
    const same = before?.length === stored.length && stored.every((row, i) => before[i]?.row?.id === row.id);
    if (!same) this.#changed.add(subform);
  }

  #settled(field: LoadedField, record: ResolvedRecord, placed: boolean): FieldState {
    const { def, calculate } = field;
    const relevant = placed && def.offByDefault !== true && this.#holds(field.relevant, record);
    if (!relevant) return NOT_ASKED;
    const raw = calculate === undefined ? own(record.values, def.id) : asValue(def, this.run(calculate, record));
    const known = calculate !== undefined || isMissing(raw) ? raw : answerOf(def.type, raw);
    return known === undefined ? ASKED_BLANK : { relevant, known };
  }

  #holds(condition: CompiledExpression | undefined, record: ResolvedRecord): boolean {
    return condition === undefined || this.run(condition, record) === true;
  }

  #touches(reads: ReadonlySet<string>): boolean {
    return some(reads, (key) => this.#changed.has(key));
  }

  #decided<T>(
    known: Map<T, boolean>,
    earlier: ReadonlyMap<T, boolean> | undefined,
    part: T,
    reads: ReadonlySet<string> | undefined,
    decide: () => boolean,
  ): boolean {
    const found = known.get(part);
    if (found !== undefined) return found;
    const before = reads !== undefined && this.#touches(reads) ? undefined : earlier?.get(part);
    const decided = before ?? decide();
    known.set(part, decided);
    return decided;
  }

  #answers(record: ResolvedRecord): Answers {
    return new RecordAnswers(this.case, record, this.#rowsOf);
  }

  /** Rows that are shown, as answers; inside a row of a record form, of its child tables only the rows of this one. */
  readonly #rowsOf = (subform: string, from: ResolvedRecord): readonly Answers[] => {
    if (this.case.states.get(subform)?.relevant !== true) return [];
    const within = this.config.fields.get(subform)?.def.within;
    const parent = within !== undefined && within.rows === from.subform ? from.row?.id : undefined;
    return (this.rows.get(subform) ?? [])
      .filter(
        (record) => record.shown && (parent === undefined || record.states.get(within?.by ?? '')?.known === parent),
      )
      .map((record) => this.#answers(record));
  };
}

function some(keys: ReadonlySet<string>, test: (key: string) => boolean): boolean {
  for (const key of keys) if (test(key)) return true;
  return false;
}
