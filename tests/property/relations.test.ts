import fc from 'fast-check';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfiguration } from '../../main/office/read-configuration.ts';
import { isSibling, relationBack, relationFor } from '#core/family/relations.ts';

const configuration = readConfiguration(join(import.meta.dirname, '../../resources'), 'full');
if (!configuration.ok) throw new Error(configuration.error.code);
const RELATIONS = [...(configuration.value.options.get('relations')?.keys() ?? [])];
const relation = fc.constantFrom(...RELATIONS);
const anything = fc.oneof(relation, fc.string());
const sex = fc.constantFrom('male', 'female', 'intersex', undefined);
const full = fc.constantFrom('brother', 'sister');

test('whatever is turned gives a relation of the list, or none', () => {
  fc.assert(
    fc.property(anything, anything, sex, (a, b, s) => {
      for (const turned of [relationFor(a, b), relationBack(a, s)]) expect([undefined, ...RELATIONS]).toContain(turned);
    }),
  );
});

test('between brothers and sisters of both parents turning there and back changes nothing but what marries in', () => {
  fc.assert(
    fc.property(relation, full, full, (to, there, back) => {
      const turned = relationFor(to, there);
      if (turned === undefined || (turned === 'other_family' && to !== turned)) return;
      expect(turned).toBe(to);
      expect(relationFor(turned, back)).toBe(to);
    }),
  );
});

test('a brother or sister stays one, seen from the other side, and by the own sex', () => {
  fc.assert(
    fc.property(relation, sex, (to, own) => {
      const back = relationBack(to, own);
      if (isSibling(to)) expect(back === undefined || isSibling(back)).toBe(true);
      if (back === 'brother' || back === 'husband' || back === 'father') expect(own).toBe('male');
      if (back === 'sister' || back === 'wife' || back === 'mother') expect(own).toBe('female');
      if (to === 'mother' || to === 'father') expect(back).toBe('own_child');
    }),
  );
});

test('turning a relation round twice ends where it began, when both sexes are said', () => {
  const sexOf: Readonly<Record<string, string>> = {
    brother: 'male',
    sister: 'female',
    mother: 'female',
    father: 'male',
    husband: 'male',
    wife: 'female',
  };
  fc.assert(
    fc.property(relation, fc.constantFrom('male', 'female'), (to, own) => {
      const back = relationBack(to, own);
      if (back === undefined || back === 'other_family') return;
      const again = relationBack(back, sexOf[to] ?? own);
      // A spouse whose sex the word does not say may come back by the other word.
      if (to === 'own_child') expect(again).toBe('own_child');
      else expect(again).toBe(to);
    }),
  );
});

test('what a half-brother shares is never guessed', () => {
  for (const to of RELATIONS.filter((one) => one !== 'neighbour' && one !== 'community_leader'))
    expect(relationFor(to, 'half_sibling'), to).toBeUndefined();
});
