import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateSave } from '#core/forms/validate.ts';
import type { CaseDocument, Values } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { systemClock, type Clock } from '../../main/office/clock.ts';
import { saveDraft, startRegistration } from '../../main/office/drafts.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { saveCase } from '../../main/office/save-draft-as-case.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { generateCases } from '../builders/cases.ts';
import { shareable } from '../builders/shareable.ts';
import { wallDay } from '../builders/calendar-days.ts';

const root = join(import.meta.dirname, '../..');
export const PASSPHRASE = 'amber lantern crosses the quiet river';

export interface BenchOffice {
  readonly caller: OfficeCaller;
  readonly open: OpenOffice;
  readonly ids: readonly CaseId[];
  readonly dir: string;
  readonly remove: () => void;
}

export async function makeOffice(code: string, clock: Clock = systemClock): Promise<BenchOffice> {
  const dir = mkdtempSync(join(tmpdir(), 'hifadhi-bench-'));
  const caller = new OfficeCaller(join(dir, 'office'), join(root, 'resources'), 'bench', clock, {
    isAwaited: () => false,
  });
  mkdirSync(join(dir, 'office'), { recursive: true });
  const kit = await caller.call('setup.prepareKit', {});
  await caller.call('setup.verifyKit', { words: kit.check.map((n) => kit.words[n - 1] ?? '') });
  await caller.call('setup.create', {
    language: 'en',
    programmeName: 'Bench programme',
    officeName: `Bench office ${code}`,
    officeCode: code,
    timeZone: 'Africa/Nairobi',
    workingDays: [1, 2, 3, 4, 5],
    administrator: { name: 'Halima Osman', passphrase: PASSPHRASE, alsoSupervisor: true },
    profile: 'full',
  });
  const open = caller.office.open;
  if (!open) throw new Error('the bench office did not open');
  const remove = (): void => {
    caller.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { caller, open, ids: [], dir, remove };
}

/** Documents that the office accepts, consent to sharing given. */
export function* documents(open: OpenOffice, count: number, seed = 20260101): Generator<CaseDocument> {
  const today = wallDay(open.clock.now());
  let made = 0;
  for (const { document } of generateCases({
    seed,
    count: Math.ceil(count * 1.5) + 20,
    officeCode: 'KSM',
    today,
    defects: 'saveable',
  })) {
    if (made === count) return;
    const shared = shareable(document);
    if (!validateSave(open.configuration, shared, { today }).ok) continue;
    made += 1;
    yield shared;
  }
}

/**
 * Registers cases one by one, each its own signed save, many in one transaction. `change`: answers that all of them have.
 */
export function fill(office: BenchOffice, count: number, change: Values = {}): BenchOffice {
  const { open } = office;
  const ids: CaseId[] = [...office.ids];
  let batch: CaseDocument[] = [];
  const flush = (): void => {
    open.db.transaction(() => {
      for (const document of batch) {
        const { draftId } = startRegistration(open, { notSameAs: [] });
        saveDraft(open, { draftId, document: document as never, accepted: [], notSameAs: [] });
        ids.push(saveCase(open, { draftId }).caseId);
      }
    });
    batch = [];
  };
  for (const document of documents(open, count)) {
    batch.push({ ...document, values: { ...document.values, ...change } });
    if (batch.length === 500) flush();
  }
  flush();
  return { ...office, ids };
}
