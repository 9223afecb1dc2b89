import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHead } from '#core/exchange/commit.ts';
import type { Op } from '#core/exchange/op.ts';
import { readiness } from '#core/exchange/readiness.ts';
import type { CaseDocument, Compartment } from '#core/forms/types.ts';
import type { CaseId, StreamId } from '#core/ids.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { author } from '../../main/office/author.ts';
import { beginStream, streamIdOf } from '../../main/office/case-streams.ts';
import { opsOf } from '../../main/office/commit-by-dot.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import { mayWriteStream } from '../../main/office/write-grants.ts';
import type { CaseRow, StreamRow } from '../../main/storage/case.repo.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { wallDay } from '../builders/calendar-days.ts';

/** A owns the cases; B and C are its partners. All three know each other. */
const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let document: CaseDocument;

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  await offices.prepare(['KSM', 'BND', 'LWN']);
  const taken = await offices.take('KSM', 'BND', 'LWN');
  stick = taken.stick;
  [a, b, c] = taken.offices as [TestOffice, TestOffice, TestOffice];
}, 240_000);
afterAll(() => {
  offices.remove();
});

function rowOf(office: TestOffice, caseId: CaseId): CaseRow {
  const row = office.open.repos.cases.byId(caseId);
  if (!row) throw new Error('the case is not here');
  return row;
}
const streamsOf = (office: TestOffice, caseId: CaseId, compartment: Compartment): StreamRow[] =>
  office.open.repos.cases.streamsOf(rowOf(office, caseId).n).filter((stream) => stream.compartment === compartment);
function onlyStream(office: TestOffice, caseId: CaseId, compartment: Compartment): StreamRow {
  const [stream, ...more] = streamsOf(office, caseId, compartment);
  if (!stream || more.length > 0) throw new Error(`${String(more.length + 1)} streams of ${compartment}`);
  return stream;
}
async function shared(): Promise<CaseId> {
  const caseId = await a.register(document);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  return caseId;
}
/** Adds a row to a form none of whose answers stand in the core. */
async function service(office: TestOffice, caseId: CaseId, provider: string): Promise<void> {
  const values = { service_type: 'cash', service_provider: provider };
  const row = { id: newId<string>(), values };
  await office.edit(caseId, {}, (rows) => ({ ...rows, services: [...(rows['services'] ?? []), row] }));
}
const providers = async (office: TestOffice, caseId: CaseId): Promise<unknown[]> =>
  (await office.rows(caseId, 'services')).map((row) => row.values['service_provider']).sort();
const setAside = (office: TestOffice): string[] => office.open.repos.commits.quarantined().map((one) => one.waitsFor);

/** What a partner's program could write past every form. */
async function bBegins(caseId: CaseId, streamId: StreamId, compartment: Compartment, gen: Op): Promise<string[]> {
  const before = setAside(a).length;
  b.open.db.transaction(() => {
    const entry = { streamId, caseN: rowOf(b, caseId).n, compartment, ownerOfficeN: b.open.self.officeN, meta: '{}' };
    const stream = { sid: b.open.repos.cases.addStream(entry), ...entry };
    author(b.open, [{ stream, ops: [gen, ['doc', 'services', newId(), { service_provider: 'Forged' }]] }]);
    offerToPartners(b.open, entry.caseN);
  });
  await a.read(await b.write(a, stick));
  return setAside(a).slice(before);
}

