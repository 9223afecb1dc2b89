import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { readSibling, takenUp, type SignedSibling } from '../../crypto/sibling.ts';
import { signingKey } from '../../crypto/ed25519.ts';
import { NEWEST_SCHEMA } from '../../storage/migrate.ts';
import { listBackups } from '../backup-folder.ts';
import type { Office } from '../office.ts';
import { officeExists } from '../office-files.ts';
import { restoreFiles } from '../restore-files.ts';
import { fingerprintView } from '../trust-state.ts';
import { joiningDir, keepPending, pendingHere, type PendingJoin } from './pending-join.ts';
import { copyHead, unpackCopy, type CopyHead } from './sealed-copy.ts';

/** What the office signed for this computer. JOIN_NEWER, JOIN_ANSWER_FOREIGN, JOIN_ANSWER_INVALID. */
function siblingIn({ schema, office, sibling }: CopyHead, { device }: PendingJoin): SignedSibling {
  if (schema > NEWEST_SCHEMA) throw new Refusal('JOIN_NEWER');
  const read = readSibling(new Uint8Array(Buffer.from(sibling, 'base64url')));
  if (!read || read.value.office !== office.id) throw new Refusal('JOIN_ANSWER_INVALID');
  if (read.value.device !== device.id) throw new Refusal('JOIN_ANSWER_FOREIGN');
  return read;
}

/** Looks at an answer that a person chose; nothing is stored. AUTH_ALREADY_OPEN, JOIN_NO_REQUEST, and as `siblingIn`. */
export async function readJoinAnswer(
  office: Office,
  path: string,
): Promise<NonNullable<Output<'setup.pickJoinAnswer'>>> {
  if (office.open || officeExists(office.options.dir)) throw new Refusal('AUTH_ALREADY_OPEN');
  const pending = pendingHere(office);
  const head = await copyHead(path, pending.device.identity);
  const { bytes, value } = siblingIn(head, pending);
  const { id: officeId, code, name } = head.office;
  return {
    place: office.places.name(path),
    answer: { officeId, code, office: name, name: value.name, ...fingerprintView(bytes) },
  };
}

/**
 * Puts the office of an answer here, whole or not at all. It becomes this computer's own at the first sign-in, when the
 * database can be opened: until then the new keys lie beside it. TRUST_MISMATCH for other words, and as `readJoinAnswer`.
 */
export async function takeJoinAnswer(office: Office, input: Input<'setup.join'>): Promise<Output<'setup.join'>> {
  const { dir, emit } = office.options;
  if (office.open || officeExists(dir)) throw new Refusal('AUTH_ALREADY_OPEN');
  const path = office.places.path(input.place);
  const pending = pendingHere(office);
  const sibling = siblingIn(await copyHead(path, pending.device.identity), pending);
  if (fingerprintView(sibling.bytes).words.join(' ') !== input.words.join(' ')) throw new Refusal('TRUST_MISMATCH');
  const [unpacked, part] = [join(joiningDir(dir), 'copy'), `${dir}.restoring`];
  for (const one of [unpacked, part]) rmSync(one, { recursive: true, force: true });
  try {
    mkdirSync(unpacked, { recursive: true, mode: 0o700 });
    await unpackCopy(path, pending.device.identity, unpacked, (done, of) => {
      emit({ type: 'progress', job: 'restore', phase: 'copy', done, of });
    });
    const [backup] = listBackups(unpacked);
    if (!backup) throw new Refusal('JOIN_ANSWER_INVALID');
    const { missing } = await restoreFiles(backup, part, () => undefined);
    keepPending(part, { device: pending.device, sibling: takenUp(sibling, signingKey(pending.device.seed)) });
    if (existsSync(dir)) {
      if (readdirSync(dir).length === 0) rmdirSync(dir);
      else renameSync(dir, `${dir}.before-join`);
    }
    renameSync(part, dir);
    rmSync(joiningDir(dir), { recursive: true, force: true });
    office.trouble = undefined;
    office.proved = undefined;
    return { missingFiles: missing.length };
  } finally {
    for (const one of [unpacked, part]) rmSync(one, { recursive: true, force: true });
  }
}
