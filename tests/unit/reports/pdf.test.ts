import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language } from '#core/forms/types.ts';
import { caseList } from '#core/reports/case-list.ts';
import type { CaseListLine } from '#core/reports/case-list.ts';
import { caseSummary } from '#core/reports/case-summary.ts';
import { frameOf } from '#core/reports/context.ts';
import { data } from '#core/reports/document.ts';
import type { Block, PrintDocument } from '#core/reports/document.ts';
import { directionOf, toHtml } from '#core/reports/html.ts';
import { registrationForm } from '#core/reports/registration-form.ts';
import { CODE, contextFor, DOCUMENT, EVERY_CASE, filledWith, fullConfiguration, NAMES } from './print-fixture.ts';
import { pdfFonts, pdfInfo, pdfPages, pdfPagesInOrder, pdfText, PrintShop } from './print-shop.ts';

const configuration = fullConfiguration();
const filled = filledWith(configuration);
let shop: PrintShop;
let printed = 0;

beforeAll(async () => {
  shop = await PrintShop.open();
}, 60_000);
afterAll(async () => {
  await shop.close();
});

const print = (document: PrintDocument, language: Language = 'en'): Promise<string> =>
  shop.print(
    toHtml(document, { language, dir: directionOf(language), cssHref: 'print/print.css' }),
    `report-${String((printed += 1))}`,
  );

const registration = (language: Language, changes: Parameters<typeof contextFor>[1] = {}): PrintDocument =>
  registrationForm({
    print: contextFor(language, changes),
    configuration,
    forms: ['consent', 'registration'],
    filled,
  });

const lines = (count: number): CaseListLine[] =>
  Array.from({ length: count }, (_, index) => ({
    code: `KSM-26-${String(index).padStart(5, '2')}-K`,
    initials: 'A. B.',
    sex: index % 2 === 0 ? 'female' : 'male',
    ageYears: index % 18,
    ageAbout: false,
    status: 'open',
    risk: ['high', 'medium', 'low', 'none'][index % 4] ?? 'low',
    registered: '2026-11-02',
    updatedAtUtc: '2026-11-20T08:00:00Z',
    owner: 'Neema Baraka',
    officeCode: 'KSM',
    conflicts: 0,
  }));

const plain = (blocks: readonly Block[]): PrintDocument => ({
  ...frameOf(contextFor('en'), { report: 'case-summary', name: 'Case summary', code: CODE, formVersion: 'v1' }),
  blocks,
});

