import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Op } from '#core/exchange/op.ts';
import { author } from '../../main/office/author.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import { wentBack } from '../../main/office/send-again.ts';
import { aCase } from '../builders/shareable-case.ts';
import type { TestOffice } from './office-pair.ts';
import {
  GIVEN,
  GOES,
  STAYS,
  accept,
  carry,
  clock,
  dayIn,
  holds,
  inbox,
  offices,
  read,
  refer,
  sent,
  setAside,
  start,
} from './referral-offices.ts';

beforeAll(() => offices.prepare(['KSM', 'BND', 'LWN']), 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

/** Writes operations into a stream of a referral's file as somebody who changed the program would. */
function forge(at: TestOffice, referral: string, compartment: 'referral' | 'snapshot', ops: readonly Op[]): void {
  const { repos, db } = at.open;
  const asked = repos.asked.byRow(referral);
  const stream = asked && repos.cases.streamsOf(asked.fileN).find((one) => one.compartment === compartment);
  if (!asked || !stream) throw new Error('the referral is not here');
  db.transaction(() => {
    author(at.open, [{ stream, ops }]);
    offerToPartners(at.open, asked.fileN);
  });
}

test('a third office learns nothing, not even one that has the case', async () => {
  const { stick, a, b, c, caseId } = await start('KSM', 'BND', 'LWN');
  const other = await a.register(aCase(), { ...GIVEN, full_name: 'Quennerby Juma' });
  await c.read(await a.write(c, stick, { cases: [caseId] }));
  const referral = await refer(a, b, caseId);
  const hidden = await refer(a, b, other);
  const forB = await a.write(b, stick);
  await b.read(forB);
  await accept(b, referral);
  await b.caller.call('officeReferrals.close', { referral, given: dayIn(0), report: 'Wexlington talks' });
  // Neither office passes anything of the file on, whatever it shares otherwise.
  await b.caller.call('officeReferrals.answer', { referral: hidden, accept: true, worker: b.user });
  const { place } = await b.caller.shell<{ place: string }>('namePlace', { path: stick });
  const order = { office: c.id, selection: { waiting: true }, place } as const;
  expect(await b.caller.refused('exchange.write', order)).toBe('SYNC_NOTHING_TO_SEND');
  await carry(a, c, stick);
  expect(holds(c, 'Quennerby')).toBe(false);
  expect(holds(c, 'Wexlington')).toBe(false);
  expect(await inbox(c)).toEqual([]);
  expect(c.open.db.read<[], { n: number }>(`SELECT count(*) AS n FROM asked_referral`).get()).toEqual({ n: 0 });
  expect(await c.caller.refused('officeReferrals.read', { referral })).toBe('FORM_STALE');
  // The bundle itself is closed to it.
  expect(await c.refuses(forB)).toBe('SYNC_NOT_FOR_THIS_OFFICE');
}, 120_000);

test('words that are not an office’s to say are set aside, and change nothing', async () => {
  const { stick, a, b, c, caseId } = await start('KSM', 'BND', 'LWN');
  const referral = await refer(a, b, caseId);
  await carry(a, b, stick);
  forge(b, referral, 'referral', [['refer', referral, 'end', 'taken_back']]);
  forge(b, referral, 'referral', [['doc', 'case', 'case', { full_name: 'Somebody else' }]]);
  forge(b, referral, 'snapshot', [['set', 'case', 'case', 'full_name', 'Somebody else', []]]);
  await carry(b, a, stick);
  // What was signed behind a word that does not count waits for it.
  expect(setAside(a).sort()).toEqual(['end-by-another-office', 'no-write-grant']);
  expect(a.open.repos.commits.parked()).toHaveLength(1);
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'in_progress', sent: { delivery: 'delivered' } });
  expect(await a.values(caseId)).toMatchObject({ full_name: GOES });

  // A second word about the answers, by the very sender, would show what nobody consented to.
  const second = await refer(a, b, caseId);
  forge(a, second, 'snapshot', [['doc', 'case', 'case', { school_name: STAYS }]]);
  await carry(a, b, stick);
  expect(setAside(b)).toEqual(['snapshot-given-before']);
  expect((await read(b, second)).answers.map(({ field }) => field).sort()).toEqual(['full_name', 'sex']);

  // What asks another office begins nothing here, whoever carries it.
  const forC = await refer(a, c, caseId);
  const fileN = a.open.repos.asked.byRow(forC)?.fileN ?? 0;
  a.open.repos.links.share(fileN, a.open.repos.offices.officeById(b.id)?.n ?? 0, clock.now());
  offerToPartners(a.open, fileN);
  await carry(a, b, stick);
  expect(setAside(b)).toContain('referral-to-another-office');
  expect((await inbox(b)).map((one) => one.referral)).not.toContain(forC);
  expect(await b.caller.refused('officeReferrals.read', { referral: forC })).toBe('FORM_STALE');
}, 120_000);

