import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LayoutDef } from '#core/forms/layout-def.ts';
import type { CaseDocument, Language } from '#core/forms/types.ts';
import { frameOf, type PaperLook } from '#core/reports/context.ts';
import { data, type Block, type PrintDocument } from '#core/reports/document.ts';
import { directionOf, toHtml } from '#core/reports/html.ts';
import type { LayoutFacts } from '#core/reports/layout-parts.ts';
import { layoutReport } from '#core/reports/layout-report.ts';
import { pagesOfAnchors } from '#core/reports/pdf-anchors.ts';
import { contextFor, DOCUMENT, filledWith, fullConfiguration, NAMES } from './print-fixture.ts';
import { pdfFonts, pdfPages, pdfStructure, pdfText, PrintShop } from './print-shop.ts';

const configuration = fullConfiguration();
const PLAN = 'AAAAAAAAAAAAAAAAAAAAAQ';
const LONG = 'She was met at school and said little. '.repeat(55);
/** Many visits, so that the file is long, and narratives in every script. */
const document: CaseDocument = {
  ...DOCUMENT,
  rows: {
    ...DOCUMENT.rows,
    case_plans: [{ id: PLAN, values: { plan_goal: Object.values(NAMES).join('\n') } }],
    plan_actions: [{ id: 'AAAAAAAAAAAAAAAAAAAAAg', values: { action_plan: PLAN, action_what: NAMES.amharic } }],
    followups: Array.from({ length: 24 }, (_, i) => ({
      id: `AAAAAAAAAAAAAAAAAAAA${String.fromCharCode(65 + i)}A`,
      values: {
        followup_planned: { date: `2026-03-${String(i + 1).padStart(2, '0')}`, precision: 'day', calendar: 'gregory' },
        followup_child_view: LONG,
      },
    })),
  },
};
const nothing: LayoutFacts = {
  timeline: () => [],
  family: () => [],
  tasks: () => [],
  files: () => [],
  audit: () => undefined,
  checklist: () => [
    { label: configuration.label, filled: 2, needed: 2, missing: [] },
    { label: configuration.description, filled: 1, needed: 2, missing: [configuration.label] },
  ],
  recipients: () => [],
};
const layoutOf = (id: string): LayoutDef => {
  const found = configuration.layouts?.reports.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const look: PaperLook = { lines: [], marking: 'M', afterUse: 'A', duplex: true, large: false };

let shop: PrintShop;
let made = 0;
beforeAll(async () => {
  shop = await PrintShop.open();
}, 60_000);
afterAll(async () => {
  await shop.close();
});
const print = (paper: PrintDocument, language: Language = 'en', compact = true): Promise<string> =>
  shop.print(
    toHtml(paper, { language, dir: directionOf(language), cssHref: 'print/print.css' }),
    `paper-${String((made += 1))}`,
    compact,
  );
const paper = (id: string, language: Language = 'en'): PrintDocument =>
  layoutReport({
    print: contextFor(language),
    configuration,
    layout: layoutOf(id),
    filled: filledWith(configuration, document),
    facts: nothing,
  });
const letters = (text: string): string => text.replace(/[\s\u064B-\u0652\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '');

describe('the papers of an office as PDF', () => {
  it('a whole file names the page of every part, and stays small', async () => {
    const file = await print(paper('case-file'));
    const pages = pdfPages(file);
    expect(pages.length).toBeGreaterThanOrEqual(20);
    expect(statSync(file).size).toBeLessThan(1_000_000);
    const said = [...(pages[0] ?? '').matchAll(/^\s*(\S.*?)\s{2,}(\d+)\s*$/gm)].map(
      ([, title = '', page]) => [title, Number(page)] as const,
    );
    expect(said.map(([title]) => title)).toEqual(expect.arrayContaining(['Registration', 'Case plan', 'Follow-up']));
    for (const [title, page] of said) expect(pages[page - 1] ?? '', `${title} on ${String(page)}`).toContain(title);
  });

  it('finds the places of a file that Chromium wrote, and none in another', async () => {
    const plain = await print(paper('case-file'), 'en', false);
    const found = pagesOfAnchors(readFileSync(plain));
    expect(found.size).toBeGreaterThan(5);
    expect(Math.max(...found.values())).toBeLessThanOrEqual(pdfPages(plain).length);
    expect(pagesOfAnchors(new Uint8Array([37, 80, 68, 70]))).toEqual(new Map());
  });

  it.each(['en', 'ar'] as const)('are selectable text in every script, in embedded fonts: %s', async (language) => {
    const file = await print(paper('family-plan', language), language);
    const text = letters(pdfText(file));
    // In a line from right to left Poppler puts a Khmer vowel before its letter, so there its letters alone are looked for.
    const khmer = language === 'en' ? letters(NAMES.khmer) : 'សុខចាន់ធ';
    for (const name of [NAMES.amharic, NAMES.burmese, NAMES.devanagari, NAMES.bengali].map(letters).concat(khmer))
      expect(text).toContain(name);
    for (const font of pdfFonts(file))
      expect(font).toMatch(/^[A-Z]{6}\+Noto\S+\s+CID TrueType\s+Identity-H\s+yes yes yes/);
  });

  it('are tagged: headings, tables with heads, and boxes that say whether they are ticked', async () => {
    const structure = pdfStructure(await print(paper('checklist')));
    for (const tag of [/\bH1\b/, /\bH2\b/, /\bTable\b/, /\bTH\b/]) expect(structure).toMatch(tag);
    const html = toHtml(paper('checklist'), { language: 'en', dir: 'ltr', cssHref: 'x.css' });
    expect(html).toContain('aria-label="complete"');
    expect(html).toContain('aria-label="not complete"');
  });

  it.each(['en', 'ar'] as const)(
    'on both sides of a sheet the wide margin is where it is bound: %s',
    async (language) => {
      const text = { kind: 'paragraph', runs: [data('word '.repeat(400))] } satisfies Block;
      const frame = frameOf(contextFor(language, { look }), { report: 'form', name: 'F', formVersion: 'v' });
      const file = await print({ ...frame, blocks: [text, { kind: 'page-break' }, text] }, language);
      // Lines are full at the side where reading begins: there the margin is measured, in millimetres.
      const margin = (page: number): number => {
        const boxes = execFileSync('pdftotext', ['-bbox', '-f', String(page), '-l', String(page), file, '-'], {
          encoding: 'utf8',
        });
        const width = Number(/page width="([\d.]+)"/.exec(boxes)?.[1]);
        const sides = [...boxes.matchAll(/xMin="([\d.]+)"[^>]*xMax="([\d.]+)"[^>]*>word</g)];
        const points =
          language === 'en'
            ? Math.min(...sides.map(([, from]) => Number(from)))
            : width - Math.max(...sides.map(([, , to]) => Number(to)));
        return (points / 72) * 25.4;
      };
      expect(margin(1)).toBeCloseTo(20, 0);
      expect(margin(2)).toBeCloseTo(15, 0);
    },
  );

  it('asks for nothing that the strict policy refuses', () => {
    expect(shop.refused).toEqual([]);
  });
});
