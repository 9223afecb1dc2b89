import { randomBytes } from 'node:crypto';
import { copyFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { auditCalls, type SavedAudit } from '#core/contracts/audit.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { headBytes } from '../crypto/audit-head.ts';
import { GrowingFile, placeFile, sealed, unsealed } from '../crypto/sealed-file.ts';
import { audit } from './audit.ts';
import { signHead } from './audit-heads.ts';
import { permit } from './authorise-call.ts';
import { auditWords } from './audit-words.ts';
import { instantOf } from './clock.ts';
import { faultless } from './export-cases.ts';
import { newSeal, type FileSeal } from './file-seal.ts';
import { outboxDir } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { todayIn } from './today.ts';

/** How long a save of somebody may have to wait for its turn. */
const STEP_MS = 250;
/** Lines that are handed on at once. */
const BATCH = 500;
const VERIFIER = 'verify-audit.mjs';

interface Saving extends FileSeal {
  readonly token: string;
  readonly file: GrowingFile;
  readonly lines: number;
}
/** The saving that is going on; one at a time. */
const running = new WeakMap<OpenOffice, Saving>();

export function auditName(open: OpenOffice, { sealed: isSealed }: { readonly sealed: boolean }): string {
  const day = todayIn(open.self.timeZone, open.clock.now());
  return `${open.self.code}-audit-${day}.jsonl${isSealed ? '.age' : ''}`;
}

/** The trail up to line `lines`, as docs/audit-format.md says it. */
async function* trailOf(open: OpenOffice, lines: number, purpose: string): AsyncGenerator<Uint8Array> {
  const { audit: trail, offices } = open.repos;
  const bytes = (texts: readonly object[]): Buffer =>
    Buffer.from(texts.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const words = auditWords(open);
  yield bytes([
    {
      format: 'hifadhi-audit',
      version: 1,
      office: { id: open.self.officeId, code: open.self.code, name: open.self.name },
      madeAt: instantOf(open.clock.now()),
      madeBy: open.me.name,
      purpose,
      lines,
      devices: offices.devicesOf(open.self.officeN).map(({ deviceId, signingKey }) => ({
        id: deviceId,
        publicKey: Buffer.from(signingKey).toString('base64url'),
      })),
      people: Object.fromEntries(offices.people().map(({ userId, name }) => [userId, name])),
    },
  ]);
  const objects: Record<string, string> = {};
  for (let n = 0; n < lines;) {
    const rows = trail.after(n, Math.min(BATCH, lines - n));
    if (rows.length === 0) break;
    n += rows.length;
    for (const { object } of rows) if (words.objectOf(object) !== object) objects[object] = words.objectOf(object);
    yield bytes(
      rows.map((row) => ({
        l: [row.n, row.at, row.clock, row.who, row.device, row.action, row.object, row.result, row.extra],
        p: row.prev.toString('hex'),
        h: row.hash.toString('hex'),
      })),
    );
    await Promise.resolve();
  }
  const heads = trail.heads().filter((head) => head.n <= lines);
  yield bytes([
    ...heads.map((head) => ({
      s: JSON.parse(headBytes(open.self.officeId, head).toString()) as unknown,
      g: head.signature.toString('base64url'),
    })),
    { objects },
    { end: lines },
  ]);
}

/** Begins to gather the trail in the office's own folder, encrypted whatever it becomes. DISK_*. */
export async function beginSaving(open: OpenOffice, asked: unknown): Promise<{ token: string }> {
  const { sealed: isSealed, purpose }: Input<'audit.save'> = auditCalls.save.input.parse(asked);
  permit(open, 'audit.view', 'audit.save');
  await dropSaving(open);
  const lines = open.db.transaction(() => {
    const n = audit(open, 'audit.saved', 'audit', 'done', `${isSealed ? 'encrypted' : 'readable'} · for: ${purpose}`);
    signHead(open);
    return n;
  });
  const { seal, words } = await newSeal(isSealed);
  const token = randomBytes(16).toString('base64url');
  const path = join(outboxDir(open.dir), `${token}.export`);
  const file = await faultless(
    sealed(trailOf(open, lines, purpose), seal).then((content) => GrowingFile.begin(path, content)),
  );
  running.set(open, { token, file, seal, words, lines });
  return { token };
}

const tokenIn = z.strictObject({ token: z.string().max(64) });

/** Goes on for a moment, so that saves and locks get their turn. */
export async function growSaving(open: OpenOffice, asked: unknown): Promise<{ more: boolean; stopped: boolean }> {
  const job = running.get(open);
  if (job?.token !== tokenIn.parse(asked).token) return { more: false, stopped: true };
  return { more: await faultless(job.file.grow(STEP_MS)), stopped: false };
}

/** Puts the file and the program that verifies it where the person chose. EXPORT_NOT_WHOLE, DISK_*. */
export async function placeSaving(open: OpenOffice, asked: unknown): Promise<SavedAudit | null> {
  const { token, path } = tokenIn.extend({ path: z.string().min(1) }).parse(asked);
  const job = running.get(open);
  if (job?.token !== token) return null;
  const { file, seal, words, lines } = job;
  try {
    await file.finish();
    const content = 'identity' in seal ? await unsealed(file.path, seal.identity) : file.read();
    const { bytes } = await faultless(placeFile(path, content));
    await faultless(
      Promise.resolve().then(() =>
        copyFileSync(join(open.resourcesDir, 'inspector', VERIFIER), join(dirname(path), VERIFIER)),
      ),
    );
    const opens = words.length === 0 ? {} : { passphrase: [...words] };
    return { fileName: basename(path), verifier: VERIFIER, lines, bytes, ...opens };
  } finally {
    running.delete(open);
    rmSync(file.path, { force: true });
  }
}

/** Gives up what is being gathered. */
export async function dropSaving(open: OpenOffice): Promise<void> {
  const job = running.get(open);
  running.delete(open);
  await job?.file.abandon().catch((error: unknown) => {
    if (error instanceof Refusal) throw error;
  });
}
