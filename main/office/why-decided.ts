import type { Input, Output } from '#core/contracts/index.ts';
import type { Reason } from '#core/contracts/roles.contract.ts';
import { standingOf } from '#core/people/account.ts';
import {
  decide,
  decideRead,
  decideWrite,
  referredRole,
  type CaseResource,
  type Decision,
  type Subject,
} from '#core/rights/decide.ts';
import type { FieldPlace } from '#core/rights/roles.ts';
import { Refusal } from '#core/result.ts';
import type { PersonRow } from '../storage/office.repo.ts';
import { audit } from './audit.ts';
import { loadCaseRecord, resourceOf } from './case-document.ts';
import { caseOfCode } from './family-cases.ts';
import { holdOn } from './held-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { rolesHeld, subjectOf } from './roles-in-force.ts';
import { latestDay } from './today.ts';

type Asked = Input<'roles.why'>;
type Answer = Output<'roles.why'>;

/** Where the question stands that is asked about; the form alone stands for an answer of the least class in it. */
function placeOf(open: OpenOffice, { field, form }: Asked): FieldPlace | undefined {
  if (field !== undefined) {
    const place = open.fields.place(field.rows, field.field);
    if (place.form === undefined) throw new Refusal('FORM_INVALID', { field: field.field });
    return place;
  }
  if (form === undefined) return undefined;
  const { forms, retired = [] } = open.configuration.configuration;
  const def = [...forms, ...retired].find(({ id }) => id === form);
  if (def === undefined) throw new Refusal('FORM_INVALID', { field: form });
  return { form, group: def.group, system: def.system === true, sensitivity: 1, identifies: false };
}

const reasonOf = ({ allowed, rule, role }: Decision): Reason => ({
  allowed,
  rule,
  ...(role === undefined ? {} : { role }),
});

function accountOf(open: OpenOffice, { n, active }: PersonRow): Answer['account'] {
  const standing = standingOf(open.repos.accounts.get(n), latestDay(open));
  return standing === 'open' && !active ? 'removed' : standing;
}

function ownerOf({ user, office, team, agency }: Subject, { ownerUser, ownerOffice }: CaseResource): Answer['owner'] {
  if (ownerOffice !== office) return 'other-office';
  if (ownerUser === undefined) return 'nobody';
  if (ownerUser === user) return 'self';
  const [inTeam, inAgency] = [team.has(ownerUser), agency.has(ownerUser)];
  if (inTeam && inAgency) return 'team-agency';
  return inTeam ? 'team' : inAgency ? 'agency' : 'other';
}

/**
 * Why a person may or may not list, read and write a case, or a question of it: the same decisions that guard the calls,
 * asked for somebody else. Nothing of the case is told. FORM_CASE_NOT_FOUND, FORM_INVALID { field }.
 */
export function whyDecided(open: OpenOffice, asked: Asked): Answer {
  const person = open.repos.offices.personById(asked.user);
  if (person?.officeN !== open.self.officeN) throw new Refusal('FORM_STALE');
  const row = caseOfCode(open, asked.code);
  if (row === undefined) throw new Refusal('FORM_CASE_NOT_FOUND');
  const resource = resourceOf(open, loadCaseRecord(open, row));
  const subject = subjectOf(open, asked.user, rolesHeld(person.roles));
  const place = placeOf(open, asked);
  const read = place === undefined ? decide(subject, 'case.view', resource) : decideRead(subject, resource, place);
  const write = place === undefined ? decide(subject, 'case.write', resource) : decideWrite(subject, resource, place);
  const referral = referredRole(subject, resource);
  const hold = holdOn(open, row.caseId);
  audit(open, 'right.asked', row.caseId, 'done', asked.user);
  return {
    name: person.name,
    code: row.code,
    account: accountOf(open, person),
    owner: ownerOf(subject, resource),
    ...(referral === undefined ? {} : { referral: referral.id }),
    list: reasonOf(decide(subject, 'case.list', resource)),
    read: reasonOf(read),
    write: reasonOf(write),
    ...(hold === undefined ? {} : { held: hold.entry.authority }),
    ...(asked.field === undefined || place === undefined ? {} : { sensitivity: place.sensitivity }),
    ...(place?.form === undefined ? {} : { form: place.form }),
  };
}
