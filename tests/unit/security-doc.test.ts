import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

// docs/security.md says which test shows what. A row that names a test that is not there is a gap that looks closed.
const root = join(import.meta.dirname, '../..');
const lines = readFileSync(join(root, 'docs/security.md'), 'utf8').split('\n');
/** A file in backticks, and the titles that stand in italics behind it. */
const NAMED = /`((?:tests|scripts)\/[^`\s]+)`((?:[:,]? _[^_]+_)*)/gu;

const named = lines.flatMap((line) =>
  [...line.matchAll(NAMED)].map(([, file = '', titles = '']) => ({
    file,
    titles: [...titles.matchAll(/_([^_]+)_/gu)].map(([, title = '']) => title),
  })),
);
const rowsOf = (heading: string): string[][] => {
  const from = lines.findIndex((line) => line === `## ${heading}`);
  const rest = lines.slice(from + 1);
  const end = rest.findIndex((line) => line.startsWith('## '));
  return rest
    .slice(0, end < 0 ? undefined : end)
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
};

test('every test that the document names is there, under the title that it gives', () => {
  expect(named.length).toBeGreaterThan(60);
  for (const { file, titles } of named) {
    expect(existsSync(join(root, file)), file).toBe(true);
    const text = readFileSync(join(root, file), 'utf8');
    for (const title of titles) {
      const said = [`'${title}`, `"${title}`, `\`${title}`].some((start) => text.includes(start));
      expect(said, `${file}: ${title}`).toBe(true);
    }
  }
});

describe('the checklists', () => {
  const ELECTRON = 20;
  test.each([
    ['Electron’s checklist', Array.from({ length: ELECTRON }, (_, i) => String(i + 1))],
    [
      'OWASP ASVS 5.0',
      ['8.2.1', '8.2.2', '8.2.3', '8.3.1', '8.3.2', '8.4.1', '14.1', '14.2', '14.3', '16.2', '16.3', '16.4', '16.5'],
    ],
    ['OWASP Desktop Top 10', Array.from({ length: 10 }, (_, i) => `DA${String(i + 1)}`)],
  ])('%s has every item, each with a test by its title', (heading, items) => {
    const rows = rowsOf(heading);
    expect(rows.map(([, item]) => item)).toEqual(items);
    for (const [, item, , shown = ''] of rows) expect(shown, item).toMatch(/`tests\/[^`]+`: _[^_]+_/u);
  });
});
