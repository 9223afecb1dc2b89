import type { Locator, Page } from '@playwright/test';
import { expect } from './fixture.ts';

// A person without a mouse: nothing is focused or pressed but through the keyboard.
const MOST_STEPS = 90;

/**
 * How many times Tab (positive) or Shift+Tab (negative) brings the focus to `target` on the shorter way round; 0 when it
 * is there. A guess from the order of the document: where it was wrong, the next one starts from what has the focus then.
 */
function stepsTo(target: Locator): Promise<number> {
  return target.first().evaluate((element) => {
    const page = element.ownerDocument;
    const here = page.activeElement;
    if (element.contains(here)) return 0;
    // The browser alone knows where it goes on from when nothing has the focus.
    if (here === null || here === page.body) return 1;
    const stops = [
      ...page.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [tabindex]'),
    ].filter(
      (stop) => stop.tabIndex >= 0 && stop.checkVisibility() && !stop.matches('[type=radio]:not(:checked), :disabled'),
    );
    const before = (one: Element, other: Element): boolean =>
      (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    const ahead = before(here, element);
    const [first, last] = ahead ? [here, element] : [element, here];
    const direct = stops.filter((stop) => before(first, stop) && before(stop, last)).length + 1;
    const round = Math.max(stops.length - direct, 1);
    const shorter = direct <= round ? direct : -round;
    return ahead ? shorter : -shorter;
  });
}

/** Moves with Tab and Shift+Tab until the focus is on `target` or inside it; fails when `most` of them do not do. */
export async function reach(page: Page, target: Locator, most = MOST_STEPS): Promise<void> {
  await expect(target.first()).toBeVisible();
  let pressed = 0;
  let steps = await stepsTo(target);
  while (steps !== 0 && pressed < most) {
    const key = steps > 0 ? 'Tab' : 'Shift+Tab';
    for (const end = pressed + Math.abs(steps); pressed < Math.min(end, most); pressed += 1)
      await page.keyboard.press(key);
    steps = await stepsTo(target);
  }
  expect(steps, `${String(target)} can be reached with Tab`).toBe(0);
}

export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await reach(page, target);
  await page.keyboard.type(text);
}

export async function press(page: Page, target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await reach(page, target);
  await page.keyboard.press(key);
}

/** From any page to the list of all cases, with what is typed in its search. */
export async function searchCases(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.type(typed);
  await page.keyboard.press('Control+Enter');
  const field = page.getByLabel('Name, code, caregiver or phone');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(typed);
}
