import { latin1 } from './compact-pdf.ts';

/**
 * On which page each place of a PDF stands to which a link leads, counted from 1. Reads what Chromium writes: a tree of
 * pages with one level of children or more, and the places in one dictionary. A file that is built otherwise gives none.
 */
export function pagesOfAnchors(pdf: Uint8Array): ReadonlyMap<string, number> {
  const text = latin1(pdf);
  const bodyOf = (number: string): string =>
    new RegExp(`(?:^|\\n)${number} 0 obj\\s([\\s\\S]*?)endobj`).exec(text)?.[1] ?? '';
  const pageNumbers = new Map<string, number>();
  const walk = (number: string, depth: number): void => {
    const body = bodyOf(number);
    const kids = depth > MOST_LEVELS ? undefined : /\/Kids\s*\[([^\]]*)\]/.exec(body)?.[1];
    if (kids === undefined) pageNumbers.set(number, pageNumbers.size + 1);
    else for (const [, kid = ''] of kids.matchAll(/(\d+) 0 R/g)) walk(kid, depth + 1);
  };
  const root = /\/Pages (\d+) 0 R/.exec(text)?.[1];
  const dests = /\/Dests (\d+) 0 R/.exec(text)?.[1];
  if (root === undefined || dests === undefined) return new Map();
  walk(root, 0);
  const places = [...bodyOf(dests).matchAll(/\/([A-Za-z0-9-]+) \[(\d+) 0 R/g)];
  return new Map(
    places.flatMap(([, name = '', page = '']): [string, number][] => {
      const number = pageNumbers.get(page);
      return number === undefined ? [] : [[name, number]];
    }),
  );
}

const MOST_LEVELS = 12;

/**
 * Script that puts the page numbers into a table of contents, to be run in the page between its first and its second
 * printing. The numbers take the same room whatever they are, so the pages stay as they were counted.
 */
export const fillInPages = (pages: ReadonlyMap<string, number>): string =>
  `for (const place of document.querySelectorAll('.page-of')) place.textContent = (${JSON.stringify(
    Object.fromEntries(pages),
  )})[place.dataset.of] ?? ''; true`;

/** Whether a page has a table of contents that waits for its numbers. */
export const hasContents = (html: string): boolean => html.includes('class="page-of"');
