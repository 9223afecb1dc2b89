import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { UserId } from '#core/ids.ts';
import { flushFolder } from './flush-folder.ts';
import { slot, type KeySlot, type KeyFile, type KeyUser } from './key-file-format.ts';
import { writeDurably } from './key-file-store.ts';

/** Named as key slots are, so that it goes with them when the office is erased. Ordinary writes do not touch it. */
export const KEPT_NAME = 'office.keys.unbound.json';

const shape = z.strictObject({
  v: z.literal(1),
  kept: z.array(
    z.strictObject({
      user: z.string(),
      /** The run of the program that bound the slot: a later one proves that the store gives the secret back. */
      run: z.string().max(64),
      slot,
    }),
  ),
});
type Kept = z.infer<typeof shape>['kept'][number];

const pathIn = (dir: string): string => join(dir, KEPT_NAME);

/** What is kept; nothing where no file is. One that cannot be read is never written over: faults are thrown. */
const keptIn = (dir: string): readonly Kept[] =>
  existsSync(pathIn(dir)) ? shape.parse(JSON.parse(readFileSync(pathIn(dir), 'utf8'))).kept : [];

/** Binding a slot leaves how the passphrase locks it as it is: a kept slot of an older passphrase is not this one. */
const isInside = (kept: KeySlot, bound: KeySlot): boolean =>
  kept.nonce === bound.nonce && JSON.stringify(kept.kdf) === JSON.stringify(bound.kdf);

/** The slot as it was before it was bound, while that is not proved; undefined for one that is proved, or not bound. */
export function keptSlot(dir: string, user: Pick<KeyUser, 'id' | 'slot'>): Pick<Kept, 'run' | 'slot'> | undefined {
  if (user.slot.machine === undefined) return undefined;
  try {
    return keptIn(dir).find((one) => one.user === user.id && isInside(one.slot, user.slot));
  } catch {
    // Then there is no other way in than the slot in force.
    return undefined;
  }
}

const textOf = (kept: readonly Kept[]): string => `${JSON.stringify({ v: 1, kept })}\n`;

/** The same file with other slots in it. What is not such a file is thrown. */
export function keptWith(text: string, change: (slot: KeySlot) => KeySlot): string {
  const { kept } = shape.parse(JSON.parse(text));
  return textOf(kept.map((one) => ({ ...one, slot: change(one.slot) })));
}

function write(dir: string, kept: readonly Kept[]): void {
  if (kept.length === 0) rmSync(pathIn(dir), { force: true });
  else writeDurably(pathIn(dir), textOf(kept));
  flushFolder(dir);
}

/** Keeps a slot that is about to be bound, durably. Those of people who have left go. Faults of the disk are thrown. */
export function keepSlot(dir: string, { users }: Pick<KeyFile, 'users'>, kept: Kept): void {
  const others = keptIn(dir).filter(({ user }) => user !== kept.user && users.some(({ id }) => id === user));
  write(dir, [...others, kept]);
}

/** The bound slot has opened the office in a later run: nothing else opens it from now on. Faults are thrown. */
export function forgetKeptSlot(dir: string, user: UserId): void {
  const kept = keptIn(dir);
  if (kept.some((one) => one.user === user))
    write(
      dir,
      kept.filter((one) => one.user !== user),
    );
}
