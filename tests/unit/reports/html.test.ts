import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { code, data, marked, words } from '#core/reports/document.ts';
import type { Block, PrintDocument } from '#core/reports/document.ts';
import { frameOf } from '#core/reports/context.ts';
import { toHtml } from '#core/reports/html.ts';
import { scriptRuns } from '#core/reports/script-runs.ts';
import { printAssets } from '../../../scripts/print-assets.ts';
import { contextFor, NAMES } from './print-fixture.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const page = (blocks: readonly Block[], language: 'en' | 'ar' = 'en', office?: string): string => {
  const print = contextFor(language, office === undefined ? {} : { office, printedBy: office, purpose: office });
  const frame = frameOf(print, { report: 'case-summary', name: 'Case summary', code: 'KSM', formVersion: 'v' });
  const document: PrintDocument = { ...frame, blocks };
  return toHtml(document, { language, dir: language === 'ar' ? 'rtl' : 'ltr', cssHref: 'print/print.css' });
};
const paragraph = (text: string): Block => ({ kind: 'paragraph', runs: [data(text)] });
const HOSTILE = `"><script>alert('x')</script><img src=x onerror=y>&amp;`;

describe('a report as HTML', () => {
  it('lets no typed text become markup, wherever it stands', () => {
    const cell = [data(HOSTILE)];
    const html = page(
      [
        { kind: 'cover', report: HOSTILE, title: [code(HOSTILE)], line: [words(HOSTILE)], riskNote: HOSTILE },
        { kind: 'heading', level: 2, text: HOSTILE, note: HOSTILE },
        { kind: 'grid', items: [{ label: HOSTILE, note: HOSTILE, value: [marked(HOSTILE)], span: 6 }] },
        { kind: 'grid', items: [{ label: 'x', value: { ticks: [{ label: HOSTILE, ticked: true }] }, span: 6 }] },
        { kind: 'table', caption: HOSTILE, columns: [{ label: HOSTILE }], rows: [[cell]], rowHeads: true },
        { kind: 'notice', title: HOSTILE, runs: cell },
        { kind: 'kit-words', label: HOSTILE, words: [HOSTILE] },
        { kind: 'qr', label: HOSTILE, matrix: [[true]] },
        { kind: 'steps', items: [{ name: HOSTILE, state: HOSTILE }] },
      ],
      'en',
      HOSTILE,
    );
    expect(html).not.toMatch(/<script|<img/i);
    expect(html).toContain('&lt;script&gt;');
    expect([...html.matchAll(/<html [^>]*>/g)]).toHaveLength(1);
  });

  it('holds no script, no inline style and nothing from elsewhere', () => {
    const html = page([paragraph('text'), { kind: 'qr', label: 'key', matrix: [[true, false]] }]);
    expect(html).not.toMatch(/\sstyle=|<style|<script|\son[a-z]+=|https?:|url\(/i);
    expect([...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1])).toEqual(['print/print.css']);
  });

  it('takes controls and characters that turn the reading order out of typed text', () => {
    const html = page([paragraph('abc\u202Edef\u2066\u0000\u0007\u200Fx\uD800')], 'en', 'Of\u202Efice');
    expect(html).toContain('<bdi>abcdefx\uFFFD</bdi>');
    expect(html).toContain('data-start="Office&#10;');
  });

  it('lets long text take its direction from its own first letter', () => {
    const block: Block = { kind: 'paragraph', long: true, runs: [data('Abc\ndef')] };
    expect(page([block], 'ar')).toContain('<p class="long" dir="auto"><span lang="und-Latn">Abc\ndef</span></p>');
  });

  it('keeps joiners that scripts need', () => {
    expect(page([paragraph('می\u200Cخواهم')])).toContain('می\u200Cخواهم');
  });

  it('marks typed text by its script, in its own direction', () => {
    const html = page([paragraph(`${NAMES.arabic}, ${NAMES.amharic}, ${NAMES.latin}`)]);
    expect(html).toContain(
      `<bdi><span lang="und-Arab">${NAMES.arabic}, </span><span lang="und-Ethi">${NAMES.amharic}, </span>${NAMES.latin}</bdi>`,
    );
    expect(page([paragraph(NAMES.arabic)], 'ar')).toContain(`<bdi>${NAMES.arabic}</bdi>`);
    expect(page([paragraph(NAMES.latin)], 'ar')).toContain('<span lang="und-Latn">');
  });

  it.each([
    ['khmer', 'Khmr'],
    ['burmese', 'Mymr'],
    ['devanagari', 'Deva'],
    ['bengali', 'Beng'],
  ] as const)('knows %s', (name, script) => {
    expect(scriptRuns(NAMES[name])).toEqual([{ text: NAMES[name], script }]);
  });

  it('lets a long purpose end in dots instead of running over the page number', () => {
    const html = page([], 'en', 'word '.repeat(200));
    expect(/data-copy="([^"]*)"/.exec(html)?.[1]?.length).toBeLessThan(200);
    expect(/data-start="([^"]*)"/.exec(html)?.[1]).toContain('…');
  });
});

describe('print assets', () => {
  it('hold every font that the style sheet asks for, with a licence for each family', () => {
    const names = printAssets(ROOT).map((asset) => asset.name);
    const sheet = readFileSync(join(ROOT, 'resources', 'print', 'fonts.css'), 'utf8');
    const asked = [...sheet.matchAll(/url\('([^']+)'\)/g)].map((match) => match[1] ?? '');
    expect(asked.length).toBeGreaterThan(20);
    expect(names).toEqual(expect.arrayContaining(asked));
    const files = readdirSync(join(ROOT, 'resources', 'fonts', 'print'));
    expect(files.filter((file) => file.endsWith('.OFL.txt'))).toHaveLength(8);
  });
});
