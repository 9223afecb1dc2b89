import type { CountSetting, MeasureDef, Unit } from './measure.ts';
import type { CasePast } from './past.ts';
import { Cell, Sheet, type Count, type Days, type Sign } from './sheet.ts';
import type { SplitDef } from './splits.ts';

export interface Line extends Count {
  readonly part: string;
  readonly days?: Days;
  /** By value of the split, in the order of the columns. */
  readonly by: readonly Count[];
}

export interface Tally extends Count {
  readonly measure: string;
  readonly lines: readonly Line[];
  /** Values of the split that occur; empty without one. */
  readonly columns: readonly string[];
  /** Of all lines together. */
  readonly total: { readonly by: readonly Count[]; readonly days?: Days };
}

export interface TallyOrder {
  readonly measures: readonly MeasureDef[];
  readonly split?: SplitDef | undefined;
  readonly setting: CountSetting;
}

/** The numbers of some measures over cases that may change while they are counted. */
export class RunningTally {
  readonly #order: TallyOrder;
  readonly #sheets: readonly { readonly def: MeasureDef; readonly sheet: Sheet }[];
  readonly #counted: (CasePast | undefined)[] = [];
  #turn = 0;
  constructor(order: TallyOrder) {
    this.#order = order;
    this.#sheets = order.measures.map((def) => ({ def, sheet: new Sheet() }));
  }

  /** Counts a case as it is now, in place of what it was when it was counted before; undefined: it is counted no more. */
  put(caseN: number, past: CasePast | undefined): void {
    const before = this.#counted[caseN];
    if (before === past) return;
    if (before !== undefined) this.#count(before, -1);
    if (past !== undefined) this.#count(past, 1);
    this.#counted[caseN] = past;
  }
  result(): readonly Tally[] {
    const { split, setting } = this.#order;
    return this.#sheets.map(({ def, sheet }) => tallyOf(def, sheet, split, setting));
  }
  #count(past: CasePast, sign: Sign): void {
    const { split, setting } = this.#order;
    this.#turn += 1;
    for (const { def, sheet } of this.#sheets)
      for (const unit of def.of(past, setting))
        sheet.add(
          this.#turn,
          unit,
          split === undefined ? NO_COLUMNS : valuesFor(def, split, past, unit, setting),
          sign,
        );
  }
}
const NO_COLUMNS: readonly string[] = [];

/** The numbers of some measures over all these cases, each case looked at once. */
export function tally(cases: Iterable<readonly [caseN: number, past: CasePast]>, order: TallyOrder): readonly Tally[] {
  const running = new RunningTally(order);
  for (const [caseN, past] of cases) running.put(caseN, past);
  return running.result();
}

/** A thing that is counted, with the case it stands in and the columns that it counts in. */
export interface PlacedUnit {
  readonly caseN: number;
  readonly unit: Unit;
  readonly columns: readonly string[];
}

/** The numbers of units that somebody else found, case by case. */
export function tallyUnits(
  units: Iterable<PlacedUnit>,
  {
    def,
    split,
    setting,
  }: { readonly def: MeasureDef; readonly split?: SplitDef | undefined; readonly setting: CountSetting },
): Tally {
  const sheet = new Sheet();
  for (const { caseN, unit, columns } of units) sheet.add(caseN, unit, columns, 1);
  return tallyOf(def, sheet, split, setting);
}

/** Of what happened the category is that of the day on which it did; of how things stand, that of the last day. */
const valuesFor = (
  def: MeasureDef,
  split: SplitDef,
  past: CasePast,
  unit: Unit,
  setting: CountSetting,
): readonly string[] =>
  split.of(past, def.when === 'period' ? (unit.day ?? setting.period.to) : setting.period.to, setting);

const NONE: Count = { cases: 0, entries: 0 };

function tallyOf(def: MeasureDef, sheet: Sheet, split: SplitDef | undefined, setting: CountSetting): Tally {
  const there = [...sheet.rows]
    .toSorted(([a, x], [b, y]) => y.cases - x.cases || (a < b ? -1 : 1))
    .map(([part]) => part);
  const parts = def.order === undefined ? there : [...def.order.filter((part) => part !== '' || sheet.rows.has(''))];
  const rest = def.order === undefined ? [] : there.filter((part) => !parts.includes(part));
  const columns = columnsOf(sheet, split, setting);
  const days = (cell: Cell | undefined): { days?: Days } =>
    def.shows === 'days' ? { days: (cell ?? new Cell()).days } : {};
  return {
    measure: def.id,
    ...sheet.all.count,
    columns,
    lines: [...parts, ...rest].map((part) => ({
      part,
      ...(sheet.rows.get(part)?.count ?? NONE),
      ...days(sheet.rows.get(part)),
      by: columns.map((value) => sheet.cells.get(part)?.get(value)?.count ?? NONE),
    })),
    total: { by: columns.map((value) => sheet.columns.get(value)?.count ?? NONE), ...days(sheet.all) },
  };
}

/** Columns stand in the same order in every table, whatever is largest in it; what has no answer last. */
function columnsOf(sheet: Sheet, split: SplitDef | undefined, { bands, placeOf }: CountSetting): readonly string[] {
  if (split === undefined) return [];
  const { names } = split;
  const place = (value: string): number => {
    if (value === '') return Number.MAX_SAFE_INTEGER;
    if (names === 'bands') return bands.findIndex(({ id }) => id === value);
    return names === 'times' ? 0 : placeOf(names, value);
  };
  return [...sheet.columns.keys()].toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** What of a number somebody asks for: a line, a column, both, or all of it. */
export interface Part {
  /** Undefined: every line. */
  readonly part?: string | undefined;
  readonly split?: { readonly def: SplitDef; readonly value: string } | undefined;
}

/** Whether a case is counted in a part of a number: the list that a number opens holds exactly these. */
export function isCounted(past: CasePast, def: MeasureDef, { part, split }: Part, setting: CountSetting): boolean {
  return def
    .of(past, setting)
    .some(
      (unit) =>
        (part === undefined || unit.part === part) &&
        (split === undefined || valuesFor(def, split.def, past, unit, setting).includes(split.value)),
    );
}