/** Text without spaces, direction marks and Arabic vowel signs: a PDF places glyphs, not words. */
const letters = (text: string): string => text.replace(/[\s\u064B-\u0652\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '');

describe('a report as PDF', () => {
  it('is selectable text in six scripts, set in embedded subsets of our own fonts', async () => {
    const file = await print(registration('en'));
    const text = letters(pdfText(file));
    for (const name of [NAMES.latin, NAMES.amharic, NAMES.khmer, NAMES.burmese, NAMES.devanagari, NAMES.bengali]) {
      expect(text).toContain(letters(name));
    }
    expect(text).toContain('مريم');
    const fonts = pdfFonts(file);
    for (const script of ['', 'Mono', 'Arabic', 'Ethiopic', 'Khmer', 'Myanmar', 'Devanagari', 'Bengali']) {
      expect(fonts.join('\n')).toMatch(new RegExp(`^[A-Z]{6}\\+NotoSans${script}-`, 'm'));
    }
    for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+Noto\S+\s+CID TrueType\s+Identity-H\s+yes yes yes/);
  });

  it('carries marking, code and page x of y as text on every page, and no case name in its metadata', async () => {
    const file = await print(registration('en'));
    const pages = pdfPages(file);
    expect(pages.length).toBeGreaterThan(3);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('CONFIDENTIAL – child protection');
      expect(page).toContain('Kisimani District Office');
      expect(page).toContain(CODE);
      expect(page).toContain(`Page ${String(index + 1)} of ${String(pages.length)}`);
      expect(page).toContain('Printed by N. Baraka, 23 Nov 2026, 11:20');
      expect(page).toContain('Copy 2, for: case conference of 24 Nov 2026');
      expect(page).toContain('Form 1A, version 1 · Form 1B, version 1');
      expect(page).toContain('Return or destroy after use');
    }
    const info = pdfInfo(file);
    expect(info).toContain(`Title:           Registration and consent ${CODE}`);
    expect(info).toMatch(/Tagged:\s+yes/);
    expect(info).not.toMatch(/Juma|Amina/);
  });

  it.each([
    ['en', NAMES.amharic, 'CONFIDENTIAL–childprotection', 'Page1of'],
    ['en', NAMES.khmer, 'CONFIDENTIAL–childprotection', 'Page1of'],
    ['ar', NAMES.burmese, 'سري', '1'],
  ] as const)('keeps marking and page numbers in %s when the office is called %s', async (language, name, ...kept) => {
    // No other text of the page is in this script: its font is needed in the margins alone.
    const frame = frameOf(contextFor(language, { office: name, printedBy: name, purpose: name }), {
      report: 'case-list',
      name: 'List',
      formVersion: 'v1',
    });
    const file = await print({ ...frame, blocks: [{ kind: 'paragraph', runs: [data('text')] }] }, language);
    const text = letters(pdfText(file));
    for (const part of kept) expect(text).toContain(part);
    // Head, printed by, and what for.
    expect(text.split(letters(name))).toHaveLength(4);
  });

  it.each([
    ['A4', false, /595(\.\d+)? x 84\d|594\.96 x 841\.92/],
    ['Letter', false, /612 x 792/],
    ['A4', true, /841\.92 x 594\.96|842 x 595/],
    ['Letter', true, /792 x 612/],
  ] as const)('is %s, landscape %s', async (paper, landscape, size) => {
    for (const language of ['en', 'ar'] as const) {
      const frame = frameOf(contextFor(language, { paper }), {
        report: 'case-list',
        name: 'List',
        formVersion: 'v1',
        landscape,
      });
      const file = await print({ ...frame, blocks: [{ kind: 'paragraph', runs: [data('text')] }] }, language);
      expect(pdfInfo(file)).toMatch(size);
    }
  });

  it('keeps its head and foot in Arabic, with the office at the binding side', async () => {
    const file = await print(
      caseSummary({
        print: contextFor('ar', { names: 'initials' }),
        configuration,
        filled,
        header: { officeOfCase: 'Kisimani' },
        family: { related: [] },
        timeline: [],
      }),
      'ar',
    );
    const pages = pdfPages(file);
    for (const [index, page] of pages.entries()) {
      const [head = ''] = page.split('\n').filter((line) => line.trim() !== '');
      const text = letters(page);
      expect(text).toContain('سري');
      expect(text).toContain(CODE);
      expect(text).toMatch(
        new RegExp(`${String(index + 1)}من${String(pages.length)}|${String(pages.length)}من${String(index + 1)}`),
      );
      expect(letters(head)).toContain('مكتبكيسيماني');
    }
    expect(pdfFonts(file).join('\n')).toContain('NotoSansArabic');
    for (const secret of [NAMES.latin, 'Juma', 'Amina', 'Plot']) expect(pdfText(file)).not.toContain(secret);
  });

  it('never splits a row, repeats the head of a table and leaves no head or heading alone', async () => {
    const long = 'filler '.repeat(60);
    const rows = Array.from({ length: 30 }, (_, index) => [
      [data(`first${String(index)}x`)],
      [data(`begin${String(index)}x ${long} end${String(index)}x`)],
    ]);
    const headings = Array.from({ length: 25 }, (_, index): Block[] => [
      { kind: 'heading', level: 2, text: `Heading${String(index)}x` },
      { kind: 'paragraph', runs: [data(`after${String(index)}x ${long.repeat((index % 4) + 1)}`)] },
    ]);
    const table: Block = {
      kind: 'table',
      caption: 'Things',
      columns: [{ label: 'Repeated' }, { label: 'Text', weight: 3 }],
      rows,
      rowHeads: true,
    };
    const pages = pdfPages(await print(plain([table, ...headings.flat()])));
    const pageOf = (word: string): number => pages.findIndex((page) => page.includes(word));
    for (const index of rows.keys()) {
      expect(pageOf(`begin${String(index)}x`)).toBeGreaterThanOrEqual(0);
      expect(pageOf(`begin${String(index)}x`)).toBe(pageOf(`end${String(index)}x`));
      expect(pages[pageOf(`begin${String(index)}x`)]).toContain('Repeated');
    }
    for (const index of headings.keys())
      expect(pageOf(`Heading${String(index)}x`)).toBe(pageOf(`after${String(index)}x`));
    expect(pageOf('first29x')).toBeGreaterThan(0);
  });

  it('puts the draft mark on every page', async () => {
    const pages = pdfPagesInOrder(await print(registration('en', { draft: true })));
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(letters(page)).toContain('DRAFT–notapproved');
    const approved = pdfText(await print(registration('en')));
    expect(approved).not.toMatch(/DRAFT/);
  });

  it('stays under 1 MB for more than twenty pages', async () => {
    const file = await print(
      caseList({
        print: contextFor('en', { names: 'code' }),
        configuration,
        lines: lines(460),
        kept: 0,
        total: 460,
        of: 460,
        query: EVERY_CASE,
      }),
    );
    expect(pdfPages(file).length).toBeGreaterThanOrEqual(20);
    expect(statSync(file).size).toBeLessThan(1_000_000);
    expect(pdfText(file)).not.toContain('A. B.');
  });

  it('prints hostile text as text', async () => {
    const hostile = `<script>document.title='x'</script>\u202Egnp.exe`;
    const document = { ...DOCUMENT, values: { ...DOCUMENT.values, full_name: hostile, risk_reason: hostile } };
    const file = await print(
      registrationForm({
        print: contextFor('en', { office: hostile, purpose: hostile }),
        configuration,
        forms: ['registration'],
        filled: { ...filled, document },
      }),
    );
    expect(pdfText(file)).toContain(`<script>document.title='x'</script>gnp.exe`);
    expect(pdfInfo(file)).toContain(`Title:           Registration ${CODE}`);
  });

  it('asks for nothing that the strict policy refuses', () => {
    expect(printed).toBeGreaterThan(8);
    expect(shop.refused).toEqual([]);
  });
});