test('a damaged or foreign file is refused with its own sentence and changes nothing', async () => {
  const { stick, a, b, c, caseId } = await start('KSM', 'BND', 'LWN');
  await refer(a, b, caseId);
  const path = await a.write(b, stick);
  const bytes = readFileSync(path);
  const damaged = join(stick, 'damaged.hifadhi');
  for (const at of [0, 40, bytes.length - 20]) {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    writeFileSync(damaged, copy);
    expect(['SYNC_NOT_A_BUNDLE', 'SYNC_DAMAGED', 'SYNC_NOT_FOR_THIS_OFFICE']).toContain(await b.refuses(damaged));
  }
  expect(await inbox(b)).toEqual([]);
  expect(await c.refuses(path)).toBe('SYNC_NOT_FOR_THIS_OFFICE');
  await b.read(path);
  expect(await inbox(b)).toHaveLength(1);
}, 60_000);

test('a power cut at either end leaves all of it or nothing', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  const cut = (): never => {
    throw new Error('the power is gone');
  };
  const { links } = a.open.repos;
  const share = links.share.bind(links);
  links.share = cut;
  const before = { ...a.open.counters };
  await expect(refer(a, b, caseId)).rejects.toThrow();
  links.share = share;
  expect(a.open.counters).toEqual(before);
  expect((await a.caller.call('casework.activity', { caseId })).referrals).toEqual([]);
  expect(await a.link(b)).toMatchObject({ waitingChanges: 0, waitingReferrals: 0 });

  const referral = await refer(a, b, caseId);
  const first = await a.write(b, stick);
  const { asked } = b.open.repos;
  const ofFile = asked.ofFile.bind(asked);
  asked.ofFile = cut;
  await expect(b.read(first)).rejects.toThrow();
  asked.ofFile = ofFile;
  expect(await inbox(b)).toEqual([]);
  b.close();
  await b.signIn();
  await b.read(first);
  await accept(b, referral);
  const answer = await b.write(a, stick);
  const tell = a.open.repos.asked.tell.bind(a.open.repos.asked);
  a.open.repos.asked.tell = cut;
  await expect(a.read(answer)).rejects.toThrow();
  a.open.repos.asked.tell = tell;
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'in_progress' });
  a.close();
  await a.signIn();
  await a.read(answer);
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'accepted' });
}, 120_000);

test('an office that put an older copy back gets its referrals again, and what ended stays ended', async () => {
  const { stick, a, b, caseId } = await start('KSM', 'BND');
  b.close();
  const early = offices.folderOf(b);
  await b.signIn();
  const referral = await refer(a, b, caseId);
  const ended = await refer(a, b, caseId);
  await carry(a, b, stick);
  await accept(b, referral);
  await carry(b, a, stick);
  b.close();
  const late = offices.folderOf(b);
  await b.signIn();
  await a.caller.call('referrals.revoke', { caseId, referral: ended, why: 'The aunt found help' });
  await carry(a, b, stick);
  await carry(b, a, stick);
  b.close();
  for (const copy of [early, late]) {
    const old = await offices.openAt(copy, b);
    wentBack(old.open.db);
    await carry(old, a, stick);
    await carry(a, old, stick);
    expect(await inbox(old)).toMatchObject([
      { referral, status: 'accepted' },
      { referral: ended, status: 'revoked', over: 'taken_back' },
    ]);
    expect((await read(old, referral)).answers).toHaveLength(2);
    expect(setAside(old)).toEqual([]);
    await carry(old, a, stick);
    old.close();
  }
  expect(await sent(a, caseId, referral)).toMatchObject({ status: 'accepted' });
}, 120_000);
