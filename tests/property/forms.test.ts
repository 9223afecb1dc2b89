import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cleanText } from '#core/forms/clean-text.ts';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import { checksAbout, evaluateCase } from '#core/forms/evaluate.ts';
import { parseExpression } from '#core/forms/expression-parser.ts';
import { printExpression } from '#core/forms/expression-print.ts';
import { FUNCTIONS, RESERVED } from '#core/forms/expression-tree.ts';
import type { Expression } from '#core/forms/expression-tree.ts';
import { normaliseDocument } from '#core/forms/normalise.ts';
import { resolve } from '#core/forms/resolve.ts';
import { openSession } from '#core/forms/session.ts';
import type { CaseDocument, FieldDef, FieldValue, Values } from '#core/forms/types.ts';
import { validateSave } from '#core/forms/validate.ts';
import type { Check, FieldPath } from '#core/forms/view.ts';
import { readConfiguration } from '../../main/office/read-configuration.ts';

// The same cases at every run: a failure can be looked at again.
fc.configureGlobal({ seed: 20_261_124 });

const RESOURCES = join(import.meta.dirname, '../../resources');
const SETTING = { today: '2026-11-24' };

function configuration(profile: string): LoadedConfiguration {
  const loaded = readConfiguration(RESOURCES, profile);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}
const config = configuration('full');

const calendar = fc.constantFrom('gregory', 'ethiopic', 'persian', 'islamic-umalqura', 'buddhist');
const iso = fc
  .tuple(fc.integer({ min: 1990, max: 2028 }), fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 32 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')));
const dateValue = fc
  .tuple(iso, fc.constantFrom('day', 'month', 'year', 'about'), calendar)
  .map(([parts, precision, cal]) => {
    const length = { day: 3, month: 2, year: 1, about: 2 }[precision];
    return { date: parts.slice(0, length).join('-'), precision, calendar: cal } as FieldValue;
  });
const ageValue = fc
  .record({ years: fc.integer({ min: -1, max: 140 }), asOf: iso.map((parts) => parts.join('-')) })
  .map((age): FieldValue => age);
const missing = fc.constantFrom('unknown', 'refused', 'not_asked').map((m) => ({ missing: m }) as FieldValue);
const wild: fc.Arbitrary<FieldValue> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.integer(),
  fc.double().map((n): FieldValue => n),
  fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
  dateValue,
  ageValue,
  missing,
);

/** An answer of the field's kind most of the time, and anything at all otherwise. */
function answer(def: FieldDef): fc.Arbitrary<FieldValue> {
  const options = [...(config.options.get(def.options ?? '')?.keys() ?? [])];
  const fitting = (): fc.Arbitrary<FieldValue> => {
    switch (def.type) {
      case 'choice':
        return fc.constantFrom(...options);
      case 'choices':
        return fc.subarray(options, { maxLength: Math.min(4, options.length) });
      case 'date':
        return dateValue;
      case 'age':
        return ageValue;
      default:
        return fc.string({ maxLength: 12 });
    }
  };
  return fc.oneof(
    { weight: 6, arbitrary: fitting() },
    { weight: 1, arbitrary: missing },
    { weight: 1, arbitrary: wild },
  );
}

const all = [...config.fields.values()];
const caseFields = all.filter((f) => f.subform === undefined && f.def.type !== 'rows' && f.calculate === undefined);
const values = (fields: readonly FieldDef[]): fc.Arbitrary<Values> =>
  fc
    .record(Object.fromEntries(fields.map((def) => [def.id, answer(def)])), { requiredKeys: [] })
    .map((found) => found as Values);
const rowFields = (subform: string): FieldDef[] => all.filter((f) => f.subform === subform).map((f) => f.def);
const rows = (subform: string) =>
  fc.array(
    fc.record({ id: fc.integer({ min: 0, max: 9 }).map((n) => `row${String(n)}`), values: values(rowFields(subform)) }),
    { maxLength: 3 },
  );
const documents: fc.Arbitrary<CaseDocument> = fc.record({
  values: values(caseFields.map((f) => f.def)),
  rows: fc.record({
    family_members: rows('family_members'),
    care_arrangements: rows('care_arrangements'),
    identity_documents: rows('identity_documents'),
    followups: rows('followups'),
  }),
});
/** What these documents may answer: of the other records they have no rows. */
const ANSWERED = ['family_members', 'care_arrangements', 'identity_documents', 'followups'];
const answered = all.filter(
  (f) => ANSWERED.includes(f.subform ?? f.key) || (f.subform === undefined && f.def.type !== 'rows'),
);

