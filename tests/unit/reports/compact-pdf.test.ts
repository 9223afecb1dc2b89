import { readFileSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compactPdf } from '#core/reports/compact-pdf.ts';
import { registrationForm } from '#core/reports/registration-form.ts';
import { toHtml } from '#core/reports/html.ts';
import { contextFor, filledWith, fullConfiguration } from './print-fixture.ts';
import { pdfFonts, pdfStructure, pdfText, PrintShop } from './print-shop.ts';

const deflate = (bytes: Uint8Array): Uint8Array => deflateSync(bytes);
let shop: PrintShop;
beforeAll(async () => {
  shop = await PrintShop.open();
}, 60_000);
afterAll(async () => {
  await shop.close();
});

const html = (): string => {
  const configuration = fullConfiguration();
  const document = registrationForm({
    print: contextFor('en'),
    configuration,
    forms: ['consent', 'registration'],
    filled: filledWith(configuration),
  });
  return toHtml(document, { language: 'en', dir: 'ltr', cssHref: 'print/print.css' });
};

describe('a compacted PDF', () => {
  it('has the same text, tags and fonts as the one it was made from, in less space', async () => {
    const plain = await shop.print(html(), 'plain', false);
    const compact = plain.replace(/plain\.pdf$/, 'compact.pdf');
    writeFileSync(compact, compactPdf(new Uint8Array(readFileSync(plain)), deflate));
    expect(pdfText(compact)).toBe(pdfText(plain));
    expect(pdfStructure(compact)).toBe(pdfStructure(plain));
    expect(pdfStructure(compact)).toMatch(/\bH1\b[\s\S]*\bTable\b[\s\S]*\bTH\b/);
    const names = (file: string): string[] => pdfFonts(file).map((line) => line.split(/\s/)[0] ?? '');
    expect(names(compact)).toEqual(names(plain));
    expect(readFileSync(compact).length).toBeLessThan(readFileSync(plain).length * 0.7);
  });

  it('opens in the previewer', async () => {
    const file = await shop.print(html(), 'preview');
    const document = await getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: 0 }).promise;
    expect(document.numPages).toBeGreaterThan(3);
    const content = await (await document.getPage(1)).getTextContent();
    expect(content.items.flatMap((item) => ('str' in item ? item.str : [])).join(' ')).toContain('Consent and assent');
    await document.loadingTask.destroy();
  });

  it('leaves alone what it does not know', async () => {
    const pdf = new Uint8Array(readFileSync(await shop.print(html(), 'damaged', false)));
    const compacted = compactPdf(pdf, deflate);
    expect(compactPdf(compacted, deflate)).toBe(compacted);
    for (const bytes of [new Uint8Array(), pdf.subarray(0, pdf.length - 20), pdf.subarray(30), pdf.subarray(0, 5000)]) {
      expect(compactPdf(bytes, deflate)).toBe(bytes);
    }
  });
});
