import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect } from 'vitest';
import type { CallName, Input, Output } from '#core/contracts/index.ts';
import { findCall } from '#core/contracts/index.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, DraftId, UserId } from '#core/ids.ts';
import type { Clock } from '../../main/office/clock.ts';
import type { KeyStore } from '../../main/office/machine-secrets.ts';
import { Office, type OfficeReply } from '../../main/office/office.ts';
import type { Emit } from '../../main/office/progress.ts';
export { aCase } from '../builders/shareable-case.ts';
export { withCheapKeys } from '../builders/cheap-keys.ts';
export { everyCase, HEAD, PASSPHRASE } from '../builders/office-words.ts';
import { HEAD, PASSPHRASE } from '../builders/office-words.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { copyOffice } from '../builders/copy-office.ts';
import { keptFolder } from '../builders/kept-folder.ts';
import { aCase } from '../builders/shareable-case.ts';

export const resourcesDir = join(import.meta.dirname, '../../resources');

/** A clock that tests set. It starts at the computer's own time, because session and consent days are judged by it. */
export class SetClock implements Clock {
  offset = 0;
  /** How long the office has run beside what this test takes, by the clock that nobody sets. Milliseconds. */
  ran = 0;
  readonly steady = (): number => performance.now() + this.ran;
  readonly now = (): number => Date.now() + this.offset;
}

const folders: string[] = [];
const offices = new Set<Office>();

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hifadhi-office-'));
  folders.push(folder, `${folder}.marks`);
  return folder;
}

export function officeIn(
  dir: string,
  clock: Clock = new SetClock(),
  emit: Emit = () => undefined,
  keyStore?: KeyStore,
): Office {
  const office = new Office({ dir, resourcesDir, version: 'test', clock, emit, ...(keyStore && { keyStore }) });
  offices.add(office);
  return office;
}

/** Calls as the gate does: input parsed, output parsed. */
export async function ask<N extends CallName>(office: Office, name: N, input: Input<N>): Promise<OfficeReply> {
  const contract = findCall(name);
  if (!contract) throw new Error(`no call ${name}`);
  const reply = await office.call(name, contract.input.parse(input));
  if (reply.ok) contract.output.parse(reply.value);
  return reply;
}

export async function done<N extends CallName>(office: Office, name: N, input: Input<N>): Promise<Output<N>> {
  const reply = await ask(office, name, input);
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code} ${JSON.stringify(reply.error.params)}`);
  return reply.value as Output<N>;
}

/** What the office says of its audit trail after it followed it anew to its end. */
export async function trailStanding(office: Office): Promise<Output<'audit.standing'>> {
  let standing = await done(office, 'audit.standing', { again: true });
  while (standing.state === 'checking') {
    await new Promise(setImmediate);
    standing = await done(office, 'audit.standing', { again: false });
  }
  return standing;
}

/** The refusal of a call that must not succeed. */
export async function refusal<N extends CallName>(
  office: Office,
  name: N,
  input: Input<N>,
): Promise<{ readonly code: string; readonly params: Readonly<Record<string, unknown>> }> {
  const reply = await ask(office, name, input);
  if (reply.ok) throw new Error(`${name} was expected to be refused`);
  return reply.error;
}

export async function createOffice(
  office: Office,
  code = 'KSM',
  profile: Input<'setup.create'>['profile'] = 'full',
  workingDays: Input<'setup.create'>['workingDays'] = [1, 2, 3, 4, 5],
): Promise<UserId> {
  const kit = await done(office, 'setup.prepareKit', {});
  await done(office, 'setup.verifyKit', { words: kit.check.map((n) => kit.words[n - 1] ?? '') });
  const session = await withCheapKeys(() =>
    done(office, 'setup.create', {
      language: 'en',
      programmeName: 'Marabia child protection',
      officeName: `District office ${code}`,
      officeCode: code,
      timeZone: 'Africa/Nairobi',
      workingDays,
      administrator: { name: HEAD, passphrase: PASSPHRASE, alsoSupervisor: true },
      profile,
    }),
  );
  return session.user.id;
}

export const signIn = (office: Office, user: UserId, passphrase = PASSPHRASE): Promise<OfficeReply> =>
  ask(office, 'session.signIn', { user, passphrase });

export async function draftOf(office: Office, document: CaseDocument): Promise<DraftId> {
  const { draftId } = await done(office, 'cases.startRegistration', { notSameAs: [] });
  await saveDraft(office, draftId, document);
  return draftId;
}

export const saveDraft = (
  office: Office,
  draftId: DraftId,
  document: CaseDocument,
): Promise<Output<'cases.saveDraft'>> =>
  done(office, 'cases.saveDraft', { draftId, document: document as never, accepted: [], notSameAs: [] });

export async function register(office: Office, document: CaseDocument): Promise<CaseId> {
  return (await done(office, 'cases.save', { draftId: await draftOf(office, document) })).caseId;
}

interface Made {
  readonly head: UserId;
  readonly first: CaseId;
}
const MADE = 'made.json';

async function makeTemplate(folder: string): Promise<void> {
  const office = officeIn(join(folder, 'office'));
  const head = await createOffice(office);
  const first = await register(office, aCase({ full_name: 'Furaha Neema Amani' }));
  office.close();
  writeFileSync(join(folder, MADE), JSON.stringify({ head, first } satisfies Made));
}
let template: Promise<string> | undefined;
async function templateFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hifadhi-template-'));
  await keptFolder('office', folder, makeTemplate);
  return folder;
}

/** A folder with an office of one case, closed. Made once and copied, since keys are dear. */
export async function closedOffice(): Promise<Made & { readonly dir: string }> {
  const folder = await (template ??= templateFolder());
  const dir = temporaryFolder();
  copyOffice(join(folder, 'office'), dir);
  return { ...(JSON.parse(readFileSync(join(folder, MADE), 'utf8')) as Made), dir };
}

/** The same, signed in. */
export async function openedOffice(clock: Clock = new SetClock()): Promise<{
  readonly office: Office;
  readonly dir: string;
  readonly head: UserId;
  readonly first: CaseId;
}> {
  const closed = await closedOffice();
  const office = officeIn(closed.dir, clock);
  expect(await signIn(office, closed.head)).toMatchObject({ ok: true });
  return { ...closed, office };
}

/** All bytes of all files below a folder, by path. */
export function filesBelow(dir: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) files.set(join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name)));
  }
  return files;
}

afterEach(() => {
  for (const office of offices) office.close();
  offices.clear();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
afterAll(async () => {
  if (!template) return;
  rmSync(await template, { recursive: true, force: true });
});