const pathsOf = (check: Check): string => JSON.stringify([check.rule, check.paths]);

describe('whatever the answers', () => {
  test('evaluating never fails, says the same twice, and changes nothing', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const before = JSON.stringify(document);
        const view = evaluateCase(config, document, SETTING);
        expect(evaluateCase(config, document, SETTING)).toEqual(view);
        expect(JSON.stringify(document)).toBe(before);
        for (const { filled, needed } of Object.values(view.steps)) expect(filled).toBeLessThanOrEqual(needed);
      }),
      { numRuns: 120 },
    );
  });

  test('a save is stored or names what stands in its way; what is stored can be saved again unchanged', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const checked = validateSave(config, document, SETTING);
        if (!checked.ok) expect(checked.blocking.length).toBeGreaterThan(0);
        else expect(validateSave(config, checked.value, SETTING)).toEqual(checked);
        const normal = normaliseDocument(config, document);
        expect(normaliseDocument(config, normal)).toEqual(normal);
      }),
      { numRuns: 120 },
    );
  });

  test('the checks about some fields are those of the whole form that stand at them or read them', () => {
    const reads = new Map(config.rules.map((rule) => [rule.def.id, rule.brokenWhen.reads]));
    const keyOf = (path: FieldPath): string => ('rows' in path ? `${path.rows}.${path.field}` : path.field);
    let seen = 0;
    fc.assert(
      fc.property(
        documents,
        fc.subarray(
          answered.map(({ key }) => key),
          { minLength: 1, maxLength: 5 },
        ),
        (document, few) => {
          const keys = new Set(few);
          const about = evaluateCase(config, document, SETTING).checks.filter(
            (check) =>
              check.paths.some((path) => keys.has(keyOf(path))) ||
              [...(reads.get(check.rule) ?? [])].some((key) => keys.has(key)),
          );
          seen += about.length;
          const found = checksAbout(config, resolve(config, document, SETTING), SETTING, keys);
          expect(found).toEqual(expect.arrayContaining(about));
          expect(about).toEqual(found.filter((check) => about.some((one) => pathsOf(one) === pathsOf(check))));
        },
      ),
      { numRuns: 200 },
    );
    expect(seen).toBeGreaterThan(50);
  });

  test('a view that starts from an earlier one is the same as one from nothing', () => {
    fc.assert(
      fc.property(documents, documents, (one, other) => {
        const earlier = evaluateCase(config, one, SETTING);
        expect(evaluateCase(config, other, SETTING, earlier)).toEqual(evaluateCase(config, other, SETTING));
        const mixed = { values: { ...other.values, ...one.values }, rows: other.rows };
        expect(evaluateCase(config, mixed, SETTING, earlier)).toEqual(evaluateCase(config, mixed, SETTING));
      }),
      { numRuns: 60 },
    );
  });

  test('keys that every object inherits are no answers', () => {
    const odd = JSON.parse(
      '{"values":{"__proto__":{"sex":"male"},"constructor":"x","toString":1},"rows":{"__proto__":[]}}',
    ) as CaseDocument;
    expect(evaluateCase(config, odd, SETTING)).toEqual(evaluateCase(config, { values: {}, rows: {} }, SETTING));
  });
});

