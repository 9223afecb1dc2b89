import type { ImportRun } from '#core/contracts/imports.contract.ts';

/** How far an import is, as a colour beside its word. */
export const TONES: Readonly<Record<ImportRun['state'], 'plain' | 'muted' | 'ok' | 'warn'>> = {
  checked: 'plain',
  running: 'warn',
  done: 'ok',
  undoing: 'warn',
  undone: 'muted',
};
