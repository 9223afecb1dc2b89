import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const DIR = join(import.meta.dirname, '../../../renderer/styles');

/** Selectors of a style sheet with the properties that each sets. Rules inside of others count as well. */
function rulesOf(css: string): [selector: string, properties: Set<string>][] {
  const plain = css.replaceAll(/\/\*[^]*?\*\//g, '');
  return [...plain.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, selectors = '', body = '']) => {
    const properties = new Set([...body.matchAll(/([\w-]+)\s*:/g)].map(([, name = '']) => name));
    return selectors.split(',').map((one): [string, Set<string>] => [one.trim().replaceAll(/\s+/g, ' '), properties]);
  });
}

// Style sheets of pages are fetched when a page wants them, in the order in which somebody opens pages: of two that set the
// same for the same selector, now one and now the other would win.
test('no two style sheets that are fetched with pages set the same property for the same selector', () => {
  const always = readFileSync(join(DIR, 'index.css'), 'utf8');
  const later = readdirSync(DIR).filter((file) => file !== 'index.css' && !always.includes(`./${file}`));
  expect(later).toContain('forms.css');
  const setBy = new Map<string, string>();
  const twice: string[] = [];
  for (const file of later)
    for (const [selector, properties] of rulesOf(readFileSync(join(DIR, file), 'utf8')))
      for (const property of properties) {
        const about = `${selector} { ${property} }`;
        const other = setBy.get(about) ?? file;
        if (other !== file) twice.push(`${about}: ${other}, ${file}`);
        setBy.set(about, other);
      }
  expect(twice).toEqual([]);
});
