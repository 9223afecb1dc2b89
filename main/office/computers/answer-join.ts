import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { CERTIFICATE_LIMIT } from '../../crypto/certificates.ts';
import { publicBytes, signingKey } from '../../crypto/ed25519.ts';
import type { SignedObject } from '../../crypto/signed-object.ts';
import { makeSibling, readJoinRequest, readSibling, type JoinRequest } from '../../crypto/sibling.ts';
import { NEWEST_SCHEMA } from '../../storage/migrate.ts';
import { audit } from '../audit.ts';
import { findBackups } from '../backup-folder.ts';
import { portableKeys } from '../bind-slots.ts';
import { cleanName } from '../clean-name.ts';
import type { OpenOffice } from '../open-office.ts';
import { noteOwnState } from '../own-state/own-state.ts';
import { provePerson } from '../second-person.ts';
import { readStickFile } from '../stick-file.ts';
import { fingerprintView } from '../trust-state.ts';
import { writeBackup } from '../write-backup.ts';
import { beginsAt, reachedNow } from './copy-reaches.ts';
import { sealCopy } from './sealed-copy.ts';

/** JOIN_REQUEST_INVALID for what is no request or is damaged, JOIN_REQUEST_USED for one of a computer that is known. */
function requestAt(open: OpenOffice, path: string): SignedObject<JoinRequest> {
  const request = readJoinRequest(readStickFile(path, CERTIFICATE_LIMIT, 'JOIN_REQUEST_INVALID'));
  if (!request) throw new Refusal('JOIN_REQUEST_INVALID');
  if (open.repos.offices.deviceById(request.value.device)) throw new Refusal('JOIN_REQUEST_USED');
  return request;
}

/** Reads a request that a person chose. Nothing is stored. */
export const readJoinRequestFile = (open: OpenOffice, path: string): NonNullable<Output<'computers.pickRequest'>> => {
  const request = requestAt(open, path);
  return { place: open.places.name(path), request: fingerprintView(request.bytes) };
};

/**
 * Makes the computer of a request one of this office: writes a sealed copy of the office beside the request, with what this
 * computer and the signed-in person say of the new one (exchange.md R4). It counts here once the file is whole on the stick.
 * TRUST_MISMATCH for other words, what `provePerson` refuses, JOIN_REQUEST_*, JOIN_TOO_LARGE, and what `writeBackup` refuses.
 */
export async function answerJoin(
  open: OpenOffice,
  { place, words, name, ...proof }: Input<'computers.answer'>,
): Promise<Output<'computers.answer'>> {
  const path = open.places.path(place);
  const request = requestAt(open, path);
  if (fingerprintView(request.bytes).words.join(' ') !== words.join(' ')) throw new Refusal('TRUST_MISMATCH');
  const called = cleanName(name, 'name').slice(0, 100);
  await provePerson(open, open.me.id, proof);
  const { device, signingKey: key, recipient } = request.value;
  const { officeId: office, code, name: officeName, deviceId: before, deviceKey, officeN } = open.self;
  const admin = signingKey(open.keys.signingSeed);
  const at = open.clock.now();
  const body = makeSibling(
    {
      office,
      beforeKey: publicBytes(deviceKey),
      device,
      signingKey: key,
      recipient,
      admin: publicBytes(admin),
      name: called,
      at,
    },
    { before: deviceKey, admin },
  );
  if (!readSibling(body)) throw new Error('what was just signed does not count');
  const folder = `${open.dir}.answering`;
  const fileName = `${code}-${Buffer.from(device, 'base64url').toString('hex').slice(0, 6)}.hifadhi-computer-answer`;
  let stayBound = 0;
  const has = open.db.transaction(() => reachedNow(open));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    // The copy knows what stands in it: nothing of it counts as a change of the new computer.
    open.db.transaction(() => {
      noteOwnState(open);
    });
    await writeBackup(open, folder, async (_open, bytes) => {
      const portable = await portableKeys(open, bytes);
      ({ stayBound } = portable);
      return portable.keys;
    });
    const [copy] = findBackups(folder);
    if (!copy) throw new Error('a copy that was just written is missing');
    const about = { schema: NEWEST_SCHEMA, office: { id: office, code, name: officeName } };
    const sibling = Buffer.from(body).toString('base64url');
    await sealCopy(copy.dir, { ...about, sibling }, recipient, join(dirname(path), fileName));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  open.db.transaction(() => {
    const { offices, siblings } = open.repos;
    offices.addDevice({ deviceId: device, officeN, signingKey: Buffer.from(key), recipient }, at);
    siblings.put({ device, before, body: Buffer.from(body), at });
    beginsAt(open, device, has);
    audit(open, 'device.joined', device, 'done', called);
  });
  return { fileName, stayBound, ...fingerprintView(body) };
}
