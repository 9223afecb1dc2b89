import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import { evaluateCase } from '#core/forms/evaluate.ts';
import { brokenTogether, neededIn, stoppingChecks } from '#core/forms/needs.ts';
import { resolve } from '#core/forms/resolve.ts';
import { openSession } from '#core/forms/session.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { validateSave } from '#core/forms/validate.ts';
import { CONSTRAINT, fieldKey, type Check, type EvaluationSetting } from '#core/forms/view.ts';
import { BEGUN, edit, edited, EMPTY, IDS, SUBFORMS, tangled, TODAY, value } from './tangled-forms.ts';

// The same cases at every run: a failure can be looked at again.
fc.configureGlobal({ seed: 20_261_125 });

const seeds = fc.array(fc.nat({ max: 997 }), { minLength: 60, maxLength: 120 });
const SETTING: EvaluationSetting = { today: TODAY };
let loadedOnes = 0;
function tangledOrSkip(numbers: readonly number[]): LoadedConfiguration {
  const config = tangled(numbers);
  fc.pre(config !== undefined);
  loadedOnes += 1;
  if (config === undefined) throw new Error('skipped');
  return config;
}

/** Looks quickly first: a difference is worth the time that showing it takes. */
function expectSame(found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toStrictEqual(wanted);
}

describe('an evaluation that starts from an earlier one', () => {
  test('gives what one from nothing gives, after every change of a chain', () => {
    fc.assert(
      fc.property(seeds, fc.array(edit, { minLength: 5, maxLength: 30 }), (numbers, edits) => {
        const config = tangledOrSkip(numbers);
        let document = BEGUN;
        let view = evaluateCase(config, document, SETTING);
        const first = view;
        for (const each of edits) {
          document = edited(document, each);
          const full = evaluateCase(config, document, SETTING);
          view = evaluateCase(config, document, SETTING, view);
          expectSame(view, full);
          expectSame([...view.fields], [...full.fields]);
          expect([...view.fields].filter(([key, field]) => view.fields.get(key) !== field)).toEqual([]);
          expect(view.fields.size).toBe([...view.fields.keys()].length);
        }
        // An earlier view is not used up, nor changed, by those that started from it.
        expect(first).toEqual(evaluateCase(config, BEGUN, SETTING));
        expect(evaluateCase(config, document, SETTING, first)).toEqual(view);
      }),
      { numRuns: 200 },
    );
    expect(loadedOnes).toBeGreaterThan(100);
  });

  test('holds for other days, minutes and accepted warnings too', () => {
    const settings: readonly EvaluationSetting[] = [
      SETTING,
      { today: '2026-12-24' },
      { today: TODAY, lastKnownDate: '2027-01-01' },
      { today: TODAY, moment: { at: '2026-11-24T10:00', zone: 'UTC' } },
      { today: TODAY, accepted: [{ rule: 'R0', reason: 'right' }] },
    ];
    fc.assert(
      fc.property(seeds, fc.array(edit, { maxLength: 20 }), fc.constantFrom(...settings), (numbers, edits, other) => {
        const config = tangledOrSkip(numbers);
        const document = edits.reduce(edited, BEGUN);
        const view = evaluateCase(config, document, SETTING);
        expectSame(evaluateCase(config, document, other, view), evaluateCase(config, document, other));
      }),
      { numRuns: 60 },
    );
  });

  test('takes over the view of what did not change as the same object', () => {
    const loaded = tangled([1, 2, 3]);
    if (loaded === undefined) throw new Error('the sample does not load');
    const document = {
      values: { f0: 1 },
      rows: {
        counted: [
          { id: 'a', values: { n: 1 } },
          { id: 'b', values: { n: 2 } },
        ],
      },
    };
    const view = evaluateCase(loaded, document, SETTING);
    const rows = [document.rows.counted[0], { id: 'b', values: { n: 3 } }].filter((row) => row !== undefined);
    const next = evaluateCase(loaded, { ...document, rows: { counted: rows } }, SETTING, view);
    expect(next.fields.get('f0')).toBe(view.fields.get('f0'));
    expect(next.fields.get('counted/a/n')).toBe(view.fields.get('counted/a/n'));
    expect(next.fields.get('counted/b/n')).not.toBe(view.fields.get('counted/b/n'));
  });
});

test('two sets of answers that are put together evaluate as if they had been one', () => {
  const joined = (a: CaseDocument, b: CaseDocument): CaseDocument => ({
    values: { ...a.values, ...b.values },
    rows: Object.fromEntries(
      SUBFORMS.map((subform) => {
        const byId = new Map([...(a.rows[subform] ?? []), ...(b.rows[subform] ?? [])].map((row) => [row.id, row]));
        return [subform, [...byId.values()]];
      }),
    ),
  });
  fc.assert(
    fc.property(
      seeds,
      fc.array(edit, { maxLength: 12 }),
      fc.array(edit, { maxLength: 12 }),
      fc.array(edit, { maxLength: 12 }),
      (numbers, common, ours, theirs) => {
        const config = tangledOrSkip(numbers);
        const start = common.reduce(edited, BEGUN);
        const [a, b] = [ours.reduce(edited, start), theirs.reduce(edited, start)];
        const whole = joined(a, b);
        const full = evaluateCase(config, whole, SETTING);
        expectSame(evaluateCase(config, whole, SETTING, evaluateCase(config, a, SETTING)), full);
        expectSame(evaluateCase(config, whole, SETTING, evaluateCase(config, b, SETTING)), full);
        const saved = validateSave(config, whole, SETTING);
        expect(saved.ok).toBe(full.checks.every(({ kind }) => kind !== 'E'));
      },
    ),
    { numRuns: 80 },
  );
});

