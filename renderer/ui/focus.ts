const FOCUSABLE =
  'input:not([disabled]):not([type="hidden"]), select:not([disabled]), textarea:not([disabled]), button:not([disabled]), a[href], [tabindex]:not([tabindex="-1"])';

/** Puts the focus on the element with this id, or on the first control in it. False: there is none. */
export function focusOn(id: string): boolean {
  const element = document.getElementById(id);
  if (element === null) return false;
  return focusIn(element);
}

/** Puts the focus on the element itself when it takes it, otherwise on the first control in it. */
export function focusIn(element: HTMLElement): boolean {
  const target = element.matches(`${FOCUSABLE}, [tabindex]`) ? element : element.querySelector<HTMLElement>(FOCUSABLE);
  if (target === null) return false;
  target.focus();
  target.scrollIntoView({ block: 'nearest' });
  return true;
}

/**
 * Whether somebody is in a dialog. A page that has news must not take the focus then: the dialog takes it back with all its
 * text selected, and the next letter replaces what was typed.
 */
export const inDialog = (): boolean =>
  document.activeElement?.closest('[role=dialog], [role=alertdialog]') instanceof Element;
