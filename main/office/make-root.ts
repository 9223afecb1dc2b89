import { randomBytes, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyMaking } from '#core/contracts/trust.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { weakness } from '#core/people/passphrase.ts';
import { Refusal } from '#core/result.ts';
import { hashOf } from '../crypto/certificates.ts';
import { publicBytes, signingKey } from '../crypto/ed25519.ts';
import { once } from '../crypto/once.ts';
import { tuneKdf, type KdfCost } from '../crypto/passphrase.ts';
import { makeRoot, readRoot } from '../crypto/programme-root.ts';
import { ROOT_KEY_LIMIT, openRootKey, parseRootKey, rootKeyText, type RootKeyFile } from '../crypto/root-key-file.ts';
import { placeFile } from '../crypto/sealed-file.ts';
import { putText } from '../storage/meta.repo.ts';
import { AUTHORITY_SEED } from './authority-key.ts';
import { signDirectory } from './authority.ts';
import { cleanName } from './clean-name.ts';
import { ownCertificates } from './enrolment-request.ts';
import { heldRoots } from './held-trust.ts';
import { auditUndone, undone } from './list-history.ts';
import { takeWaiting } from './office-cards.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { forgetHolders, freshHolders } from './opened-holders.ts';
import { readStickFile } from './stick-file.ts';
import { trustState } from './trust-state.ts';

/** Two of three people have to agree to change the programme's keys (exchange.md §6.1). */
const KEYS = 3;
const THRESHOLD = 2;

interface Making {
  readonly seeds: readonly Buffer[];
  readonly holders: string[];
  /** Found out once: what one guess at a holder's passphrase has to cost here. */
  cost: KdfCost | undefined;
  /** While a key is written: the next one is for another person. */
  writing: boolean;
  /** Keys of the root in force that were opened, by their public key. */
  readonly old: Map<string, KeyObject>;
}
/** The new keys live here until they are in force, and nowhere else but on the sticks of those who hold them. */
const makings = new WeakMap<OpenOffice, Making>();

const viewOf = (open: OpenOffice, { holders, old }: Making): KeyMaking => ({
  oldNeeded: heldRoots(open).at(-1)?.value.threshold ?? 0,
  oldOpened: old.size,
  holders: [...holders],
});

function begun(open: OpenOffice): Making {
  const making = makings.get(open);
  if (!making) throw new Refusal('ROOT_KEYS_MISSING');
  return making;
}

/**
 * Draws new keys. Any computer of the programme may begin to renew them, for the one that signs the list may be what was
 * stolen; only with enough of the keys in force it comes to an end.
 */
export function beginRoot(open: OpenOffice): KeyMaking {
  stopRoot(open);
  const making: Making = {
    seeds: Array.from({ length: KEYS }, () => randomBytes(32)),
    holders: [],
    cost: undefined,
    writing: false,
    old: freshHolders(open),
  };
  makings.set(open, making);
  return viewOf(open, making);
}

/** Forgets keys that were drawn or opened and are not in force; what was written to sticks is worth nothing then. */
export function stopRoot(open: OpenOffice): Record<string, never> {
  for (const seed of makings.get(open)?.seeds ?? []) seed.fill(0);
  makings.delete(open);
  forgetHolders(open);
  return {};
}

function readKey(path: string): RootKeyFile {
  const file = parseRootKey(readStickFile(path, ROOT_KEY_LIMIT, 'ROOT_KEY_INVALID'));
  if (!file) throw new Refusal('ROOT_KEY_INVALID');
  return file;
}

/** Whose key a chosen file is. ROOT_KEY_INVALID for what is none. */
export const lookAtKey = (open: OpenOffice, path: string): { place: string; holder: string } => ({
  holder: readKey(path).holder,
  place: open.places.name(path),
});

/** Opens a key of the root in force. ROOT_KEY_FOREIGN when it is none of its keys, or was opened before. */
export async function openOldKey(open: OpenOffice, input: Input<'trust.openKey'>): Promise<KeyMaking> {
  const making = begun(open);
  const file = readKey(open.places.path(input.place));
  const root = heldRoots(open).at(-1);
  const known = root?.value.keys.some((key) => Buffer.from(key).toString('base64url') === file.key) === true;
  if (!known || making.old.has(file.key)) throw new Refusal('ROOT_KEY_FOREIGN');
  making.old.set(file.key, valueOf(await openRootKey(file, input.passphrase)));
  return viewOf(open, making);
}