test('the order in which questions are answered makes no difference', () => {
  const path = (id: string): FieldPath => ({ field: id });
  fc.assert(
    fc.property(values(caseFields.map((f) => f.def)), fc.infiniteStream(fc.nat()), (answers, random) => {
      // What follows other answers is written over them last: emptied before there was anything to follow, it follows.
      const follows = ([id]: readonly [string, unknown]): boolean => config.fields.get(id)?.def.follows === true;
      const entries = Object.entries(answers);
      const own = entries.filter(follows);
      const asked = entries.filter((entry) => !follows(entry));
      const given = [...asked, ...own];
      const shuffled = asked
        .map((entry) => ({ entry, at: random.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ entry }) => entry)
        .concat(own);
      const play = (list: typeof given) => {
        const session = openSession(config, { values: {}, rows: {} }, SETTING, () => 'row');
        for (const [id, value] of list) session.answer(path(id), value);
        return session;
      };
      const [one, other] = [play(given), play(shuffled)];
      expect(other.document.values).toEqual(one.document.values);
      expect(other.view).toEqual(one.view);
      while (one.canUndo) one.undo();
      expect(one.document).toEqual({ values: {}, rows: {} });
      while (one.canRedo) one.redo();
      expect(one.document).toEqual(other.document);
    }),
    { numRuns: 40 },
  );
});

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/).filter((id) => !RESERVED.has(id));
const { tree } = fc.letrec<{ tree: Expression }>((tie) => {
  const e = tie('tree');
  return {
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      word.map((id): Expression => ({ kind: 'field', id })),
      fc.string({ unit: 'binary', maxLength: 12 }).map((value): Expression => ({ kind: 'text', value })),
      fc.nat().map((value): Expression => ({ kind: 'integer', value })),
      fc.boolean().map((value): Expression => ({ kind: 'boolean', value })),
      e.map((of): Expression => ({ kind: 'not', of })),
      e.map((of): Expression => ({ kind: 'negative', of })),
      fc
        .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(e, { minLength: 2, maxLength: 4 }))
        .map(([kind, parts]): Expression => ({ kind, all: parts })),
      fc
        .tuple(fc.constantFrom('=' as const, '!=' as const, '<=' as const, '>' as const), e, e)
        .map(([by, left, right]): Expression => ({ kind: 'compare', by, left, right })),
      fc
        .tuple(fc.constantFrom('+' as const, '-' as const, '*' as const, 'div' as const, 'mod' as const), e, e)
        .map(([by, left, right]): Expression => ({ kind: 'arithmetic', by, left, right })),
      fc
        .tuple(fc.constantFrom(...FUNCTIONS), fc.array(e, { maxLength: 3 }))
        .map(([name, args]): Expression => ({ kind: 'call', name, args })),
    ),
  };
});

describe('expressions', () => {
  test('reading the text of a tree gives the tree', () => {
    fc.assert(
      fc.property(tree, (e) => {
        const source = printExpression(e);
        fc.pre(source.length < 4000);
        expect(parseExpression(source)).toEqual({ ok: true, value: e });
      }),
      { numRuns: 500 },
    );
  });

  test('no text makes reading fail otherwise than with a reason', () => {
    const piece = fc.oneof(
      fc.constantFrom('(', ')', 'and', 'or', 'not', "'", "''", '=', '<', ',', '-', 'div', 'age', 'if(', '12', ' '),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const parsed = parseExpression(pieces.join(' '));
        if (!parsed.ok) expect(parsed.error.problem).toMatch(/^[a-z_]+$/);
      }),
      { numRuns: 500 },
    );
  });

  test('any expression in a configuration is loaded or refused with its place', () => {
    const { configuration: c } = configuration('rapid-onset');
    const [form] = c.forms;
    fc.assert(
      fc.property(fc.oneof(tree.map(printExpression), fc.string()), (source) => {
        const section = { id: 'odd', label: c.label, relevant: source, fields: [] };
        const forms = [{ ...form, sections: [...(form?.sections ?? []), section] }, ...c.forms.slice(1)];
        const loaded = loadConfiguration({ ...c, forms });
        if (!loaded.ok) expect(loaded.error.params['at']).toMatch(/odd|sections/);
      }),
      { numRuns: 60 },
    );
  });
});

test('any JSON as a configuration is refused, never a crash', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(loadConfiguration(json)).toMatchObject({ ok: false, error: { code: 'FORM_CONFIG_INVALID' } });
    }),
  );
});

test('a piece of the configuration damaged anywhere is refused or still loads, never a crash', () => {
  const source = JSON.stringify(configuration('rapid-onset').configuration);
  fc.assert(
    fc.property(fc.nat({ max: source.length - 1 }), fc.constantFrom('x', "'", '(', '1', '}'), (at, sign) => {
      const damaged = source.slice(0, at) + sign + source.slice(at + 1);
      let json: unknown;
      try {
        json = JSON.parse(damaged);
      } catch {
        return;
      }
      const loaded = loadConfiguration(json);
      if (!loaded.ok) expect(typeof loaded.error.params['at']).toBe('string');
    }),
    { numRuns: 60 },
  );
});

test('cleaned text holds nothing invisible but joiners, and stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.boolean(), (typed, lines) => {
      const clean = cleanText(typed, lines);
      expect(clean).not.toMatch(
        /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u,
      );
      expect(clean.isWellFormed()).toBe(true);
      expect(clean.normalize('NFC')).toBe(clean);
      expect(cleanText(clean, lines)).toBe(clean);
    }),
    { numRuns: 500 },
  );
});
