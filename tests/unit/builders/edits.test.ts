import { describe, expect, test } from 'vitest';
import { CASE_RECORD, changesBetween, sameValue } from '#core/records/changes.ts';
import type { Change } from '#core/records/changes.ts';
import { generateCases } from '../../builders/cases.ts';
import { applyChanges, CONFLICT_MIX, editStream, pairedEdits } from '../../builders/edits.ts';
import { defaultConfiguration } from './default-configuration.ts';

const documents = [
  ...generateCases({ seed: 20260101, count: 150, officeCode: 'KSM', today: '2026-03-02', defects: 'none' }),
].map(({ document }) => document);
const fieldsSet = (changes: readonly Change[]): string[] =>
  changes.flatMap((change) => (change.kind === 'set' && change.collection === CASE_RECORD ? [change.field] : []));

describe('edits in two offices', () => {
  const edits = [...pairedEdits(9, documents)];

  test('are the same for the same seed, in the numbers asked for', () => {
    expect([...pairedEdits(9, documents)]).toEqual(edits);
    expect([...pairedEdits(10, documents)]).not.toEqual(edits);
    for (const [kind, count] of Object.entries(CONFLICT_MIX)) {
      expect(edits.filter((edit) => edit.kind === kind)).toHaveLength(count);
    }
    expect(new Set(edits.map(({ index }) => index)).size).toBe(edits.length);
    expect([...pairedEdits(9, [])]).toEqual([]);
    expect([...pairedEdits(9, documents, { same_field: 3 })]).toHaveLength(3);
  });

  test('change something, and name as conflicts exactly the fields that both set to different values', () => {
    for (const { index, here, there, conflicts, kind } of edits) {
      const document = documents[index];
      if (!document) throw new Error('no such case');
      const [a, b] = [applyChanges(document, here), applyChanges(document, there)];
      expect(changesBetween(document, b).length, kind).toBeGreaterThan(0);
      const shared = fieldsSet(here).filter((field) => fieldsSet(there).includes(field));
      expect(shared.filter((field) => !sameValue(a.values[field], b.values[field]))).toEqual([...conflicts]);
      for (const field of conflicts) {
        expect(sameValue(document.values[field], a.values[field])).toBe(false);
        expect(sameValue(document.values[field], b.values[field])).toBe(false);
      }
    }
  });

  test('expect in force what the configuration calls the most protective', () => {
    const config = defaultConfiguration();
    let judged = 0;
    for (const { here, there, inForce } of edits) {
      for (const [field, value] of Object.entries(inForce)) {
        const protective = config.fields.get(field)?.def.protective;
        if (!protective || !('order' in protective) || typeof value !== 'string')
          throw new Error(`${field} is not protective`);
        const place = (change: Change) =>
          change.kind === 'set' && typeof change.value === 'string' ? protective.order.indexOf(change.value) : 99;
        const places = [...here, ...there]
          .filter((change) => change.kind === 'set' && change.field === field)
          .map(place);
        expect(protective.order.indexOf(value)).toBe(Math.min(...places));
        judged++;
      }
    }
    expect(judged).toBeGreaterThan(15);
  });
});

describe('an ordinary day of edits', () => {
  const [document] = documents;
  if (!document) throw new Error('no case');

  test('repeats for the same seed, and each edit changes what those before it left', () => {
    const changes = [...editStream(4, document, 400)];
    expect([...editStream(4, document, 400)]).toEqual(changes);
    expect([...editStream(4, document, 100)]).toEqual(changes.slice(0, 100));
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['set', 'add', 'remove']));
    let now = document;
    for (const change of changes) {
      const next = applyChanges(now, [change]);
      if (change.kind !== 'set') expect(changesBetween(now, next)).toEqual([change]);
      now = next;
    }
  });

  test('leaves the document it started from alone', () => {
    const before = JSON.stringify(document);
    applyChanges(document, [...editStream(4, document, 50)]);
    expect(JSON.stringify(document)).toBe(before);
  });
});
