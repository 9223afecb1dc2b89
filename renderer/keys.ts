import { onBeforeUnmount, onMounted, shallowReactive } from 'vue';
import { lettersOn } from './app/letter-keys.ts';

export interface KeyBinding {
  /** As it is shown: `Ctrl K`, `Ctrl Shift N`, `Alt Left`, `F6`, `N`, `?`, `/`. */
  readonly keys: string;
  /** What it does, for the list of all keys. Absent: not listed. */
  readonly label?: () => string;
  readonly run: (event: KeyboardEvent) => void;
  /** False: the key does nothing now and goes on to whoever else wants it. */
  readonly when?: () => boolean;
  /** Works also while a dialog is open. */
  readonly always?: boolean;
}

interface Chord {
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly code: string;
  /** A single letter or sign: only outside text fields, and only when letters are on. */
  readonly bare: boolean;
}

/** Places on the keyboard by the name that is shown. Letters and digits follow from their name. */
const CODES: Readonly<Record<string, string>> = {
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  PgUp: 'PageUp',
  PgDn: 'PageDown',
  Enter: 'Enter',
  Esc: 'Escape',
  Space: 'Space',
  Del: 'Delete',
  '+': 'Equal',
  '-': 'Minus',
  '/': 'Slash',
};

/** What a shown key means by place. `?` is the one sign that is matched as it is typed. */
export function chordOf(keys: string): Chord {
  const parts = keys.split(' ');
  const name = parts.at(-1) ?? '';
  const letter = /^[A-Z]$/.test(name) ? `Key${name}` : /^\d$/.test(name) ? `Digit${name}` : undefined;
  const ctrl = parts.includes('Ctrl');
  const alt = parts.includes('Alt');
  return {
    ctrl,
    alt,
    shift: parts.includes('Shift'),
    code: letter ?? CODES[name] ?? name,
    bare: !ctrl && !alt && (letter !== undefined || name === '/' || name === '?'),
  };
}

const TEXT_FIELD =
  'input:not([type="checkbox"]):not([type="radio"]):not([type="button"]), textarea, select, [contenteditable="true"]';
const inText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest(TEXT_FIELD) !== null;

/** Whether a key press is this binding's. */
export function fits(event: KeyboardEvent, chord: Chord): boolean {
  if (event.ctrlKey !== chord.ctrl || event.altKey !== chord.alt || event.metaKey || event.isComposing) return false;
  if (chord.bare && (!lettersOn.value || inText(event.target))) return false;
  if (chord.code === '?') return event.key === '?' || event.key === '؟';
  return event.shiftKey === chord.shift && (event.code === chord.code || event.code === `Numpad${chord.code}`);
}

/** All bindings in force; the last one wins, so that a dialog or page comes before the frame. */
const bindings = shallowReactive<KeyBinding[]>([]);
/** For the list of all keys. */
export const boundKeys: readonly KeyBinding[] = bindings;

/** Runs the binding of a key press; whether there was one. */
function run(event: KeyboardEvent): boolean {
  const dialog = document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
  const hit = bindings
    .toReversed()
    .find((one) => fits(event, chordOf(one.keys)) && one.when?.() !== false && (!dialog || one.always === true));
  if (hit === undefined) return false;
  event.preventDefault();
  hit.run(event);
  return true;
}
window.addEventListener('keydown', (event) => {
  if (!event.defaultPrevented) run(event);
});
/** A menu button opens at Enter whatever is held down with it. With Ctrl the key belongs to the page: it saves. */
window.addEventListener(
  'keydown',
  (event) => {
    const onMenu = event.target instanceof Element && event.target.closest('[aria-haspopup="menu"]') !== null;
    if (onMenu && event.ctrlKey && event.key === 'Enter' && run(event)) event.stopPropagation();
  },
  { capture: true },
);

/** Binds keys while the component is on the page. */
export function useKeys(...keys: readonly KeyBinding[]): void {
  onMounted(() => bindings.push(...keys));
  onBeforeUnmount(() => {
    for (const key of keys) bindings.splice(bindings.indexOf(key), 1);
  });
}
