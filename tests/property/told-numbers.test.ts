import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { UserId } from '#core/ids.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { RoleDef } from '#core/rights/roles.ts';
import { recordChanges } from '../../main/office/record-changes.ts';
import { anyRole } from '../builders/any-role.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { PASSPHRASE } from '../builders/office-words.ts';
import { PlayedClock } from '../builders/played-clock.ts';
import { Random } from '../builders/random.ts';
import { aCase, createOffice, everyCase, register, resourcesDir, temporaryFolder } from '../faults/temporary-office.ts';
import {
  askTwice,
  become,
  OWNERS,
  reaches,
  scrambleUnseen,
  type AskedOffice,
  type OwnedCase,
} from './told-numbers-model.ts';

// Nothing that a person is told with a number in it depends on what they may not see. So no difference between two
// numbers does either, whatever they narrow, divide or add up: the property covers every pair of them.
const NOW = Date.parse('2026-11-20T09:00:00.000Z');
const CASES = 6;
const ROLES = 6;
let asked: AskedOffice;

const NOBODY: RoleDef = {
  id: 'nobody',
  label: { en: 'Nobody', fr: 'Personne', ar: 'لا أحد' },
  description: { en: 'Nobody', fr: 'Personne', ar: 'لا أحد' },
  rights: [],
  scope: 'none',
  forms: { otherwise: 'none' },
  maxClass: 3,
};

beforeAll(async () => {
  const clock = new PlayedClock();
  clock.set(NOW);
  const caller = new OfficeCaller(temporaryFolder(), resourcesDir, 'test', clock);
  const { office } = caller;
  const me = await createOffice(office);
  const people = new Map<string, UserId>([['mine', me]]);
  for (const owner of ['friend', 'stranger']) {
    const person = { name: `The ${owner}`, roles: ['caseworker'], passphrase: PASSPHRASE };
    people.set(owner, (await withCheapKeys(() => caller.call('people.add', person))).id);
  }
  const members = [me, people.get('friend') ?? me];
  await caller.call('people.saveGroup', { groupId: null, name: 'Ours', members });
  const cases: OwnedCase[] = [];
  for (let i = 0; i < CASES; i += 1) {
    const owner = OWNERS[i % OWNERS.length] ?? 'mine';
    const caseId = await register(office, aCase({ full_name: `Child ${String(i)}` }));
    const { open } = office;
    if (open === undefined) throw new Error('the office is closed');
    const value = people.get(owner) ?? me;
    recordChanges(open, caseId, () => ({
      changes: [{ kind: 'set', collection: CASE_RECORD, row: CASE_RECORD, field: 'owner_user', value }],
      action: 'case.assigned',
    }));
    cases.push({ caseId, owner });
  }
  asked = { office, cases, folder: temporaryFolder() };
  scrambleUnseen(asked, NOBODY, Random.from('told-numbers', 'first'));
}, 120_000);

const forms = (): readonly string[] => (asked.office.open?.configuration.configuration.forms ?? []).map(({ id }) => id);

test('no list, count, chart, report or file depends on what its reader may not see', async () => {
  const may = (role: RoleDef): RoleDef => ({
    ...role,
    rights: [
      ...new Set([
        ...role.rights,
        ...(['case.list', 'case.view', 'reports.view', 'export.cases', 'export.readable', 'case.print'] as const),
      ]),
    ],
  });
  const roles = fc.sample(anyRole('probe', forms(), []).map(may), { numRuns: ROLES, seed: 20_261 });
  let [questions, answered, hidden] = [0, 0, 0];
  for (const [i, role] of roles.entries()) {
    const told = await askTwice(asked, role, Random.from('told-numbers', i));
    const { label: _label, description: _description, ...about } = role;
    expect({ role: about, leaks: told.leaks }).toEqual({ role: about, leaks: [] });
    questions += told.questions;
    answered += told.answered;
    // What is seen is all that is reached, no more and no less.
    const ids = await asked.office.call('cases.ids', { query: { ...everyCase.query, where: { all: [] } } });
    const reached = asked.cases.filter(({ owner }) => reaches(role, owner));
    hidden += asked.cases.length - reached.length;
    if (!ids.ok) continue;
    expect(reached.map(({ caseId }) => caseId)).toEqual(expect.arrayContaining(ids.value as string[]));
  }
  expect(hidden).toBeGreaterThan(CASES);
  expect(answered).toBeGreaterThan(questions / 4);
}, 120_000);

test('the questions would tell: to somebody who sees everything the same changes show', async () => {
  const everything: RoleDef = {
    ...NOBODY,
    rights: ['case.list', 'case.view', 'reports.view', 'export.cases', 'export.readable', 'case.print'],
    scope: 'all',
    forms: { otherwise: 'read' },
    maxClass: 5,
  };
  // The cases change as for somebody who sees nothing, and are asked about by somebody who sees all.
  const { leaks, questions } = await askTwice(asked, everything, Random.from('told-numbers', 'all'), NOBODY);
  expect(leaks.length).toBeGreaterThan(questions / 2);
  become(asked, everything);
}, 60_000);
