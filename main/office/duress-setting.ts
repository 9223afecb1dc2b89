import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { folded } from '#core/people/duress.ts';
import { kdf as kdfShape } from '../crypto/key-file-format.ts';
import { deriveKey, type KdfParameters } from '../crypto/passphrase.ts';
import type { ReadableDb, WritableDb } from '../storage/database.ts';
import { appendAudit } from '../storage/audit.repo.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';

const NAME = 'duress';

/**
 * Kept in the database alone. `key` opens the slot, so that its bytes are made anew without the passphrase; `folded` is made
 * of the passphrase without capitals, spaces and signs, and tells one that is nearly the same.
 */
const shape = z.strictObject({
  kdf: kdfShape,
  key: z.string().length(43),
  folded: z.string().length(43),
  by: z.string(),
  at: z.int(),
});
export type Duress = z.infer<typeof shape>;

export function duressOf(db: ReadableDb): Duress | undefined {
  const text = new NamedTexts(db, 'meta').get(NAME);
  return text === undefined || text === '' ? undefined : shape.parse(JSON.parse(text));
}

/** Sets it, or takes it away. The slot in the folder is made anew by the caller, once this is committed. */
export function putDuress(db: WritableDb, set: Duress | undefined): void {
  putText(db, 'meta', NAME, set ? JSON.stringify(set) : '');
}

/** A passphrase of signs alone is what it is. */
const plainOf = (passphrase: string): string => folded(passphrase) || passphrase;

const keyText = async (passphrase: string, kdf: KdfParameters): Promise<string> =>
  Buffer.from(await deriveKey(passphrase, kdf)).toString('base64url');
const same = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Both keys of a passphrase. Two runs of Argon2id. */
export async function duressKeys(
  passphrase: string,
  kdf: KdfParameters,
): Promise<Pick<Duress, 'kdf' | 'key' | 'folded'>> {
  return { kdf, key: await keyText(passphrase, kdf), folded: await keyText(plainOf(passphrase), kdf) };
}

/** Whether it is this passphrase, to the letter. */
export const isDuress = async ({ kdf, key }: Duress, passphrase: string): Promise<boolean> =>
  same(await keyText(passphrase, kdf), key);

/** Whether it is this passphrase, capitals, spaces and signs aside. */
export const isNearDuress = async ({ kdf, folded: near }: Duress, passphrase: string): Promise<boolean> =>
  same(await keyText(plainOf(passphrase), kdf), near);

/**
 * A computer that is another one now does not take over the passphrase that erases: whoever works there may not know of it.
 * In the caller's transaction, with a line in the log; nothing where none was set.
 */
export function endDuressOfBefore(
  db: WritableDb,
  line: Pick<Parameters<typeof appendAudit>[1], 'at' | 'clock' | 'who' | 'device' | 'object'>,
): void {
  if (duressOf(db) === undefined) return;
  putDuress(db, undefined);
  appendAudit(db, { ...line, action: 'emergency.duress-off', result: 'done', extra: 'computer' });
}
