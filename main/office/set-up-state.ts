import { z } from 'zod';
import type { Input, Output } from '#core/contracts/index.ts';
import { SET_UP_STEPS, setUpSteps, type SetUpPerson, type SetUpStepId } from '#core/people/set-up-steps.ts';
import { ANY_CASE, decide, ownsCases, type Subject } from '#core/rights/decide.ts';
import { reaches, reachOf } from '#core/rights/reach.ts';
import { SECOND_BY_DEFAULT } from '#core/rights/second-person.ts';
import { AreaRepo } from '../storage/area.repo.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { emergencyState } from './emergency-state.ts';
import { focalPointId } from './focal-point.ts';
import { accountOf, lastingHolders, listPeople } from './holders.ts';
import type { OpenOffice } from './open-office.ts';
import { subjectOf } from './roles-in-force.ts';
import { secondKinds } from './second-kinds.ts';
import { latestDay } from './today.ts';
import { workingTime } from './working-time.ts';

const ASIDE = 'set_up_aside';
const stored = z.array(z.string()).catch([]);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What another computer of the office says of it may name steps of a later version: those are not known here. */
function asideHere({ db }: Pick<OpenOffice, 'db'>): ReadonlySet<SetUpStepId> {
  const said = stored.parse(jsonOf(new NamedTexts(db, 'setting').get(ASIDE) ?? '[]'));
  return new Set(SET_UP_STEPS.filter((step) => said.includes(step)));
}

/** Whether somebody may approve in the cases of another person of this office. */
function oversees(open: OpenOffice, who: Subject, owner: Subject): boolean {
  const resource = { caseId: ANY_CASE, ownerUser: owner.user, ownerOffice: open.self.officeId };
  return who.user !== owner.user && reaches(reachOf(who, 'case.approve'), who, resource);
}

/** Those on whom the office can rely: an account that ends is no help afterwards. */
function peopleHere(open: OpenOffice): readonly SetUpPerson[] {
  const names = new Map(listPeople(open).map(({ id, name }) => [id, name]));
  const subjects = lastingHolders(open).map(({ id, roles }) => subjectOf(open, id, roles));
  return subjects.map((subject) => ({
    name: names.get(subject.user) ?? subject.user,
    manages: decide(subject, 'people.manage').allowed,
    owns: ownsCases(subject),
    approves: decide(subject, 'case.approve').allowed,
    answersRequests: decide(subject, 'privacy.requests').allowed,
    overseen: subjects.some((other) => oversees(open, other, subject)),
    givenPassphrase: accountOf(open, subject.user).account.newPassphrase,
  }));
}

/** What is done, and what is left, of setting up the office. */
export function setUpState(open: OpenOffice): Output<'settings.setUp'> {
  const { plan, lastDrill } = emergencyState(open);
  const kinds = secondKinds(open);
  const day = latestDay(open);
  return setUpSteps({
    people: peopleHere(open),
    now: open.clock.now(),
    backupAt: open.repos.backups.last('done')?.at,
    plan: plan.safePlace.trim() !== '' || plan.call.trim() !== '',
    drilled: lastDrill !== undefined,
    secondPerson: kinds.some((kind) => !SECOND_BY_DEFAULT.includes(kind)),
    focalPoint: focalPointId(open) !== undefined,
    conduct: (open.repos.conduct.newest()?.text ?? '') !== '',
    places: new AreaRepo(open.db).all().length > 0,
    closedDays: [...workingTime(open).holidays].some((one) => one >= day),
    aside: asideHere(open),
  }).map((step) => ({ ...step, names: [...step.names] }));
}

/** Says that a step does not concern this office, or that it does after all. */
export function setSetUpAside(
  open: OpenOffice,
  { step, aside }: Input<'settings.setSetUpAside'>,
): Output<'settings.setSetUpAside'> {
  const others = [...asideHere(open)].filter((one) => one !== step);
  open.db.transaction(() => {
    putText(open.db, 'setting', ASIDE, JSON.stringify(aside ? [...others, step] : others));
    audit(open, 'office.set-up-step', step, 'done', aside ? 'does not concern us' : 'concerns us');
  });
  return setUpState(open);
}
