import fc from 'fast-check';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import type { CaseDocument, FieldDef, FieldValue, Row, RuleDef, Values } from '#core/forms/types.ts';
import { configuration, field, form, options, rule, text } from '../forms/scenario.ts';

export const TODAY = '2026-11-24';
const TYPES = ['number', 'choice', 'date', 'scale', 'choices'] as const;
const LISTS: Readonly<Record<string, string>> = { choice: 'colours', choices: 'colours', scale: 'digits' };
const lists = [
  { id: 'digits', options: options('1', '2', '3') },
  {
    id: 'tagged',
    options: [
      { id: 'one', label: text('one'), tags: ['low'] },
      { id: 'two', label: text('two'), tags: ['high', 'low'] },
      { id: 'three', label: text('three') },
    ],
  },
];

/** Draws from a stream of numbers, so that one list of numbers is one configuration. */
type Draw = <T>(from: readonly T[]) => T;
const drawing = (numbers: readonly number[]): Draw => {
  let at = 0;
  return (from) => {
    const chosen = from[(numbers[at % numbers.length] ?? 0) % from.length];
    at += 1;
    if (chosen === undefined) throw new Error('nothing to draw from');
    return chosen;
  };
};

interface Seen {
  readonly numbers: readonly string[];
  readonly any: readonly string[];
}
const inRows: readonly string[] = [
  'count(plans)',
  'count(acts)',
  'sum(plans, x)',
  'sum(acts, y)',
  'last(acts, y)',
  'first(plans, z)',
  'sum(counted, n)',
];

function numberOf(draw: Draw, seen: Seen, rows: boolean, depth = 0): string {
  const kind = draw(['field', 'literal', 'sum', 'if', 'rows', 'rows']);
  if (kind === 'field' && seen.numbers.length > 0) return draw(seen.numbers);
  if (kind === 'rows' && rows) return draw(inRows);
  if (kind === 'sum' && depth < 2)
    return `(${numberOf(draw, seen, rows, depth + 1)} + ${numberOf(draw, seen, rows, depth + 1)})`;
  if (kind === 'if' && depth < 2)
    return `if(${conditionOf(draw, seen, rows, depth + 1)}, 1, ${numberOf(draw, seen, rows, depth + 1)})`;
  return draw(['0', '1', '2', '3']);
}
function conditionOf(draw: Draw, seen: Seen, rows: boolean, depth = 0): string {
  const kind = draw(['answered', 'missing', 'compare', 'not', 'any', 'and']);
  if (kind === 'answered' && seen.any.length > 0) return `answered(${draw(seen.any)})`;
  if (kind === 'missing' && seen.any.length > 0) return `missing(${draw(seen.any)})`;
  if (kind === 'not' && depth < 2) return `not (${conditionOf(draw, seen, rows, depth + 1)})`;
  if (kind === 'and' && depth < 2)
    return `${conditionOf(draw, seen, rows, depth + 1)} or ${conditionOf(draw, seen, rows, depth + 1)}`;
  if (kind === 'any' && rows)
    return draw(['any(plans, x > 1)', 'all(acts, y > 1)', 'answered(plans)', 'any(acts, answered(what))']);
  return `${numberOf(draw, seen, rows, 2)} ${draw(['=', '<', '>='])} ${numberOf(draw, seen, rows, 2)}`;
}

/** A configuration of which any part may depend on what stands before it: fields, rows, rows of rows, forms, rules. */
export function tangled(numbers: readonly number[]): LoadedConfiguration | undefined {
  const draw = drawing(numbers);
  const maybe = <T>(of: () => T): T | undefined => (draw([0, 1]) === 1 ? of() : undefined);
  const only = (parts: Readonly<Record<string, unknown>>): object =>
    Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
  const seen = { numbers: [] as string[], any: [] as string[] };
  const question = (id: string, rows: boolean, at: { numbers: string[]; any: string[] }): FieldDef => {
    const type = draw(TYPES);
    const calculate = type === 'number' ? maybe(() => numberOf(draw, at, rows)) : undefined;
    const def = field(id, type, {
      ...(LISTS[type] === undefined ? {} : { options: LISTS[type] }),
      ...only({
        relevant: maybe(() => conditionOf(draw, at, rows)),
        calculate,
        need: calculate === undefined ? maybe(() => draw(['save', 'C1', 'C3'])) : undefined,
        needWhen: maybe(() => conditionOf(draw, at, rows)),
        constraint: calculate === undefined ? maybe(() => conditionOf(draw, at, rows)) : undefined,
      }),
    });
    at.any.push(id);
    if (type === 'number' || type === 'scale') at.numbers.push(id);
    return def;
  };
  const before = Array.from({ length: 5 }, (_, i) => question(`f${String(i)}`, false, seen));
  const inPlan = { numbers: [...seen.numbers], any: [...seen.any] };
  const inAct = { numbers: [...seen.numbers], any: [...seen.any] };
  const plans = field('plans', 'rows', {
    record: true,
    ...only({ relevant: maybe(() => conditionOf(draw, seen, false)) }),
    fields: [
      field('x', 'number'),
      field('z', 'number'),
      ...[1, 2].map((n) =>
        question(`p${String(n)}`, false, { numbers: ['x', ...inPlan.numbers], any: ['x', ...inPlan.any] }),
      ),
    ],
  });
  const acts = field('acts', 'rows', {
    within: { rows: 'plans', by: 'of_plan' },
    ...only({
      rowRelevant: maybe(() =>
        conditionOf(draw, { numbers: ['y', ...inAct.numbers], any: ['what', ...inAct.any] }, false),
      ),
    }),
    fields: [
      field('of_plan', 'row_link', { of: 'plans' }),
      field('y', 'number'),
      field('what', 'choice', {
        options: 'tagged',
        optionFilter: { low: conditionOf(draw, seen, true), high: 'y > 1' },
      }),
      question('a1', false, inAct),
    ],
  });
  const counted = field('counted', 'rows', {
    fields: [
      field('n', 'number', { prefill: numberOf(draw, seen, true) }),
      field('k', 'number', { calculate: numberOf(draw, { numbers: ['n'], any: [] }, true) }),
    ],
  });
  const after = Array.from({ length: 5 }, (_, i) => question(`g${String(i)}`, true, seen));
  const rules = Array.from({ length: 4 }, (_, i): RuleDef =>
    rule(`R${String(i)}`, conditionOf(draw, seen, true), {
      fields: [draw(seen.any)],
      params: { n: numberOf(draw, seen, true) },
      message: text('is {n}'),
    }),
  );
  rules.push(rule('RR', 'y > count(acts)', { eachRow: 'acts', fields: ['acts.y'] }));
  const loaded = loadConfiguration(
    configuration({
      fields: before,
      lists,
      rules,
      forms: [
        form('plan', [plans, acts], { step: 'C3', ...only({ relevant: maybe(() => conditionOf(draw, seen, false)) }) }),
        form('end', [counted, ...after]),
      ],
    }),
  );
  return loaded.ok ? loaded.value : undefined;
}

