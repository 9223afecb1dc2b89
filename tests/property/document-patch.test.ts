import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patchBetween, patched } from '#core/forms/document-patch.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { BEGUN, edit, edited } from './tangled-forms.ts';

// The same cases at every run: a failure can be looked at again.
fc.configureGlobal({ seed: 20_261_126 });

/** A subform without rows is the same as one that is not there. */
const plain = ({ values, rows }: CaseDocument): CaseDocument => ({
  values,
  rows: Object.fromEntries(Object.entries(rows).filter(([, list]) => list.length > 0)),
});
const edits = fc.array(edit, { maxLength: 12 });

test('a patch makes the earlier answers the later ones, whichever way the edits went', () => {
  fc.assert(
    fc.property(edits, edits, edits, (common, ours, theirs) => {
      const start = common.reduce(edited, BEGUN);
      const [a, b] = [ours.reduce(edited, start), theirs.reduce(edited, start)];
      for (const [from, to] of [
        [start, a],
        [a, b],
        [b, start],
      ] as const) {
        // As it travels: a copy that shares nothing.
        const patch = structuredClone(patchBetween(from, to));
        const found = patched(structuredClone(from), patch);
        expect(found && plain(found)).toEqual(plain(structuredClone(to)));
      }
    }),
    { numRuns: 300 },
  );
});

test('only what was touched is in it', () => {
  const untouched = { id: 'a', values: { x: 1 } };
  const before: CaseDocument = { values: { f0: 1, f1: 2 }, rows: { plans: [untouched, { id: 'b', values: {} }] } };
  const after: CaseDocument = { values: { f0: 1 }, rows: { plans: [untouched, { id: 'b', values: { x: 2 } }] } };
  expect(patchBetween(before, after)).toEqual({
    values: { f1: null },
    rows: { plans: { rows: [{ id: 'b', values: { x: 2 } }] } },
  });
  expect(patchBetween(before, before)).toEqual({ values: {}, rows: {} });
});

test('a patch of other answers is refused', () => {
  const none: CaseDocument = { values: {}, rows: {} };
  const row = { id: 'a', values: {} };
  expect(patched(none, { values: {}, rows: { plans: { rows: [row] } } })).toBeUndefined();
  expect(patched(none, { values: {}, rows: { plans: { order: ['a'], rows: [] } } })).toBeUndefined();
  expect(patched(none, { values: {}, rows: { plans: { order: [], rows: [row] } } })).toBeUndefined();
  expect(patched(none, { values: {}, rows: { plans: { order: ['a', 'a'], rows: [row] } } })).toBeUndefined();
});
