import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RIGHTS } from '#core/rights/roles.ts';

// docs/rights.md says which right stands for which action of Primero: a right that nobody can look up is given by guessing.
const text = readFileSync(join(import.meta.dirname, '../../../docs/rights.md'), 'utf8');

test('every right stands in the document, and the document names no other', () => {
  const named = new Set([...text.matchAll(/`([a-z]+\.[a-z-]+)`/gu)].map(([, right = '']) => right));
  expect([...named].sort()).toEqual([...RIGHTS].sort());
});

test('no action of Primero is said twice in one table', () => {
  for (const table of text.split('\n## ')) {
    const actions = table.split('\n').flatMap((line) => {
      const [, action = ''] = line.split('|');
      return line.startsWith('| ') ? action.split(',').map((one) => one.trim()) : [];
    });
    const told = actions.filter((one) => one !== '' && !one.startsWith('-'));
    expect(told).toEqual([...new Set(told)]);
  }
});