const number = fc.integer({ min: 0, max: 4 }).map((n): FieldValue => n);
export const value: fc.Arbitrary<FieldValue> = fc.oneof(
  number,
  fc.constantFrom<FieldValue>('red', 'blue', 'one', 'two', 'three', ['red'], ['green', 'blue'], ['pink']),
  fc.constantFrom<FieldValue>({ missing: 'unknown' }, { missing: 'refused' }),
  fc.constantFrom<FieldValue>({ date: '2026-05-01', precision: 'day', calendar: 'gregory' }, ''),
);
export const IDS = ['f0', 'f1', 'f2', 'f3', 'f4', 'g0', 'g1', 'g2', 'g3', 'g4', 'plans'];
const FIELDS_OF = { plans: ['x', 'z', 'p1', 'p2'], acts: ['of_plan', 'y', 'what', 'a1'], counted: ['n', 'k'] } as const;
export const SUBFORMS = ['plans', 'acts', 'counted'] as const;

interface Edit {
  readonly kind: 'set' | 'clear' | 'row' | 'add' | 'remove' | 'turn';
  readonly at: number;
  readonly which: number;
  readonly value: FieldValue;
}
export const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('set', 'set', 'clear', 'row', 'row', 'add', 'remove', 'turn'),
  at: fc.nat({ max: 60 }),
  which: fc.nat({ max: 60 }),
  value,
});

const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % from.length];
let made = 0;
export function edited(document: CaseDocument, { kind, at, which, value: given }: Edit): CaseDocument {
  const subform = pick(SUBFORMS, at) ?? 'plans';
  const rows: readonly Row[] = document.rows[subform] ?? [];
  const withRows = (next: readonly Row[]): CaseDocument => ({
    ...document,
    rows: { ...document.rows, [subform]: next },
  });
  const id = pick(IDS, which) ?? 'f0';
  switch (kind) {
    case 'set':
      return { ...document, values: { ...document.values, [id]: given } };
    case 'clear':
      return { ...document, values: Object.fromEntries(Object.entries(document.values).filter(([key]) => key !== id)) };
    case 'add': {
      const parent = pick(document.rows['plans'] ?? [], which)?.id;
      const values: Values = subform === 'acts' && parent !== undefined ? { of_plan: parent } : {};
      return withRows([...rows, { id: `r${String((made += 1))}`, values }]);
    }
    case 'remove':
      return withRows(rows.filter((_, i) => i !== which % Math.max(1, rows.length)));
    case 'turn':
      return withRows(rows.toReversed());
    case 'row': {
      const key = pick<string>(FIELDS_OF[subform], which) ?? 'x';
      const changed = pick(rows, which);
      const put = key === 'of_plan' ? (pick(document.rows['plans'] ?? [], which)?.id ?? 'none') : given;
      return withRows(rows.map((row) => (row === changed ? { ...row, values: { ...row.values, [key]: put } } : row)));
    }
  }
}

export const EMPTY: CaseDocument = { values: {}, rows: {} };
/** Rows enough that a change in one of them, or in what all of them depend on, can go wrong. */
export const BEGUN: CaseDocument = {
  values: { f0: 1, f1: 2 },
  rows: {
    plans: [
      { id: 'one', values: { x: 2, z: 1 } },
      { id: 'two', values: { x: 0 } },
    ],
    acts: [
      { id: 'a', values: { of_plan: 'one', y: 2, what: 'one' } },
      { id: 'b', values: { of_plan: 'two', y: 0 } },
      { id: 'c', values: { of_plan: 'two', y: 3, what: 'two' } },
    ],
    counted: [
      { id: 'm', values: { n: 1 } },
      { id: 'n', values: { n: 4 } },
    ],
  },
};
