import { beforeEach, expect, test } from 'vitest';
import { rolesAsMeant } from '#core/rights/older-roles.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import { roleOf, ROLES } from '../builders/office-roles.ts';
import { aCase, done, openedOffice, refusal, register, SetClock } from '../faults/temporary-office.ts';
import { add, become, changed } from './people-of-roles.ts';

// Closing, referring and offering cases are rights of their own: whoever writes down what others dictate does none of it.
let office: Office;
let head: UserId;
let clerk: UserId;
let colleague: UserId;
let caseId: CaseId;

beforeEach(async () => {
  const opened = await openedOffice(new SetClock());
  office = opened.office;
  head = opened.head;
  clerk = await add(office, 'Zawadi', ['clerk']);
  colleague = await add(office, 'Amina', ['caseworker']);
  caseId = await register(office, aCase({}));
}, 120_000);

/** What each right is for, as somebody tries it. */
const tries = {
  'case.close': () => refusal(office, 'casework.close', { caseId }),
  'case.refer': () => refusal(office, 'referrals.prepare', { caseId, to: 'colleague' }),
  'case.transfer': () => refusal(office, 'casework.offerTransfer', { caseId, to: colleague, why: 'On leave' }),
} as const;
const RIGHTS_APART = Object.keys(tries) as (keyof typeof tries)[];
const denied = async (): Promise<string[]> => {
  const found: string[] = [];
  for (const right of RIGHTS_APART) {
    const error = await tries[right]().catch(() => undefined);
    if (error?.code === 'PERM_DENIED' && error.params['right'] === right) found.push(right);
  }
  return found;
};

test('a clerk writes in every case and closes, refers and offers none', async () => {
  await become(office, clerk, 'Zawadi');
  const file = await done(office, 'cases.open', { caseId });
  expect(file.mayCall).toContain('cases.startEdit');
  for (const call of ['casework.close', 'casework.reopen', 'referrals.prepare', 'casework.offerTransfer'] as const)
    expect(file.mayCall).not.toContain(call);
  expect(await denied()).toEqual(RIGHTS_APART);
  expect(await refusal(office, 'casework.reopen', { caseId, why: 'Came back' })).toMatchObject({
    code: 'PERM_DENIED',
    params: { right: 'case.close' },
  });
});

test('a draft of a referral is gone on with by whoever may refer, and only looked at by a clerk', async () => {
  const wish = {
    to: { kind: 'colleague', user: colleague },
    service: 'psychosocial_basic',
    serviceOther: '',
    priority: '24h',
    reason: 'Sleeps badly since August.',
    fields: [],
    contactVia: 'via_caseworker',
    childInformed: 'yes',
    caregiverInformed: 'yes',
    notInformedWhy: '',
  } as const;
  await done(office, 'referrals.keep', { caseId, wish: { ...wish, fields: [] } });
  const may = async (): Promise<unknown> =>
    (await done(office, 'casework.activity', { caseId })).referrals.map((one) => [one.status, one.may.edit]);
  expect(await may()).toEqual([['draft', true]]);
  await become(office, clerk, 'Zawadi');
  expect(await may()).toEqual([['draft', false]]);
});

test.each(RIGHTS_APART)('an administrator gives %s alone, and it counts at once', async (right) => {
  await done(office, 'roles.save', changed('clerk', { rights: [...roleOf('clerk').rights, right] }));
  await become(office, clerk, 'Zawadi');
  expect(await denied()).toEqual(RIGHTS_APART.filter((one) => one !== right));
});

test('a role that may not write may close, refer and offer nothing beyond what it is given', async () => {
  const rights = roleOf('clerk').rights.filter((right) => right !== 'case.write');
  await done(office, 'roles.save', changed('clerk', { rights: [...rights, 'case.close'] }));
  await become(office, clerk, 'Zawadi');
  const { mayCall } = await done(office, 'cases.open', { caseId });
  expect(mayCall).toContain('casework.close');
  expect(mayCall).not.toContain('cases.startEdit');
  await become(office, head);
});

test('roles of a configuration from before gave all of it to whoever may write, and go on doing so', () => {
  const older = ROLES.map((role) => ({
    ...role,
    rights: role.rights.filter((right) => !RIGHTS_APART.some((one) => one === right)),
  }));
  const meant = rolesAsMeant(older);
  for (const role of meant)
    expect(
      RIGHTS_APART.every((right) => role.rights.includes(right)),
      role.id,
    ).toBe(role.rights.includes('case.write'));
  // What the configuration of this version says of the caseworker is what it said before, word by word.
  expect(meant.find(({ id }) => id === 'caseworker')).toEqual(roleOf('caseworker'));
  // A configuration that names them says itself who may.
  expect(rolesAsMeant(ROLES)).toBe(ROLES);
});
