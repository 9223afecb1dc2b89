import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language } from '#core/forms/types.ts';
import { caseSummary } from '#core/reports/case-summary.ts';
import type { PrintDocument } from '#core/reports/document.ts';
import { directionOf, toHtml } from '#core/reports/html.ts';
import { monthlySheet } from '#core/reports/monthly-sheet.ts';
import { registrationForm } from '#core/reports/registration-form.ts';
import { statisticsReport } from '#core/reports/statistics.ts';
import { difference, greyPng, readGreyMap, readGreyPng, type GreyPicture } from './grey-picture.ts';
import { madeStatistics } from './made-statistics.ts';
import { contextFor, filledWith, fullConfiguration, translator } from './print-fixture.ts';
import { PrintShop } from './print-shop.ts';

// Pages as they look, beside kept pictures. After a change that is meant to be seen: look at the new pictures, and keep
// them with
//   HIFADHI_KEEP_PICTURES=1 npm run unit -- tests/unit/reports/pictures.test.ts
// A page that looks different is written to test-results/pictures.
const KEPT = join(import.meta.dirname, 'pictures');
const SEEN = join(import.meta.dirname, '../../../test-results/pictures');
const KEEP = process.env['HIFADHI_KEEP_PICTURES'] === '1';
/** Points to the inch: lines and words can be told apart, letters hardly. */
const DPI = 40;
/** A line of text more or less on an A4 page is ten times as much. */
const MOST_DIFFERENT = 0.004;

const configuration = fullConfiguration();
const folder = mkdtempSync(join(tmpdir(), 'hifadhi-pictures-'));
let shop: PrintShop;
beforeAll(async () => {
  shop = await PrintShop.open();
}, 60_000);
afterAll(async () => {
  await shop.close();
  rmSync(folder, { recursive: true, force: true });
});

async function pages(name: string, paper: PrintDocument, language: Language): Promise<readonly GreyPicture[]> {
  const html = toHtml(paper, { language, dir: directionOf(language), cssHref: 'print/print.css' });
  const file = await shop.print(html, name);
  execFileSync('pdftoppm', ['-r', String(DPI), '-gray', '-l', '2', file, join(folder, name)]);
  const drawn = readdirSync(folder).filter((one) => one.startsWith(`${name}-`));
  return drawn.toSorted().map((one) => readGreyMap(readFileSync(join(folder, one))));
}

function expectAsKept(name: string, picture: GreyPicture): void {
  const kept = join(KEPT, `${name}.png`);
  if (KEEP) {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(kept, greyPng(picture));
  }
  const share = difference(picture, readGreyPng(readFileSync(kept)));
  if (share > MOST_DIFFERENT) {
    mkdirSync(SEEN, { recursive: true });
    writeFileSync(join(SEEN, `${name}.png`), greyPng(picture));
  }
  expect(share, `${name} looks different: test-results/pictures/${name}.png`).toBeLessThanOrEqual(MOST_DIFFERENT);
}

const registration = (language: Language): PrintDocument =>
  registrationForm({
    print: contextFor(language),
    configuration,
    forms: ['consent', 'registration'],
    filled: filledWith(configuration),
  });
const summary = (language: Language): PrintDocument =>
  caseSummary({
    print: contextFor(language),
    configuration,
    filled: filledWith(configuration),
    header: {
      officeOfCase: 'KSM',
      owner: 'N. Baraka',
      supervisor: 'H. Osman',
      openedOn: '2026-11-02',
      riskSince: '2026-11-02',
    },
    timeline: [{ kind: 'registered', atUtc: '2026-11-02T08:00:00Z', by: 'N. Baraka', office: 'KSM' }],
    family: { related: [] },
    tasks: [{ label: 'Case plan', dueUtc: '2026-11-09T08:00:00Z', exact: false, late: true }],
  });
const numbers = { statistics: madeStatistics(), version: 4 };
const statistics = (language: Language): PrintDocument =>
  statisticsReport({ print: contextFor(language), say: translator(language, 'measures'), ...numbers, outside: false });
const sheet = (language: Language): PrintDocument =>
  monthlySheet({
    print: contextFor(language),
    say: translator(language, 'measures'),
    ...numbers,
    checks: [{ rule: 'DQ22', text: 'No contact for … days', cases: 4 }],
    toDecide: 2,
  });

describe('printed pages look as they were kept', () => {
  it.each([
    ['registration-en', registration, 'en'],
    ['registration-ar', registration, 'ar'],
    ['case-summary-fr', summary, 'fr'],
    ['statistics-en', statistics, 'en'],
    ['monthly-sheet-en', sheet, 'en'],
    ['monthly-sheet-ar', sheet, 'ar'],
  ] as const)('%s', async (name, paper, language) => {
    const found = await pages(name, paper(language), language);
    expect(found.length).toBeGreaterThan(0);
    for (const [i, page] of found.entries()) expectAsKept(`${name}-${String(i + 1)}`, page);
  });

  it('and a page that lost a block, or another page, does not', async () => {
    const whole = sheet('en');
    const [first] = await pages('whole', whole, 'en');
    const [shorter] = await pages('shorter', { ...whole, blocks: whole.blocks.filter((_block, i) => i !== 2) }, 'en');
    const [other] = await pages('other', statistics('en'), 'en');
    if (first === undefined || shorter === undefined || other === undefined) throw new Error('nothing was printed');
    expect(difference(first, first)).toBe(0);
    expect(difference(first, shorter)).toBeGreaterThan(5 * MOST_DIFFERENT);
    expect(difference(first, other)).toBeGreaterThan(5 * MOST_DIFFERENT);
  });
});
