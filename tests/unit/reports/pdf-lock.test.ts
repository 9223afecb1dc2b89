import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealedPdf } from '#core/reports/compact-pdf.ts';
import { registrationForm } from '#core/reports/registration-form.ts';
import { toHtml } from '#core/reports/html.ts';
import { pdfSeal } from '../../../main/crypto/pdf-lock.ts';
import { contextFor, DOCUMENT, filledWith, fullConfiguration, NAMES } from './print-fixture.ts';
import { pdfText, PrintShop } from './print-shop.ts';

const deflate = (bytes: Uint8Array): Uint8Array => deflateSync(bytes);
const PASSWORD = 'amber lantern crosses';
let shop: PrintShop;
let plain = '';
beforeAll(async () => {
  shop = await PrintShop.open();
  const configuration = fullConfiguration();
  const document = registrationForm({
    print: contextFor('en'),
    configuration,
    forms: ['registration'],
    filled: filledWith(configuration),
  });
  const html = toHtml(document, { language: 'en', dir: 'ltr', cssHref: 'print/print.css' });
  plain = await shop.print(html, 'plain', false);
}, 60_000);
afterAll(async () => {
  await shop.close();
});

function locked(password: string): string {
  const sealed = sealedPdf(readFileSync(plain), deflate, pdfSeal(password));
  if (sealed === undefined) throw new Error('the file was not understood');
  const path = plain.replace('plain', 'locked');
  writeFileSync(path, sealed);
  return path;
}
const poppler = (path: string, password: string): string =>
  execFileSync('pdftotext', ['-layout', '-upw', password, path, '-'], { encoding: 'utf8', stdio: 'pipe' });

describe('a PDF with a password', () => {
  it('is opened by other programs with it, page by page the same, and by none without', async () => {
    const path = locked(PASSWORD);
    expect(poppler(path, PASSWORD).normalize('NFC')).toBe(pdfText(plain));
    for (const wrong of ['', 'amber lantern', PASSWORD.toUpperCase()]) expect(() => poppler(path, wrong)).toThrow();
    const info = execFileSync('pdfinfo', ['-upw', PASSWORD, path], { encoding: 'utf8' });
    expect(info).toMatch(/Encrypted:\s+yes .*algorithm:AES-256/);
    expect(info).toMatch(/Tagged:\s+yes/);
    const opened = await getDocument({ data: new Uint8Array(readFileSync(path)), password: PASSWORD }).promise;
    expect(opened.numPages).toBeGreaterThan(1);
    await expect(getDocument({ data: new Uint8Array(readFileSync(path)), password: 'no' }).promise).rejects.toThrow(
      /password/i,
    );
  });

  it('holds no word of the case in the open', () => {
    const bytes = readFileSync(locked(PASSWORD)).toString('latin1');
    for (const word of ['Juma', 'Registration', 'Mwembe', 'KSM-26']) expect(bytes).not.toContain(word);
  });

  it('is another file every time, and takes a password in any script', () => {
    const name = NAMES.amharic;
    const [one, two] = [readFileSync(locked(name)), readFileSync(locked(name))];
    expect(one.equals(two)).toBe(false);
    expect(poppler(locked(name), name)).toContain(String(DOCUMENT.values['school_name']));
  });

  it('leaves alone what Chromium did not write', () => {
    expect(sealedPdf(new TextEncoder().encode('%PDF-1.7 something'), deflate, pdfSeal(PASSWORD))).toBeUndefined();
  });
});