/**
 * Writes the next of the new keys to its holder's stick, locked with a passphrase that the holder types, and reads it back.
 * AUTH_PASSPHRASE_WEAK { why }, SYNC_STICK_REMOVED, DISK_*. ROOT_HOLDER_TWICE for somebody who has one of the new keys.
 */
export async function writeRootKey(
  open: OpenOffice,
  input: Input<'trust.writeKey'>,
): Promise<Output<'trust.writeKey'>> {
  const making = begun(open);
  if (making.writing) throw new Refusal('ROOT_KEYS_MISSING');
  making.writing = true;
  try {
    return await writeNextKey(open, making, input);
  } finally {
    making.writing = false;
  }
}

async function writeNextKey(
  open: OpenOffice,
  making: Making,
  input: Input<'trust.writeKey'>,
): Promise<Output<'trust.writeKey'>> {
  const holder = cleanName(input.holder, 'holder');
  if (making.holders.includes(holder)) throw new Refusal('ROOT_HOLDER_TWICE');
  const why = weakness(input.passphrase, [holder, open.self.name, open.self.programme]);
  if (why !== undefined) throw new Refusal('AUTH_PASSPHRASE_WEAK', { why });
  const seed = making.seeds[making.holders.length];
  if (!seed) throw new Refusal('ROOT_KEYS_MISSING');
  const folder = open.places.path(input.place);
  if (!existsSync(folder)) throw new Refusal('SYNC_STICK_REMOVED');
  making.cost ??= await tuneKdf(() => performance.now());
  const about = { programme: open.self.programmeId, programmeName: open.self.programme, holder };
  const text = await rootKeyText(about, seed, input.passphrase, making.cost);
  const version = (heldRoots(open).at(-1)?.value.version ?? 0) + 1;
  // A name that no other key has: on one stick, none takes the place of another.
  const mark = hashOf(publicBytes(signingKey(seed))).slice(0, 6);
  const fileName = `root-${String(version)}-key-${String(making.holders.length + 1)}-${mark}.hifadhi-root-key`;
  await placeFile(join(folder, fileName), once(Buffer.from(text)));
  making.holders.push(holder);
  return { making: viewOf(open, making), fileName };
}

/**
 * Puts the new keys in force: the first root of the programme, or the next one, signed by enough of the old and the new
 * keys. The key that signs the directory is drawn anew as well, and everybody who is listed stays listed, but for
 * changes since an earlier list that are undone with it: a thief of the old key may have made them.
 * ROOT_KEYS_MISSING while a key is not on its stick or too few of the old ones were opened, TRUST_LIST_GONE.
 */
export async function finishRoot(open: OpenOffice, { undo }: Input<'trust.finish'>): Promise<Output<'trust.finish'>> {
  const making = begun(open);
  const before = heldRoots(open).at(-1);
  if (making.holders.length < KEYS || making.old.size < (before?.value.threshold ?? 0))
    throw new Refusal('ROOT_KEYS_MISSING');
  const keys = making.seeds.map(signingKey);
  const seed = randomBytes(32);
  const authority = signingKey(seed);
  const bytes = makeRoot(
    {
      programme: open.self.programmeId,
      programmeName: open.self.programme,
      version: (before?.value.version ?? 0) + 1,
      threshold: THRESHOLD,
      keys: keys.map(publicBytes),
      authorities: [publicBytes(authority)],
      issued: open.clock.now(),
    },
    [...keys, ...making.old.values()],
  );
  const signed = readRoot(bytes);
  if (!signed) throw new Error('the root that was just signed does not count');
  const own = ownCertificates(open);
  open.db.transaction(() => {
    putText(open.db, 'meta', AUTHORITY_SEED, seed.toString('base64url'));
    signDirectory(
      open,
      [
        ...(undo ? undone(open, undo) : []),
        { kind: 'office', subject: open.self.officeId, cert: hashOf(own.office) },
        { kind: 'device', subject: open.self.deviceId, cert: hashOf(own.device) },
      ],
      [own.office, own.device],
      { signed, key: authority },
    );
    if (undo) auditUndone(open, undo);
  });
  stopRoot(open);
  if (undo) await takeWaiting(open);
  return trustState(open);
}
