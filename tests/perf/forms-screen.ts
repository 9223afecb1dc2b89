import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { ensureBuilt } from '../../scripts/app/ensure-built.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { electronKind, launch, SCREEN } from '../e2e/launch.ts';
import { Offices, PASSPHRASE, RESOURCES } from '../exchange/office-pair.ts';
import { figure, quantile, type Figure } from './measure.ts';
import { wallDay } from '../builders/calendar-days.ts';

const ROWS = 500;
const KEYS = 120;
/** Between two keys of somebody who types well; the draft is saved in between. */
const PACE_MS = 100;
const OPENINGS = 7;
const TEXT = 'She was seen at home, and talked about school, friends and the night. ';
/** The form that is typed in, and the one in it that takes long text. */
const TYPED = { form: 'follow', rows: 'followups', field: 'followup_child_view' } as const;

const rowId = (): string => randomBytes(16).toString('base64url');
const rowsOf = (count: number, values: (i: number) => Values): readonly Row[] =>
  Array.from({ length: count }, (_, i) => ({ id: rowId(), values: values(i) }));
const day = (i: number): Values[string] => ({
  date: `2026-${String(1 + (i % 9)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`,
  precision: 'day',
  calendar: 'gregory',
});

/** A case that was followed for years: records of every kind, 500 rows in all. */
function longCase(document: CaseDocument): CaseDocument {
  const family = rowsOf(150, (i) => ({ name: `Relative ${String(i)}` }));
  const visits = rowsOf(200, (i) => ({ followup_done: day(i), followup_planned: day(i), child_seen: 'yes' }));
  const plans = rowsOf(10, (i) => ({ plan_date: day(i), plan_goal: `Goal ${String(i)}` }));
  const actions = rowsOf(140, (i) => ({ action_plan: plans[i % 10]?.id ?? '', action_what: `Step ${String(i)}` }));
  const rows = { family_members: family, followups: visits, case_plans: plans, plan_actions: actions };
  return { values: { ...document.values, status: 'open' }, rows: { ...document.rows, ...rows } };
}

interface Staged {
  readonly dir: string;
  readonly long: CaseId;
  readonly remove: () => void;
}
async function stage(): Promise<Staged> {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  const [document] = demoCases(RESOURCES, 20260101, 1, wallDay());
  if (!office || !document) throw new Error('the bench office was not made');
  const long = await office.register(longCase(document));
  const held = Object.values((await office.caller.call('cases.open', { caseId: long })).document.rows).flat().length;
  if (held < ROWS) throw new Error(`only ${String(held)} rows were kept`);
  offices.closeAll();
  return { dir: office.dir, long, remove: () => offices.remove() };
}

/** From a key going down to the first picture after it, in ms, as the browser's own clock has it. */
async function keyPresses(page: Page): Promise<readonly number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { keyTimes: times });
    document.addEventListener(
      'keydown',
      (event) => {
        const start = event.timeStamp;
        // The frame that draws the letter, and the moment when it is drawn.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => times.push(performance.now() - start);
          port2.postMessage(undefined);
        });
      },
      { capture: true },
    );
  });
  const typed = TEXT.repeat(Math.ceil(KEYS / TEXT.length)).slice(0, KEYS);
  await page.keyboard.type(typed, { delay: PACE_MS });
  await page.waitForFunction((n) => (globalThis as unknown as { keyTimes: number[] }).keyTimes.length >= n, KEYS);
  return page.evaluate(() => (globalThis as unknown as { keyTimes: number[] }).keyTimes);
}

async function open(page: Page, caseId: CaseId): Promise<void> {
  await page.evaluate((id) => {
    window.location.hash = `#/case/${id}`;
  }, caseId);
  await page.locator('.form-sec').first().waitFor();
}

/** From asking for the case to the first picture of its forms. */
async function opening(page: Page, caseId: CaseId): Promise<number> {
  await page.evaluate(() => {
    window.location.hash = '#/cases';
  });
  await page.locator('.form-sec').waitFor({ state: 'detached' });
  await page.locator('[role=grid] tbody tr').first().waitFor();
  return page.evaluate(
    (id) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        const watcher = new MutationObserver(() => {
          if (document.querySelector('.form-sec') === null) return;
          watcher.disconnect();
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now() - start);
            port2.postMessage(undefined);
          });
        });
        watcher.observe(document.body, { childList: true, subtree: true });
        window.location.hash = `#/case/${id}`;
      }),
    caseId,
  );
}

/** Typing and opening on the screen of the built app, with all forms of the full profile. */
export async function formsScreen(): Promise<Figure[]> {
  await ensureBuilt();
  const office = await stage();
  const profile = mkdtempSync(join(tmpdir(), 'hifadhi-forms-'));
  const app = await launch(profile, { HIFADHI_OFFICE_DIR: office.dir });
  try {
    const page = await app.firstWindow();
    await page.setViewportSize(SCREEN);
    await page.locator('input[type=password]').fill(PASSPHRASE);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });

    const openings: number[] = [];
    for (let i = 0; i < OPENINGS; i += 1) openings.push(await opening(page, office.long));

    await open(page, office.long);
    await page.keyboard.press('e');
    await page.getByText(/^Draft saved/).waitFor();
    await page.keyboard.press('Control+g');
    await page.keyboard.type(TYPED.form);
    await page.keyboard.press('Enter');
    await page.locator(`[id="q-${TYPED.rows}"]`).waitFor();
    await page.keyboard.press('Control+Shift+Enter');
    await page.locator(`[id^="q-${TYPED.rows}."][id$=".${TYPED.field}"]`).focus();
    const presses = await keyPresses(page);
    return [
      figure(
        { id: 'forms.keypress', what: 'key press to paint in a record, autosave running', unit: 'ms' },
        quantile(presses, 0.95),
        {
          p50: quantile(presses, 0.5),
          p95: quantile(presses, 0.95),
          runs: presses.length,
          engine: electronKind,
        },
      ),
      figure(
        { id: 'case.open500', what: 'opening a case with 500 subform rows, to first paint', unit: 'ms' },
        quantile(openings, 0.5),
        {
          p50: quantile(openings, 0.5),
          p95: quantile(openings, 0.95),
          runs: openings.length,
          engine: electronKind,
        },
      ),
    ];
  } finally {
    await app.close();
    rmSync(profile, { recursive: true, force: true });
    office.remove();
  }
}