describe('a first answer in a compartment that a shared case has not had', () => {
  it('reaches the owning office from a partner, and the owner answers in the same stream', async () => {
    const caseId = await shared();
    await service(b, caseId, 'By the partner');
    const report = await a.read(await b.write(a, stick));
    expect(report).toMatchObject({ quarantined: 0, waiting: 0, changedCases: 1 });
    expect(await providers(a, caseId)).toEqual(['By the partner']);
    await service(a, caseId, 'By the owner');
    expect(await b.read(await a.write(b, stick))).toMatchObject({ quarantined: 0, waiting: 0 });
    expect(await providers(b, caseId)).toEqual(['By the owner', 'By the partner']);
    expect(b.state([caseId])).toBe(a.state([caseId]));
    expect(onlyStream(a, caseId, 'services').ownerOfficeN).toBe(a.open.self.officeN);
    const history = await a.caller.call('history.entries', { caseId });
    expect(history.filter((entry) => entry.changes.some((change) => change.record === 'services'))).toMatchObject([
      { office: 'Kisimani' },
      { office: 'Bandari' },
    ]);
  }, 120_000);

  it('by the owner carries the grants of the case, so that the partner may answer', async () => {
    const caseId = await shared();
    await service(a, caseId, 'By the owner');
    await b.read(await a.write(b, stick));
    const stream = onlyStream(a, caseId, 'services');
    const [first] = [...a.open.repos.commits.ofStream(stream.sid)];
    if (!first) throw new Error('nothing was written');
    expect(opsOf(first).map((op) => ('unknown' in op ? op : op.slice(0, 3)))).toEqual([
      ['gen', caseId, 'services'],
      ['grant', b.id, 1],
      ['doc', 'services', expect.any(String) as string],
    ]);
    await service(b, caseId, 'By the partner');
    expect(await a.read(await b.write(a, stick))).toMatchObject({ quarantined: 0, waiting: 0 });
    expect(await providers(a, caseId)).toEqual(['By the owner', 'By the partner']);
    expect(b.state([caseId])).toBe(a.state([caseId]));
  }, 120_000);

  it('written by both while apart goes into one stream, and both agree', async () => {
    const caseId = await shared();
    await service(a, caseId, 'By the owner');
    await service(b, caseId, 'By the partner');
    expect(onlyStream(a, caseId, 'services').streamId).toBe(onlyStream(b, caseId, 'services').streamId);
    const [fromA, fromB] = [await a.write(b, stick), await b.write(a, stick)];
    expect(await b.read(fromA)).toMatchObject({ quarantined: 0, waiting: 0 });
    expect(await a.read(fromB)).toMatchObject({ quarantined: 0, waiting: 0 });
    for (const office of [a, b]) expect(await providers(office, caseId)).toEqual(['By the owner', 'By the partner']);
    expect(b.state([caseId])).toBe(a.state([caseId]));
    await service(b, caseId, 'Later');
    await a.read(await b.write(a, stick));
    expect(b.state([caseId])).toBe(a.state([caseId]));
  }, 120_000);

  it('by one partner reaches the other, who may answer it', async () => {
    const caseId = await shared();
    await c.read(await a.write(c, stick, { cases: [caseId] }));
    await service(b, caseId, 'By Bandari');
    await a.read(await b.write(a, stick));
    expect(await c.read(await a.write(c, stick))).toMatchObject({ quarantined: 0, waiting: 0 });
    expect(await providers(c, caseId)).toEqual(['By Bandari']);
    await service(c, caseId, 'By Lwandani');
    expect(await a.read(await c.write(a, stick))).toMatchObject({ quarantined: 0, waiting: 0 });
    await b.read(await a.write(b, stick));
    for (const office of [a, b, c]) expect(await providers(office, caseId)).toEqual(['By Bandari', 'By Lwandani']);
    expect(new Set([a, b, c].map((office) => office.state([caseId]))).size).toBe(1);
  }, 120_000);

  it('reaches an office that gets the case only afterwards', async () => {
    const caseId = await shared();
    await service(b, caseId, 'By the partner');
    await a.read(await b.write(a, stick));
    expect(await c.read(await a.write(c, stick, { cases: [caseId] }))).toMatchObject({ quarantined: 0, waiting: 0 });
    expect(await providers(c, caseId)).toEqual(['By the partner']);
    expect(c.state([caseId])).toBe(a.state([caseId]));
  }, 120_000);
});

