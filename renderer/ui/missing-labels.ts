import type { MissingReason } from '#core/forms/types.ts';

/** The key that sets each answer, by its place on the keyboard (ui-guide §5). */
export const MISSING_KEYS: Readonly<Record<string, MissingReason>> = {
  Digit0: 'unknown',
  Numpad0: 'unknown',
  Digit3: 'refused',
  Numpad3: 'refused',
  Digit4: 'not_asked',
  Numpad4: 'not_asked',
};

export const ALL_MISSING: readonly MissingReason[] = ['unknown', 'refused', 'not_asked'];

/** The reason that Alt and a number stands for; undefined for every other key or when it is not offered. */
export function missingOfKey(event: KeyboardEvent, offered: readonly MissingReason[]): MissingReason | undefined {
  if (!event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const reason = MISSING_KEYS[event.code];
  return reason !== undefined && offered.includes(reason) ? reason : undefined;
}
