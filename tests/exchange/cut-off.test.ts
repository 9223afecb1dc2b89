import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import { idFrom, toBytes } from '../../main/crypto/cbor.ts';
import { signNote } from '../../main/crypto/note.ts';
import { packTrust } from '../../main/crypto/trust-package.ts';
import type { Clock } from '../../main/office/clock.ts';
import { HELD_TYPE, heldNotes, readHeld, takeHeldNotes } from '../../main/office/held-before.ts';
import { heldDirectory } from '../../main/office/held-trust.ts';
import { momentAt } from '../../main/office/moment-here.ts';
import { markOf } from '../../main/office/relay/news-for.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import { takeWaiting } from '../../main/office/office-cards.ts';
import type { OfficeRow } from '../../main/storage/office.repo.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import {
  besideAuthority,
  closedAuthority,
  enrol,
  joinProgramme,
  standings,
  takeTrust,
  trustFileOf,
  writeRequest,
} from './trust-steps.ts';

const HOUR = 60 * 60_000;
let time = Date.UTC(2026, 10, 20, 8);
const clock: Clock = { now: () => (time += 1000) };
const offices = new Offices(clock);
/** The authority as it was made, and a copy of it for each test; an office that it knows by its card and one that it has never met, until they join. */
let made: TestOffice;
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let document: CaseDocument;

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, '2026-11-20') as [CaseDocument];
  ({ made } = await closedAuthority(offices));
}, 120_000);
beforeEach(async () => {
  ({ a, b, c, stick } = await besideAuthority(offices, made));
});
afterAll(() => {
  offices.remove();
});

/** An office as another one knows it. */
function rowOf(at: TestOffice, office: TestOffice): OfficeRow {
  const row = at.open.repos.offices.officeById(office.id);
  if (!row) throw new Error('the office is not known');
  return row;
}
const numbersOf = (at: TestOffice): number[] => at.open.repos.links.logAfter(0).map(({ n }) => n);
/** Why A set aside what it did. */
const reasons = async (): Promise<string[]> => (await a.caller.call('aside.list', {})).here.map(({ reason }) => reason);
/** What happens where somebody has set the clock back. */
async function underClock<T>(at: number, what: () => Promise<T>): Promise<T> {
  const now = time;
  time = at;
  const done = await what();
  time = now;
  return done;
}
const revoke = (of: TestOffice, at: number): Promise<unknown> =>
  a.caller.call('trust.revoke', {
    deviceId: of.open.self.deviceId,
    goodUntil: momentAt(at, 'UTC'),
    why: 'Stolen from the car.',
  });

