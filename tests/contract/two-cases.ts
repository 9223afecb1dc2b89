import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { Office } from '../../main/office/office.ts';
import {
  aCase,
  createOffice,
  done,
  everyCase,
  PASSPHRASE,
  register,
  resourcesDir,
  saveDraft,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const dir = mkdtempSync(join(tmpdir(), 'hifadhi-merging-'));
export const clock = new SetClock();
export const office = new Office({ dir: join(dir, 'a'), resourcesDir, version: 'test', clock, emit: () => undefined });
export const WORKER = 'amani';
const WORKER_PASSPHRASE = 'nine gentle otters amani bridge';
export let head: UserId;
export let worker: UserId;
/** The older case, which remains unless a test says otherwise, and the other one. */
export let keep: CaseId;
export let other: CaseId;
export let codes: { readonly keep: string; readonly other: string };

export async function become(user: UserId): Promise<void> {
  office.close();
  const reply = await signIn(office, user, user === head ? PASSPHRASE : WORKER_PASSPHRASE);
  if (!reply.ok) throw new Error(reply.error.code);
}
export const open = (caseId: CaseId): Promise<Output<'cases.open'>> => done(office, 'cases.open', { caseId });
export const row = (name: string, values: Values): Row => ({
  id: Buffer.from(`${name}0123456789abcdef`).subarray(0, 16).toString('base64url'),
  values,
});

export async function edit(caseId: CaseId, change: (document: CaseDocument) => CaseDocument): Promise<void> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await saveDraft(office, draftId, change(document as CaseDocument));
  await done(office, 'cases.save', { draftId });
}
export const addRow = (caseId: CaseId, collection: string, one: Row): Promise<void> =>
  edit(caseId, (document) => ({
    ...document,
    rows: { ...document.rows, [collection]: [...(document.rows[collection] ?? []), one] },
  }));
export const changeRow = (caseId: CaseId, collection: string, id: string, values: Values): Promise<void> =>
  edit(caseId, (document) => ({
    ...document,
    rows: {
      ...document.rows,
      [collection]: (document.rows[collection] ?? []).map((one) =>
        one.id === id ? { id, values: { ...one.values, ...values } } : one,
      ),
    },
  }));

export async function merge(
  more: Partial<{ take: Record<string, 'mine' | 'theirs' | 'both'>; bring: Record<string, boolean> }> = {},
) {
  const { seen } = await done(office, 'merging.compare', { caseId: keep, other });
  const choices = { take: {}, bring: {}, ...more };
  return done(office, 'merging.merge', {
    caseId: keep,
    other,
    ...choices,
    why: 'The same mother brought her twice',
    seen,
  });
}
export async function mergeId(): Promise<string> {
  const [held] = (await open(keep)).holds;
  if (!held) throw new Error('the case holds none');
  return held.mergeId;
}
export async function takeApart(fieldsBack: string[] = [], rowsBack: string[] = []): Promise<void> {
  const asked = { caseId: keep, merge: await mergeId() };
  const { seen } = await done(office, 'merging.since', asked);
  await done(office, 'merging.takeApart', { ...asked, fieldsBack, rowsBack, why: 'They are two sisters', seen });
}
/** The answers without what the office itself writes down about a merge. */
export async function answers(caseId: CaseId): Promise<CaseDocument> {
  const { document } = await open(caseId);
  const { merges: _, ...rows } = document.rows;
  return { values: document.values as Values, rows: rows as CaseDocument['rows'] };
}
export const listed = async (
  text: string,
  status: Output<'cases.list'>['rows'][number]['status'][] = [],
): Promise<CaseId[]> =>
  (await done(office, 'cases.list', { ...everyCase, query: { ...everyCase.query, text, status } })).rows
    .map(({ caseId }) => caseId)
    .filter((id) => id === keep || id === other);

/** Goes on with two other cases. */
export async function useCases(first: CaseId, second: CaseId): Promise<void> {
  keep = first;
  other = second;
  codes = { keep: (await open(keep)).code, other: (await open(other)).code };
}

beforeAll(async () => {
  head = await createOffice(office);
  const added = await withCheapKeys(() =>
    done(office, 'people.add', { name: WORKER, roles: ['caseworker'], passphrase: WORKER_PASSPHRASE }),
  );
  worker = added.id;
}, 60_000);

beforeEach(async () => {
  await become(head);
  keep = await register(
    office,
    aCase({ full_name: 'Zuhura Barakoa', risk_level: 'medium', risk_reason: 'Alone at night' }),
  );
  clock.offset += 60_000;
  other = await register(
    office,
    aCase({
      full_name: 'Zuhra Barakova',
      risk_level: 'high',
      risk_reason: 'Threatened by a neighbour',
      nickname: 'Kipepeo',
    }),
  );
  codes = { keep: (await open(keep)).code, other: (await open(other)).code };
  clock.offset += 60_000;
});
afterAll(() => {
  office.close();
  rmSync(dir, { recursive: true, force: true });
});
