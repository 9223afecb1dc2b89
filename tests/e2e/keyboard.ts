import type { Locator, Page } from '@playwright/test';
import { expect } from './fixture.ts';

// A person without a mouse: nothing is focused or pressed but through the keyboard.
const MOST_STEPS = 90;

/** Moves with Tab until the focus is on `target` or inside it; fails when it cannot be reached. */
export async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target.first()).toBeVisible();
  const there = (): Promise<boolean> =>
    target.first().evaluate((element) => element.contains(element.ownerDocument.activeElement));
  for (let step = 0; step < MOST_STEPS && !(await there()); step += 1) await page.keyboard.press('Tab');
  expect(await there(), `${String(target)} can be reached with Tab`).toBe(true);
}

export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await reach(page, target);
  await page.keyboard.type(text);
}

export async function press(page: Page, target: Locator): Promise<void> {
  await reach(page, target);
  await page.keyboard.press('Enter');
}