describe('a cut-off', () => {
  it('counts what a partner held before it, not what the computer itself dates so, whoever sets its clock back', async () => {
    await joinProgramme(c, a, stick);
    await takeTrust(b, await enrol(a, await writeRequest(b, stick)));
    const caseId = await b.register(document);
    await c.read(await b.write(c, stick, { cases: [caseId] }));
    time += HOUR;
    const until = clock.now();
    time += HOUR;
    await revoke(b, until);
    // In other hands, under a clock that was set back: dated before the cut-off, and nobody saw it then.
    const late = await underClock(until - HOUR / 2, async () => {
      await b.edit(caseId, { phone: '+99970000004' });
      return b.write(a, stick, { cases: [caseId] });
    });
    expect(await a.read(late)).toMatchObject({ newCases: 0, newChanges: 0 });
    const { here } = await a.caller.call('aside.list', {});
    expect(here.length).toBeGreaterThan(0);
    expect(here.every(({ reason }) => reason === 'not_witnessed')).toBe(true);

    // C knows by now that the computer is out, and says since when it has what it has.
    await takeTrust(c, await trustFileOf(a, stick));
    const all = numbersOf(c);
    const [note] = heldNotes(c.open, rowOf(c, a), all);
    if (!note) throw new Error('the partner held nothing');
    const broken = Uint8Array.from(note);
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    const own = heldNotes(b.open, rowOf(b, a), all);
    const forged = [broken, new Uint8Array(), new Uint8Array([0xff]), ...own];
    const take = async (certs: readonly Uint8Array[]): Promise<void> => {
      a.open.db.transaction(() => {
        takeHeldNotes(a.open, certs);
      });
      await takeWaiting(a.open);
    };
    await take(forged);
    expect(a.open.repos.cases.byId(caseId)).toBeUndefined();
    // Twice, as whoever repeats it would: it names each save by its hash, and can speak for no other.
    await take([note, note]);
    expect((await a.values(caseId))['status']).toBe('open');
    expect((await a.values(caseId))['phone']).not.toBe('+99970000004');

    // The rest comes in by a person who called that office, and by nobody else.
    const rest = (await a.caller.call('aside.list', {})).here.map(({ id }) => id);
    expect(await a.caller.call('aside.judge', { ids: rest })).toMatchObject({ applied: 0 });
    await a.caller.call('aside.judge', { ids: rest, why: 'Called the head of the office.' });
    expect((await a.values(caseId))['phone']).toBe('+99970000004');
  });

  it('counts by a bundle of a partner what that partner held in time, and nothing later', async () => {
    await joinProgramme(c, a, stick);
    await takeTrust(b, await enrol(a, await writeRequest(b, stick)));
    await takeTrust(c, await trustFileOf(a, stick));
    const caseId = await c.register(document);
    await b.read(await c.write(b, stick, { cases: [caseId] }));
    await b.edit(caseId, { phone: '+99970000005' });
    await c.read(await b.write(c, stick));
    time += HOUR;
    const until = clock.now();
    time += HOUR;
    await b.edit(caseId, { phone: '+99970000006' });
    await c.read(await b.write(c, stick));
    expect((await c.values(caseId))['phone']).toBe('+99970000006');
    await revoke(b, until);
    await takeTrust(c, await trustFileOf(a, stick));
    const bundle = await c.write(a, stick, { cases: [caseId] });
    const kept = readFileSync(bundle);
    await a.read(bundle);
    expect((await a.values(caseId))['phone']).toBe('+99970000005');
    const { here } = await a.caller.call('aside.list', {});
    expect(here.map(({ reason }) => reason)).toContain('cut_off');
    writeFileSync(bundle, kept);
    expect(await a.read(bundle)).toMatchObject({ already: true });
    expect((await a.values(caseId))['phone']).toBe('+99970000005');
  });

  it('counts what a partner wrote on before it, and asks the partner for the rest, whose word goes on from there', async () => {
    await joinProgramme(c, a, stick);
    await takeTrust(b, await enrol(a, await writeRequest(b, stick)));
    await takeTrust(c, await trustFileOf(a, stick));
    const caseId = await c.register(document);
    await b.read(await c.write(b, stick, { cases: [caseId] }));
    await b.edit(caseId, { phone: '+99970000005' });
    await c.read(await b.write(c, stick));
    const early = await c.write(a, stick, { cases: [caseId] });
    await b.edit(caseId, { phone: '+99970000006' });
    await c.read(await b.write(c, stick));
    time += HOUR;
    const until = clock.now();
    time += HOUR;
    await revoke(b, until);
    await underClock(until - HOUR / 2, () => b.edit(caseId, { phone: '+99970000007' }));
    await c.read(await b.write(c, stick));
    // C has no list yet that takes B out, and says nothing of when it had what.
    const late = await c.write(a, stick);
    await a.read(early);
    expect((await a.values(caseId))['phone']).toBe('+99970000005');
    await a.read(late);
    expect((await a.values(caseId))['phone']).toBe('+99970000005');
    expect(await reasons()).toEqual(['not_witnessed', 'not_witnessed']);

    // It hears that A waits for its word, and gives it; of what came after the cut-off it has none to give.
    await c.read(await a.write(c, stick));
    expect(c.open.repos.heldBefore.asked(rowOf(c, a).n)).toHaveLength(2);
    await a.read(await c.write(a, stick));
    expect((await a.values(caseId))['phone']).toBe('+99970000006');
    expect(await reasons()).toEqual(['not_witnessed']);
    await c.read(await a.write(c, stick));
    expect(c.open.repos.heldBefore.asked(rowOf(c, a).n)).toHaveLength(1);
    expect(heldNotes(c.open, rowOf(c, a), [])).toEqual([]);

    // A had all of it too late, and says for itself what C proved to it. What is about nothing that is here is not kept.
    const unknown = signNote(
      HELD_TYPE,
      { v: 1, d: toBytes(c.open.self.deviceId), c: [[new Uint8Array(32), 0]] },
      c.open.self.deviceKey,
    );
    a.open.db.transaction(() => {
      takeHeldNotes(a.open, [unknown]);
      expect(a.open.repos.heldBefore.by(new Uint8Array(32), until)).toHaveLength(1);
      a.open.repos.heldBefore.tidy(a.open.self.deviceN);
    });
    expect(a.open.repos.heldBefore.by(new Uint8Array(32), until)).toEqual([]);
    const words = heldNotes(a.open, rowOf(a, c), numbersOf(a)).flatMap((word) => readHeld(word) ?? []);
    expect(words.map(({ value }) => idFrom(value.d))).toEqual([a.open.self.deviceId]);
    const ofB = c.open.repos.offices.deviceById(b.open.self.deviceId)?.n;
    const inTime = numbersOf(c)
      .flatMap((n) => c.open.repos.commits.byNumber(n) ?? [])
      .filter(({ deviceN, at }) => deviceN === ofB && at <= until);
    expect(inTime).toHaveLength(2);
    const named = words.flatMap(({ value }) => value.c.map(([id]) => idFrom(id)));
    expect(named.sort()).toEqual(inTime.map(({ id }) => id).sort());
    expect(words.every(({ value }) => value.c.every(([, at]) => at <= until))).toBe(true);
  });

  it('asks whoever has it too, where the computer itself brought it first, as often as it takes to be heard', async () => {
    await joinProgramme(c, a, stick);
    await takeTrust(b, await enrol(a, await writeRequest(b, stick)));
    await takeTrust(c, await trustFileOf(a, stick));
    const caseId = await c.register(document);
    await b.read(await c.write(b, stick, { cases: [caseId] }));
    await a.read(await c.write(a, stick, { cases: [caseId] }));
    await b.edit(caseId, { phone: '+99970000005' });
    await c.read(await b.write(c, stick));
    // As long as C knows of no cut-off it cannot say whose word counts, and speaks of itself alone.
    const words = c.open.db.transaction(() => {
      const { heldBefore, commits, offices: known } = c.open.repos;
      const ids = numbersOf(c)
        .slice(-1)
        .flatMap((n) => commits.byNumber(n)?.id ?? []);
      heldBefore.put(toBytes(ids[0] ?? ''), known.deviceById(a.open.self.deviceId)?.n ?? 0, 0);
      heldBefore.setAsked(
        rowOf(c, a).n,
        ids.map((id) => toBytes(id)),
      );
      const said = heldNotes(c.open, rowOf(c, a), []).flatMap((word) => readHeld(word)?.value.c ?? []);
      heldBefore.setAsked(rowOf(c, a).n, []);
      return said.map(([, at]) => at);
    });
    expect(words).toEqual([expect.closeTo(clock.now(), -6)]);
    time += HOUR;
    const until = clock.now();
    time += HOUR;
    await revoke(b, until);
    b.open.db.transaction(() => {
      const caseN = b.open.repos.cases.byId(caseId)?.n ?? 0;
      b.open.repos.links.share(caseN, rowOf(b, a).n, clock.now());
      offerToPartners(b.open, caseN);
    });
    await a.read(await b.write(a, stick));
    expect(await reasons()).toContain('not_witnessed');
    await a.read(await c.write(a, stick));
    expect((await a.values(caseId))['phone']).not.toBe('+99970000005');
    const asked = (): unknown[] => c.open.repos.heldBefore.asked(rowOf(c, a).n);
    await c.read(await a.write(c, stick));
    expect(asked()).not.toEqual([]);
    // It is news for a relay as well, once, and needs no other.
    const news = (): string => markOf(c.open, rowOf(c, a));
    const loud = news();
    expect(news()).toBe(loud);
    // As a version does that does not know the reason: the list stays the same, and is read again by the next one.
    c.open.db.transaction(() => {
      c.open.repos.heldBefore.setAsked(rowOf(c, a).n, []);
    });
    expect(news()).not.toBe(loud);
    await a.read(await c.write(a, stick));
    await c.read(await a.write(c, stick));
    expect(asked()).not.toEqual([]);
    // Of a case that is not shared any more it says nothing.
    const { links, cases } = c.open.repos;
    const caseN = cases.byId(caseId)?.n ?? 0;
    c.open.db.transaction(() => {
      links.unshare(caseN, rowOf(c, a).n);
      expect(heldNotes(c.open, rowOf(c, a), [])).toEqual([]);
      links.share(caseN, rowOf(c, a).n, clock.now());
    });
    await a.read(await c.write(a, stick));
    expect((await a.values(caseId))['phone']).toBe('+99970000005');
  });

  it('sets aside what was saved before it in a bundle that came after it, and can be corrected', async () => {
    await joinProgramme(b, a, stick);
    const caseId = await b.register(document);
    time += HOUR;
    const until = clock.now();
    time += HOUR;
    await b.edit(caseId, { phone: '+99970000004' });
    const bundle = await b.write(a, stick, { cases: [caseId] });
    const ahead = { deviceId: b.open.self.deviceId, goodUntil: momentAt(time + HOUR, 'UTC'), why: 'Stolen.' };
    expect(await a.caller.refused('trust.revoke', ahead)).toBe('TRUST_CUT_OFF_AHEAD');
    await revoke(b, until);
    // Nobody else had any of it in time.
    expect(await a.read(bundle)).toMatchObject({ newCases: 0, newChanges: 0 });
    time += HOUR;
    await revoke(b, clock.now());
    expect(a.open.repos.commits.quarantined()).toEqual([]);
    expect((await a.values(caseId))['phone']).toBe('+99970000004');
  });

  it('is undone when it was a thief who took the computer out', async () => {
    await joinProgramme(b, a, stick);
    const { deviceId } = b.open.self;
    const caseId = await b.register(document);
    await revoke(b, clock.now() - HOUR);
    expect(await a.read(await b.write(a, stick, { cases: [caseId] }))).toMatchObject({ newCases: 0 });
    const why = 'It never left the office.';
    await a.caller.call('trust.reinstate', { deviceId, why });
    expect(await standings(a, b)).toEqual(['listed']);
    expect((await a.values(caseId))['status']).toBe('open');
    expect(await a.caller.refused('trust.reinstate', { deviceId, why })).toBe('SYNC_OFFICE_UNKNOWN');
  });

  it('ends that its receipts count, and that its card does', async () => {
    await joinProgramme(c, a, stick);
    const caseId = await a.register(document);
    await c.read(await a.write(c, stick, { cases: [caseId] }));
    const bundle = await c.write(a, stick);
    const waiting = (await a.link(c)).waitingChanges;
    await revoke(c, clock.now());
    expect(await a.read(bundle)).toMatchObject({ confirms: 0 });
    expect((await a.link(c)).waitingChanges).toBe(waiting);
    // B has the list by a bundle, and nothing of C but the line that says that it is out.
    await takeTrust(b, await enrol(a, await writeRequest(b, stick)));
    const [fresh] = (await offices.take('BND')).offices as [TestOffice];
    const list = packTrust({
      roots: a.open.repos.trust.roots(),
      directory: heldDirectory(a.open)?.bytes ?? new Uint8Array(),
      certs: [],
    });
    writeFileSync(join(stick, 'list.hifadhi-trust'), list);
    await takeTrust(fresh, join(stick, 'list.hifadhi-trust'));
    await expect(fresh.trust(c, stick)).rejects.toThrow(/SYNC_REVOKED/);
  });
});