describe('who may begin a compartment', () => {
  it('is nobody whose grant is to read only, here or at the owning office', async () => {
    const caseId = await shared();
    const core = onlyStream(a, caseId, 'core');
    a.open.db.transaction(() => {
      author(a.open, [{ stream: core, ops: [['grant', b.id, 0, 'case-management', 'consent:given', Date.now()]] }]);
      offerToPartners(a.open, core.caseN);
    });
    // The partner has not heard of it yet: what it writes waits for a person at the owning office.
    await service(b, caseId, 'Too late');
    const before = setAside(a).length;
    await a.read(await b.write(a, stick));
    expect(setAside(a).slice(before)).toEqual(['no-write-grant']);
    expect(await providers(a, caseId)).toEqual([]);
    const { draftId, document: shown } = await b.startEdit(caseId);
    await b.read(await a.write(b, stick));
    // Neither a new edit nor one that was begun before it was known.
    expect(await b.caller.refused('cases.startEdit', { caseId })).toBe('CASE_OF_OTHER_OFFICE');
    const row = (values: object) => [{ id: newId(), values }];
    for (const more of [
      { services: row({ service_provider: 'Now' }) },
      { case_plans: row({ plan_goal: 'Go home' }) },
    ]) {
      const rows = { ...shown.rows, ...more };
      const draft = { draftId, document: { values: shown.values, rows } as never, accepted: [], notSameAs: [] };
      await b.caller.call('cases.saveDraft', draft);
      expect(await b.caller.refused('cases.save', { draftId })).toBe('CASE_OF_OTHER_OFFICE');
    }
  }, 120_000);

  it('is no partner under another id, by the grant of another case, or for the office’s own stream', async () => {
    const [caseId, other] = [await shared(), await shared()];
    const { code } = rowOf(b, caseId);
    const grantOf = (id: CaseId) => {
      const log = [...b.open.repos.commits.ofStream(onlyStream(b, id, 'core').sid)];
      const found = log.find((commit) => opsOf(commit).some((op) => !('unknown' in op) && op[0] === 'grant'));
      if (!found) throw new Error('no grant');
      return found.id;
    };
    const cores = new Map([caseId, other].map((id) => [id, onlyStream(b, id, 'core').streamId]));
    const derived = (id: CaseId, compartment: Compartment) => streamIdOf(cores.get(id) ?? newId(), compartment);
    const [grant, foreign] = [grantOf(caseId), grantOf(other)];
    const begins = (streamId: StreamId, compartment: Compartment, grant: ReturnType<typeof grantOf>) =>
      bBegins(caseId, streamId, compartment, ['gen', caseId, compartment, a.id, code, grant]);
    expect(await begins(newId(), 'services', grant)).toEqual(['genesis-of-another-stream']);
    expect(await begins(derived(other, 'legal'), 'legal', grant)).toEqual(['genesis-of-another-stream']);
    expect(await begins(derived(caseId, 'legal'), 'legal', foreign)).toEqual(['no-write-grant']);
    expect(await begins(derived(caseId, 'core'), 'core', grant)).toEqual(['genesis-by-another-office']);
    expect(await begins(derived(caseId, 'admin'), 'admin', grant)).toEqual([]);
    const gen: Op = ['gen', caseId, 'gbv', a.id, code];
    expect(await bBegins(caseId, derived(caseId, 'gbv'), 'gbv', gen)).toEqual(['genesis-by-another-office']);
    expect(await a.rows(caseId, 'services')).toEqual([]);
  }, 120_000);

  it('does not depend on the order of arrival: a genesis waits for the grant it names', async () => {
    const caseId = await shared();
    await service(b, caseId, 'Before the grant is known');
    const { commits } = a.open.repos;
    const stream = onlyStream(b, caseId, 'services');
    const [first] = [...b.open.repos.commits.ofStream(stream.sid)];
    const gen = first && opsOf(first)[0];
    if (!gen || 'unknown' in gen || gen[0] !== 'gen' || gen[5] === undefined) throw new Error('no genesis');
    expect(commits.byId(gen[5])?.sid).toBe(onlyStream(a, caseId, 'core').sid);
    const head = readHead(Buffer.from(first.body).toString('utf8'));
    if (!head) throw new Error('no head');
    const held = { hasDot: () => true, at: () => [] };
    expect(readiness(head, first.id, opsOf(first), { ...held, has: () => false })).toMatchObject({
      state: 'waiting',
      id: gen[5],
    });
    const has = (id: string): boolean => id === gen[5];
    expect(readiness(head, first.id, opsOf(first), { ...held, has })).toMatchObject({ state: 'ready' });
  }, 120_000);

  it('keeps an office’s own stream at home, under an id that nobody can work out', async () => {
    const caseId = await shared();
    const core = onlyStream(b, caseId, 'core');
    b.open.db.transaction(() => {
      const { stream, ops } = beginStream(b.open, rowOf(b, caseId), 'admin', core);
      author(b.open, [{ stream, ops: [...ops, ['doc', 'case', 'case', { owner_user: b.user }]] }]);
      offerToPartners(b.open, core.caseN);
    });
    const own = onlyStream(b, caseId, 'admin');
    expect(own).toMatchObject({ ownerOfficeN: b.open.self.officeN });
    expect(own.streamId).not.toBe(streamIdOf(core.streamId, 'admin'));
    expect(mayWriteStream(b.open, own, rowOf(b, caseId).ownerOfficeN)).toBe(false);
    // What the stories above left waiting goes first.
    await a.read(await b.write(a, stick));
    const before = a.state([caseId]);
    expect(await a.read(await b.write(a, stick))).toMatchObject({ newChanges: 0, quarantined: 0 });
    expect(a.state([caseId])).toBe(before);
    expect(a.open.repos.cases.streamById(own.streamId)).toBeUndefined();
  }, 120_000);
});
