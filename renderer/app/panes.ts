import { focusIn } from '../ui/focus.ts';

/** F6: puts the focus into the next part of the page marked `data-pane`, or the one before. */
export function movePane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.offsetParent !== null);
  if (panes.length === 0) return;
  const inside = panes.findLastIndex((pane) => pane.contains(document.activeElement));
  const start = inside < 0 && step < 0 ? 0 : inside;
  const next = panes[(start + step + panes.length) % panes.length];
  if (next !== undefined) focusIn(next);
}
