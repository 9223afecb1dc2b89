import { hasOtherComputers } from './cursors.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { Op } from '#core/exchange/op.ts';
import type { UserId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { audit } from './audit.ts';
import { loadCaseRecord, resourceOf } from './case-document.ts';
import { openRequests } from './erasure-requests.ts';
import { tryToFinish } from './finish-erasures.ts';
import { forget } from './forget-case.ts';
import { isHeld } from './held-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { together } from './record-changes.ts';
import { officesWith, sayOfErasure, takeBackUnsent } from './say-of-erasure.ts';
import { mayDecide } from './second-deciders.ts';
import { secondPerson } from './second-person.ts';

/** The words that go with it: answers to who asked, a request to all others of an own case, or that a copy is gone. */
function wordsFor(
  open: OpenOffice,
  row: CaseRow,
  { kind, why }: Pick<Input<'keeping.erase'>, 'kind' | 'why'>,
  offices: readonly OfficeRow[],
): readonly Op[] {
  const asked = openRequests(open, row.caseId);
  const answers = asked.map((one): Op => ['erase', one.row, 'answer', kind, '']);
  const others = offices.filter(({ n }) => !asked.some(({ officeN }) => officeN === n));
  const own = row.ownerOfficeN === open.self.officeN;
  const id = newId<string>();
  // Where no other office has it, the other computers of this one still have to hear of it.
  if (others.length === 0)
    return answers.length > 0 || !hasOtherComputers(open) ? answers : [['erase', id, 'answer', kind, '']];
  if (!own) return answers.length > 0 ? answers : [['erase', id, 'answer', kind, '']];
  for (const office of others) open.repos.erasures.addRecipient(id, office.n);
  return [...answers, ['erase', id, 'ask', kind, why]];
}

function eraseNow(open: OpenOffice, { caseId, kind, why, second }: Input<'keeping.erase'>): void {
  const row = open.repos.cases.byId(caseId);
  if (row === undefined) throw new Refusal('FORM_CASE_NOT_FOUND');
  if (isHeld(open, caseId)) throw new Refusal('CASE_HELD');
  const offices = takeBackUnsent(open, row, officesWith(open, row));
  const words = wordsFor(open, row, { kind, why }, offices);
  forget(open, row, { kind, why, by: open.me.id, second: second.user, at: open.clock.now() });
  sayOfErasure(open, row, words, offices);
  audit(open, 'case.erased', caseId, 'done', `${kind} ${second.user}`);
}

/**
 * Erases a case or makes it anonymous, which nobody can take back: two people decide it, neither alone. What is outside of
 * the database follows; where the disk refuses, it follows at the next sign-in, and `left` says so.
 */
export async function eraseCase(open: OpenOffice, input: Input<'keeping.erase'>): Promise<Output<'keeping.erase'>> {
  const second: UserId = input.second.user;
  // A hold is told before anybody types a passphrase for nothing, and asked again when it counts.
  if (isHeld(open, input.caseId)) throw new Refusal('CASE_HELD');
  const row = open.repos.cases.byId(input.caseId);
  if (row === undefined) throw new Refusal('FORM_CASE_NOT_FOUND');
  if (!mayDecide(open, second, resourceOf(open, loadCaseRecord(open, row))))
    throw new Refusal('EMERGENCY_SECOND_NEEDED');
  await secondPerson(open, second, input.second);
  together(open, () => {
    eraseNow(open, input);
  });
  open.emit({ type: 'changed', cases: [], all: true });
  return { left: await tryToFinish(open, input.caseId) };
}