test('answers in any order lead to the same case, and undo leads back', () => {
  const answers = fc.array(fc.tuple(fc.constantFrom(...IDS.slice(0, 10)), value), { maxLength: 15 });
  fc.assert(
    fc.property(seeds, answers, fc.infiniteStream(fc.nat()), (numbers, given, random) => {
      const config = tangledOrSkip(numbers);
      const last = [...new Map(given)];
      const shuffled = last
        .map((entry) => ({ entry, at: random.next().value ?? 0 }))
        .sort((x, y) => x.at - y.at)
        .map(({ entry }) => entry);
      const play = (list: typeof last) => {
        const session = openSession(config, EMPTY, SETTING, () => 'row');
        for (const [id, each] of list) {
          session.answer({ field: id }, each);
          void session.view;
        }
        return session;
      };
      const [one, other] = [play(last), play(shuffled)];
      expect(other.document.values).toEqual(one.document.values);
      expect(other.view).toEqual(one.view);
      while (one.canUndo) one.undo();
      expect(one.document).toEqual(EMPTY);
      expect(one.view).toEqual(evaluateCase(config, EMPTY, SETTING));
    }),
    { numRuns: 60 },
  );
});

test('a configuration changed anywhere is refused with its place or works with any answers', () => {
  const sample = tangled([1, 2, 3])?.configuration;
  if (sample === undefined) throw new Error('the sample does not load');
  const places: (readonly (string | number)[])[] = [];
  const walk = (node: unknown, path: readonly (string | number)[]): void => {
    places.push(path);
    if (Array.isArray(node)) node.forEach((item, i) => walk(item, [...path, i]));
    else if (typeof node === 'object' && node !== null)
      for (const [key, item] of Object.entries(node)) walk(item, [...path, key]);
  };
  walk(sample, []);
  const put = (node: unknown, [key, ...rest]: readonly (string | number)[], item: unknown): unknown => {
    if (key === undefined) return item;
    if (Array.isArray(node)) return node.map((each: unknown, i) => (i === key ? put(each, rest, item) : each));
    const object = node as Readonly<Record<string, unknown>>;
    return { ...object, [key]: put(object[key], rest, item) };
  };
  const word = fc.constantFrom(
    'plans',
    'acts',
    'f0',
    'x',
    'of_plan',
    'rows',
    'row_link',
    'tick',
    'separator',
    'count(plans)',
    'true',
    'colours',
    1,
    -1,
    true,
    null,
    undefined,
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.oneof(word, fc.jsonValue({ maxDepth: 2 })),
      fc.array(edit, { maxLength: 10 }),
      (place, item, edits) => {
        const loaded = loadConfiguration(put(sample, place, item));
        if (!loaded.ok) {
          expect(loaded.error.code).toBe('FORM_CONFIG_INVALID');
          expect(loaded.error.params['at']).toMatch(/\S/u);
          return;
        }
        evaluateCase(loaded.value, edits.reduce(edited, EMPTY), SETTING);
      },
    ),
    { numRuns: 600 },
  );
});

test('what is needed, and what stops a step, is the same without the views as in them', () => {
  let needed = 0;
  let stopped = 0;
  fc.assert(
    fc.property(seeds, fc.array(edit, { maxLength: 20 }), (numbers, edits) => {
      const loaded = tangledOrSkip(numbers);
      // Every rule stops a step here: all of them are to be compared.
      const rules = loaded.rules.map((rule) => ({ ...rule, def: { ...rule.def, kind: 'C', step: 'C3' } as const }));
      const config = { ...loaded, rules };
      const document = edits.reduce(edited, BEGUN);
      const setting: EvaluationSetting = { ...SETTING, accepted: [{ rule: 'R0', reason: 'right' }] };
      const view = evaluateCase(config, document, setting);
      const resolved = resolve(config, document, setting);
      const asked = [...view.fields].flatMap(([, { path, need, state }]) =>
        need === 'none' ? [] : [{ key: fieldKey(path), path, need, blank: state === 'blank' }],
      );
      expectSame(neededIn(config, resolved), asked);
      const stopping = view.checks.filter(({ kind }) => kind === 'C');
      expectSame(stoppingChecks(config, resolved, setting), stopping);
      needed += asked.length;
      stopped += stopping.length;
    }),
    { numRuns: 200 },
  );
  expect(needed).toBeGreaterThan(500);
  expect(stopped).toBeGreaterThan(100);
});

test('constraints and rules of kind E that do not hold are the same without the views as in them', () => {
  let broken = 0;
  let constrained = 0;
  fc.assert(
    fc.property(seeds, fc.array(edit, { maxLength: 20 }), (numbers, edits) => {
      const loaded = tangledOrSkip(numbers);
      const rules = loaded.rules.map((rule) => ({ ...rule, def: { ...rule.def, kind: 'E' } as const }));
      const config = { ...loaded, rules };
      const document = edits.reduce(edited, BEGUN);
      const all = evaluateCase(config, document, SETTING).checks.filter(
        ({ rule }) => rule === CONSTRAINT || rules.some(({ def }) => def.id === rule),
      );
      const inOrder = (checks: readonly Check[]) => checks.map((check) => JSON.stringify(check)).sort();
      expectSame(inOrder(brokenTogether(config, resolve(config, document, SETTING), SETTING)), inOrder(all));
      broken += all.length;
      constrained += all.filter(({ rule }) => rule === CONSTRAINT).length;
    }),
    { numRuns: 200 },
  );
  expect(constrained).toBeGreaterThan(20);
  expect(broken - constrained).toBeGreaterThan(20);
});
