import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeCalls, type ExchangePreview } from '#core/contracts/exchange.contract.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, OfficeId } from '#core/ids.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, RESOURCES, type Changes, type TestOffice } from './office-pair.ts';
import { wallDay } from '../builders/calendar-days.ts';

const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let stick: string;
let document: CaseDocument;
const WHAT = 'Where the child sleeps now.';
const ASKED: Changes = { withhold: 'yes', withhold_from: ['agencies'], withhold_what: WHAT };

beforeAll(async () => {
  const [made] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  const values = { ...made.values, consent_share_services: ['medical'], consent_share_with: 'The clinic' };
  document = { ...made, values };
  await offices.prepare(['KSM', 'BND']);
  const taken = await offices.take('KSM', 'BND');
  stick = taken.stick;
  [a, b] = taken.offices as [TestOffice, TestOffice];
}, 240_000);
afterAll(() => {
  offices.remove();
});

async function preview(caseId: CaseId): Promise<ExchangePreview & { line: ExchangePreview['cases'][number] }> {
  const found = await a.caller.call('exchange.preview', { office: b.id, selection: { cases: [caseId] } });
  const line = found.cases.find((one) => one.caseId === caseId);
  if (!line) throw new Error('the case is not in the preview');
  return { ...found, line };
}
async function refusedToWrite(caseId: CaseId): Promise<string> {
  const { place } = await a.caller.shell<{ place: string }>('namePlace', { path: stick });
  return a.caller.refused('exchange.write', { office: b.id, selection: { cases: [caseId] }, place });
}
const release = (caseId: CaseId, why = 'The child agreed today.') =>
  a.caller.call('exchange.release', { caseId, office: b.id, why });

describe('a case of which something was asked to be withheld', () => {
  it('stays with the request in words, leaves once a supervisor releases it, and stays again when consent changes', async () => {
    const caseId = await a.register(document, ASKED);
    expect((await preview(caseId)).line).toMatchObject({
      consent: 'withheld',
      leaves: false,
      withheld: { from: ['agencies'], what: WHAT, closed: false, mayRelease: true },
      consentFor: { services: ['medical'], others: 'The clinic' },
    });
    const { fields } = await preview(caseId);
    expect(fields).toContainEqual({ form: 'consent', field: 'withhold', leaves: false, because: 'withheld' });
    expect(await refusedToWrite(caseId)).toBe('SYNC_NO_CONSENT');
    await release(caseId);
    expect((await preview(caseId)).line).toMatchObject({
      consent: 'released',
      leaves: true,
      withheld: { what: WHAT, mayRelease: false },
    });
    expect(await a.caller.refused('exchange.release', { caseId, office: b.id, why: 'Once more.' })).toBe('FORM_STALE');
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    expect((await b.values(caseId))['withhold']).toBe('yes');
    // The reason stays in the office's own stream of the case, and the trail names the office.
    expect(await a.rows(caseId, 'share_releases')).toMatchObject([
      { values: { release_office: b.id, release_reason: 'The child agreed today.', release_by: a.user } },
    ]);
    expect(await b.rows(caseId, 'share_releases')).toEqual([]);
    const { lines } = await a.caller.call('audit.list', { caseId, limit: 50 });
    expect(lines.filter((line) => line.action === 'case.released')).toMatchObject([{ result: 'done', detail: 'BND' }]);
    // Another question does not touch the release; an answer about consent ends it.
    await a.edit(caseId, { phone: '+99970000014' });
    expect((await preview(caseId)).line).toMatchObject({ consent: 'released', leaves: true });
    await a.edit(caseId, { withhold_what: 'Everything about the father.' });
    expect((await preview(caseId)).line).toMatchObject({ consent: 'withheld', leaves: false });
    const before = b.state([caseId]);
    const { place } = await a.caller.shell<{ place: string }>('namePlace', { path: stick });
    const waiting = { office: b.id, selection: { waiting: true } as const, place };
    expect(await a.caller.refused('exchange.write', waiting)).toBe('SYNC_NO_CONSENT');
    expect(b.state([caseId])).toBe(before);
    await release(caseId, 'The father is in prison now.');
    await b.read(await a.write(b, stick));
    expect((await b.values(caseId))['withhold_what']).toBe('Everything about the father.');
  }, 120_000);

  it('leaves by itself when only family or the community are meant, and the request is shown all the same', async () => {
    const caseId = await a.register(document, { ...ASKED, withhold_from: ['family_members'] });
    expect((await preview(caseId)).line).toMatchObject({
      consent: 'given',
      leaves: true,
      withheld: { from: ['family_members'], what: WHAT, mayRelease: false },
    });
    expect(await a.caller.refused('exchange.release', { caseId, office: b.id, why: 'No need.' })).toBe('FORM_STALE');
  }, 120_000);

  it('stays when the place of the child is secret, until a supervisor releases it', async () => {
    const caseId = await a.register(document, { location_confidential: 'yes' });
    expect((await preview(caseId)).line).toMatchObject({
      consent: 'withheld',
      leaves: false,
      withheld: { asked: false, place: true, mayRelease: true },
    });
    await release(caseId);
    expect((await preview(caseId)).line).toMatchObject({ consent: 'released', leaves: true });
  }, 120_000);

  it('is released for one office only, with a reason, by the office that owns it', async () => {
    const caseId = await a.register(document, ASKED);
    expect(await a.caller.refused('exchange.release', { caseId, office: newId<OfficeId>(), why: 'Agreed.' })).toBe(
      'SYNC_OFFICE_UNKNOWN',
    );
    expect(exchangeCalls.release.input.safeParse({ caseId, office: b.id, why: '  ' }).success).toBe(false);
    await release(caseId);
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    expect(await b.caller.refused('exchange.release', { caseId, office: a.id, why: 'Agreed.' })).toBe('PERM_DENIED');
  }, 120_000);
});

describe('the preview', () => {
  it('says everything the first time, and afterwards which answers changed since the last confirmation', async () => {
    const caseId = await a.register(document);
    const first = await preview(caseId);
    expect(first.line).toMatchObject({ firstTime: true, answers: 'all' });
    expect(first.fields).toContainEqual({ form: 'registration', field: 'registration_date', leaves: true });
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    // Not confirmed yet: it all goes again.
    expect((await preview(caseId)).line.answers).toContainEqual({ form: 'registration', field: 'registration_date' });
    await a.read(await b.write(a, stick));
    await a.edit(caseId, { phone: '+99970000014' }, (rows) => ({
      ...rows,
      services: [{ id: newId(), values: { service_type: 'cash', service_provider: 'The bank' } }],
    }));
    const later = await preview(caseId);
    expect(later.line).toMatchObject({ firstTime: false, leaves: true });
    expect(later.line.answers).toEqual([
      { form: 'registration', field: 'phone' },
      { form: 'services', field: 'services' },
    ]);
    expect(later.fields.filter((field) => field.leaves)).toEqual([
      { form: 'registration', field: 'phone', leaves: true },
      { form: 'services', field: 'services', leaves: true },
    ]);
  }, 120_000);
});
