import { z } from 'zod';
import { KEY_REASONS, type KeysState } from '#core/contracts/keys.contract.ts';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { instantOf } from './clock.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';

/** Where in the database it stands what there is to do about its key. */
const NAME = 'key_change';

const asked = z.strictObject({ why: z.enum(KEY_REASONS), at: z.int() });
const shape = z.strictObject({
  /** Milliseconds since 1970. */
  changedAt: z.int().exactOptional(),
  /** No key was drawn for it yet: whoever left before it was asked for may know those of the key file. */
  due: asked.exactOptional(),
  /** What the next key in the key file was drawn for. */
  drawnFor: asked.exactOptional(),
  /** The key has changed, and copies on this computer still have the one before. */
  copiesDue: z.literal(true).exactOptional(),
  failed: z.string().exactOptional(),
});
export type KeyChange = z.infer<typeof shape>;

export function keyChange({ db }: Pick<OpenOffice, 'db'>): KeyChange {
  const text = new NamedTexts(db, 'meta').get(NAME);
  return text === undefined ? {} : shape.parse(JSON.parse(text));
}

export function putKeyChange({ db }: Pick<OpenOffice, 'db'>, next: KeyChange): void {
  putText(db, 'meta', NAME, JSON.stringify(next));
}

/** In the running transaction: the key of the database has to change. */
export function needKeyChange(open: Pick<OpenOffice, 'db' | 'clock'>, why: (typeof KEY_REASONS)[number]): void {
  putKeyChange(open, { ...keyChange(open), due: { why, at: open.clock.now() } });
}

/**
 * Whether the key has to change, or a stop left one that has begun to. What a key was drawn for stands until its end was
 * written down: after a stop between the key file's last word and that, or where a copy of then was put back, the file
 * has one key, and whether it is the new one nothing says. Another change is right in both.
 */
export function newKeyDue(open: OpenOffice): boolean {
  const { due, drawnFor } = keyChange(open);
  return due !== undefined || drawnFor !== undefined || open.keys.databaseKeys.length > 1;
}

/** Whether there is anything to do: a change that was asked for, one that a stop interrupted, or copies to be made anew. */
export function keyWorkDue(open: OpenOffice): boolean {
  return newKeyDue(open) || keyChange(open).copiesDue === true;
}

export function keysState(open: OpenOffice): KeysState {
  const { changedAt, drawnFor, due = drawnFor, failed } = keyChange(open);
  return {
    ...(changedAt === undefined ? {} : { changedUtc: instantOf(changedAt) }),
    ...(due === undefined ? {} : { due: { why: due.why, sinceUtc: instantOf(due.at) } }),
    running: open.backups.running === 'key',
    ...(failed === undefined ? {} : { failed }),
    people: valueOf(readKeyFile(open.dir)).users.length,
  };
}

/** Somebody asked for another key. */
export function askKeyChange(open: OpenOffice): KeysState {
  const { due, drawnFor } = keyChange(open);
  if (due === undefined && drawnFor === undefined)
    open.db.transaction(() => {
      needKeyChange(open, 'asked');
    });
  void open.backups.start(open, 'key');
  return keysState(open);
}
