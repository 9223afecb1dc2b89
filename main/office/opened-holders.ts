import type { KeyObject } from 'node:crypto';
import { heldRoots } from './held-trust.ts';
import type { OpenOffice } from './open-office.ts';

/** Keys of the root in force that their holders opened here, by their public key. They live in memory alone. */
const opened = new WeakMap<OpenOffice, Map<string, KeyObject>>();

/** Begins anew with none opened, and answers where the next ones are to be put. */
export function freshHolders(open: OpenOffice): Map<string, KeyObject> {
  const holders = new Map<string, KeyObject>();
  opened.set(open, holders);
  return holders;
}

export const forgetHolders = (open: OpenOffice): void => {
  opened.delete(open);
};

/** The opened keys, where they are enough to sign for the programme; otherwise undefined. */
export function enoughHolders(open: OpenOffice): readonly KeyObject[] | undefined {
  const root = heldRoots(open).at(-1);
  const holders = [...(opened.get(open)?.values() ?? [])];
  return root && holders.length >= root.value.threshold ? holders : undefined;
}
