import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { changesBetween } from '#core/records/changes.ts';
import { documentOf } from '../../main/office/case-document.ts';
import { recordChanges } from '../../main/office/record-changes.ts';
import type { Life, LifeSave } from './life-shape.ts';
import { withRow } from './life-shape.ts';
import type { OfficeCaller } from './office-caller.ts';
import type { PlayedClock } from './played-clock.ts';

type Step = { readonly at: number; readonly index: number } & (
  { readonly start: CaseDocument } | { readonly save: LifeSave }
);

async function register(caller: OfficeCaller, document: CaseDocument): Promise<CaseId> {
  const { draftId, document: begun } = await caller.call('cases.startRegistration', { notSameAs: [] });
  const full = { values: { ...begun.values, ...document.values }, rows: { ...begun.rows, ...document.rows } };
  await caller.call('cases.saveDraft', { draftId, document: full as never, accepted: [], notSameAs: [] });
  return (await caller.call('cases.save', { draftId })).caseId;
}

/** Written upon the answers as they stand, as every act of the office that is no form. */
function act(caller: OfficeCaller, caseId: CaseId, { rows, givenTo }: LifeSave, people: readonly UserId[]): void {
  const { open } = caller.office;
  if (open === undefined) throw new Error('the office is closed');
  recordChanges(open, caseId, (stored) => {
    const before = documentOf(stored);
    const owner = givenTo === undefined ? undefined : people[givenTo];
    const given = owner === undefined ? {} : { owner_user: owner };
    const written = rows.reduce(withRow, before);
    const changes = changesBetween(before, { ...written, values: { ...written.values, ...given } });
    return { changes, action: 'case.saved' };
  });
}

async function write(caller: OfficeCaller, caseId: CaseId, save: LifeSave): Promise<void> {
  if (save.reopen !== undefined) {
    await caller.call('casework.reopen', { caseId, why: save.reopen });
    return;
  }
  const { draftId, document } = await caller.call('cases.startEdit', { caseId });
  const full = save.rows.reduce(withRow, document as CaseDocument);
  await caller.call('cases.saveDraft', { draftId, document: full as never, accepted: [], notSameAs: [] });
  await caller.call('cases.save', { draftId });
}

/**
 * Plays the lives of cases in an office that is signed in, in the order in which they happened: every save has its own
 * hour, and the history tells of it. Answers the ids in the order of `lives`; the clock stands at the last save.
 *
 * @param opened when the office began to work with this program: what is older is typed in then.
 * @param people to whom cases are given in the lives that say so.
 */
export async function playLives(
  caller: OfficeCaller,
  clock: PlayedClock,
  lives: readonly Life[],
  opened = 0,
  people: readonly UserId[] = [],
): Promise<CaseId[]> {
  const steps = lives.flatMap((life, index): Step[] => [
    { at: Date.parse(life.registeredAtUtc), index, start: life.start },
    ...life.saves.map((save) => ({ at: Date.parse(save.atUtc), index, save })),
  ]);
  steps.sort((a, b) => a.at - b.at);
  const ids: CaseId[] = [];
  let typedIn = 0;
  for (const step of steps) {
    clock.set(step.at >= opened ? step.at : opened + (typedIn += 1) * 1000);
    if ('start' in step) ids[step.index] = await register(caller, step.start);
    else {
      const caseId = ids[step.index];
      if (caseId === undefined) throw new Error('a case was written before it was registered');
      if (step.save.act === true) act(caller, caseId, step.save, people);
      else await write(caller, caseId, step.save);
    }
  }
  return ids;
}
