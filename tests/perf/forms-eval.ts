import { loadConfiguration } from '../../core/forms/config-schema.ts';
import type { LoadedConfiguration } from '../../core/forms/config-schema.ts';
import { evaluateCase } from '../../core/forms/evaluate.ts';
import { openSession } from '../../core/forms/session.ts';
import type { CaseDocument, FieldDef, RuleDef, Text } from '../../core/forms/types.ts';
import { figure, quantile, timesOf, type Figure } from './measure.ts';

const FIELDS = 1000;
const RUNS = 300;
const SETTING = { today: '2026-11-24' };
const words = (word: string): Text => ({ en: word, fr: word, ar: word });
const id = (i: number): string => `f${String(i)}`;

/** Every kind of dependency that real forms have: on the field before, on one far away, on rows, computed chains. */
function fieldAt(i: number): FieldDef {
  const base = { id: id(i), label: words(id(i)), sensitivity: 3, compartment: 'core' } as const;
  if (i === 0) return { ...base, type: 'number' };
  switch (i % 5) {
    case 1:
      return { ...base, type: 'number', calculate: `${id(i - 1)} + 1` };
    case 2:
      return { ...base, type: 'choice', options: 'level', need: 'C1', relevant: `answered(${id(i - (i % 5))})` };
    case 3:
      return { ...base, type: 'text', need: 'C1', needWhen: `${id(i - 1)} = 'high' or count(visits) > 3` };
    case 4:
      return { ...base, type: 'date', constraint: `${id(i)} <= today()`, constraintMessage: words('future') };
    default:
      return { ...base, type: 'number', relevant: `f0 >= 0 or ${id(i - 2)} != ''` };
  }
}

function thousandFields(): LoadedConfiguration {
  const visit = { label: words('visit'), sensitivity: 3, compartment: 'core' } as const;
  const fields: FieldDef[] = Array.from({ length: FIELDS }, (_none, i) => fieldAt(i));
  const visits: FieldDef = {
    ...visit,
    id: 'visits',
    type: 'rows',
    fields: [
      { ...visit, id: 'on', type: 'date' },
      { ...visit, id: 'days', type: 'number', calculate: 'days_between(on, today())' },
      { ...visit, id: 'seen', type: 'choice', options: 'level', relevant: 'answered(on)' },
    ],
  };
  const rules = Array.from({ length: 100 }, (_none, i): RuleDef => ({
    id: `R${String(i)}`,
    kind: 'W',
    form: 'main',
    fields: [id(i * 10)],
    brokenWhen: `${id(i * 10)} > 100 and any(visits, days > ${String(i)})`,
    message: words('broken'),
  }));
  const loaded = loadConfiguration({
    profile: 'bench',
    version: 1,
    label: words('bench'),
    description: words('bench'),
    forms: [
      {
        id: 'main',
        version: 1,
        label: words('main'),
        step: 'C1',
        sections: Array.from({ length: 20 }, (_none, n) => ({
          id: `s${String(n)}`,
          label: words('section'),
          fields: [...fields.slice(n * 50, n * 50 + 50), ...(n === 0 ? [visits] : [])],
        })),
      },
    ],
    lists: [{ id: 'level', options: ['high', 'medium', 'low'].map((one) => ({ id: one, label: words(one) })) }],
    rules,
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error.params));
  return loaded.value;
}

function answers(rows: number): CaseDocument {
  const values = Array.from({ length: FIELDS }, (_none, i) => {
    const answer = [i, undefined, 'low', 'Seen at home', { date: '2026-05-01', precision: 'day', calendar: 'gregory' }];
    return [id(i), answer[i % 5]] as const;
  }).filter(([, value]) => value !== undefined);
  const visits = Array.from({ length: rows }, (_none, i) => ({
    id: `row${String(i)}`,
    values: { on: { date: '2026-05-01', precision: 'day', calendar: 'gregory' } as const, seen: 'low' },
  }));
  return { values: Object.fromEntries(values) as CaseDocument['values'], rows: { visits } };
}

/** What follows from one more answer in a form of 1,000 fields, against copying its answers once. */
export async function formsEval(): Promise<Figure[]> {
  const config = thousandFields();
  const document = answers(20);
  let row = 0;
  const session = openSession(config, document, SETTING, () => `new${String((row += 1))}`);
  void session.view;
  const spread = timesOf(RUNS, (i) => {
    // Now a field that others depend on, now one that nothing reads.
    const field = i % 3 === 0 ? id(0) : id(((i * 37) % 200) * 5);
    session.answer({ field }, i);
    void session.view;
  });
  const full = timesOf(50, () => void evaluateCase(config, document, SETTING));
  const floor = timesOf(RUNS, () => void structuredClone(document));
  return Promise.resolve([
    figure(
      { id: 'forms.eval1000', what: 'one answer in a form of 1,000 fields, evaluated', unit: 'ms' },
      quantile(spread, 0.95),
      {
        p50: quantile(spread, 0.5),
        p95: quantile(spread, 0.95),
        floor: quantile(floor, 0.5),
        runs: RUNS,
      },
    ),
    figure(
      { id: 'forms.eval1000.full', what: 'the same form evaluated from nothing', unit: 'ms' },
      quantile(full, 0.95),
      {
        p50: quantile(full, 0.5),
        p95: quantile(full, 0.95),
        floor: quantile(floor, 0.5),
        runs: 50,
      },
    ),
  ]);
}
