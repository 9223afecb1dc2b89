import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Values } from '#core/forms/types.ts';
import type { Changes } from './office-pair.ts';
import { GIVEN, STAYS, carry, holds, inbox, offices, read, refer, sent, start } from './referral-offices.ts';
import { aCase } from '../builders/shareable-case.ts';

beforeAll(() => offices.prepare(['KSM', 'BND']), 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

/** Everything about the school is withheld from agencies; the school's name is the canary. */
const LISTED: Changes = { withhold: 'yes', withhold_from: ['agencies'], withhold_themes: ['school'] };
const ALONG = { fields: ['full_name', 'sex', 'school_name'] };
const offered = async ({ a, b, caseId }: Awaited<ReturnType<typeof start>>) => {
  const found = await a.caller.call('exchange.preview', { office: b.id, selection: { cases: [caseId] } });
  return { ...found, line: found.cases.find((one) => one.caseId === caseId) };
};

test('an answer on the list goes into no referral, and needs no supervisor for the rest', async () => {
  const all = await start('KSM', 'BND');
  const { stick, a, b, caseId } = all;
  await a.edit(caseId, LISTED);
  const prepared = await a.caller.call('referrals.prepare', { caseId, to: 'office', service: 'education_formal' });
  expect(prepared).toMatchObject({ missing: [], opensBy: 'consent', withholds: { listed: ['school'] } });
  const line = prepared.fields.find(({ field }) => field === 'school_name');
  expect(line).toMatchObject({ closed: 'withheld', suggested: false });
  expect(line).not.toHaveProperty('value');
  // Whoever asks for it all the same gets the rest.
  const referral = await refer(a, b, caseId, ALONG);
  const leaving = await a.caller.call('exchange.preview', { office: b.id, selection: { waiting: true } });
  expect(leaving.referrals[0]?.fields.map(({ field }) => field).sort()).toEqual(['full_name', 'sex']);
  const bundle = await a.write(b, stick);
  expect(readFileSync(bundle).includes(STAYS)).toBe(false);
  await b.read(bundle);
  expect((await read(b, referral)).answers.map(({ field }) => field).sort()).toEqual(['full_name', 'sex']);
  expect(holds(b, STAYS)).toBe(false);
  expect(JSON.stringify(await inbox(b))).not.toContain(STAYS);
}, 120_000);

test('a referral says that it leaves out only what is withheld from whom it is for', async () => {
  const { a, b, caseId } = await start('KSM', 'BND');
  await a.edit(caseId, { ...LISTED, withhold_from: ['family_members'] });
  for (const to of ['colleague', 'office'] as const)
    expect(await a.caller.call('referrals.prepare', { caseId, to, service: 'education_formal' })).toMatchObject({
      withholds: { from: ['family_members'], listed: [] },
    });
  const { cases } = await a.caller.call('exchange.preview', { office: b.id, selection: { cases: [caseId] } });
  expect(cases[0]).toMatchObject({ consent: 'given', leaves: true, withheld: { listed: [] } });
}, 120_000);

test('an answer that went along and is listed since is gone at the other office, which hears why', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const referral = await refer(a, b, caseId, ALONG);
  await carry(a, b, stick);
  expect(holds(b, STAYS)).toBe(true);
  await a.edit(caseId, LISTED);
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'revoked', sent: { ended: 'consent' } });
  await carry(a, b, stick);
  expect(holds(b, STAYS)).toBe(false);
  expect(await inbox(b)).toMatchObject([{ referral, over: 'consent' }]);
}, 120_000);

test('a shared case cannot be cut: it stays while anything on the list was ever answered in it', async () => {
  const all = await start('KSM', 'BND');
  const { stick, a, b, caseId } = all;
  await a.edit(caseId, LISTED);
  const held = await offered(all);
  expect(held.line).toMatchObject({ consent: 'withheld', leaves: false, withheld: { listed: ['school'] } });
  expect(held.fields).toContainEqual({
    form: 'registration',
    field: 'school_name',
    leaves: false,
    because: 'listed',
  });
  expect(held.fields).toContainEqual({ form: 'registration', field: 'sex', leaves: false, because: 'withheld' });
  // Cleared is not gone: the signed commits of before say it still.
  await a.edit(caseId, { school_name: undefined });
  expect((await offered(all)).line).toMatchObject({ consent: 'withheld', leaves: false });
  // Of a child whose school nobody ever wrote down there is nothing to leave out.
  const {
    school_name: _school,
    in_school: _in,
    school_level: _level,
    ...without
  } = { ...aCase().values, ...GIVEN } as Values;
  const other = await a.register({ values: without, rows: {} }, LISTED);
  expect((await offered({ ...all, caseId: other })).line).toMatchObject({ consent: 'given', leaves: true });
  const bundle = await a.write(b, stick, { cases: [other] });
  await b.read(bundle);
  expect((await b.values(other))['withhold_themes']).toEqual(['school']);
  expect(holds(b, STAYS)).toBe(false);
  // From the first such answer on nothing more of it leaves.
  await a.edit(other, { school_name: STAYS });
  expect((await offered({ ...all, caseId: other })).line).toMatchObject({ consent: 'withheld', leaves: false });
  await a.edit(other, { withhold_what: 'And her uncle.', withhold_themes: ['origin'] });
  expect((await offered({ ...all, caseId: other })).line).toMatchObject({ consent: 'withheld', leaves: false });
}, 120_000);
