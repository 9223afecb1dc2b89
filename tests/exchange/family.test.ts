import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { wallDay } from '../builders/calendar-days.ts';

const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let stick: string;
let document: CaseDocument;
const AMINA = 'Amina Quorvex';
const BARAKA = 'Baraka Blimzat';
const HOME = 'Drusket lane';

beforeAll(async () => {
  const [made] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  document = { values: { ...made.values, status: 'open', consent_share: 'yes' }, rows: {} };
  await offices.prepare(['KSM', 'BND']);
  const taken = await offices.take('KSM', 'BND');
  stick = taken.stick;
  [a, b] = taken.offices as [TestOffice, TestOffice];
}, 240_000);
afterAll(() => {
  offices.closeAll();
  offices.remove();
});

const family = (office: TestOffice, caseId: CaseId) => office.caller.call('family.ofCase', { caseId });
const codeOf = async (office: TestOffice, caseId: CaseId): Promise<string> => (await family(office, caseId)).code;
const send = async (caseId: CaseId): Promise<void> => {
  await b.read(await a.write(b, stick, { cases: [caseId] }));
};

describe('a family of which one case leaves for another office', () => {
  it('says of a case that may not leave its code alone, and takes nothing over from it', async () => {
    const amina = await a.register(document, { full_name: AMINA });
    const baraka = await a.register(document, {
      full_name: BARAKA,
      current_address: HOME,
      withhold: 'yes',
      withhold_from: ['agencies'],
    });
    const code = await codeOf(a, baraka);
    await a.caller.call('family.join', { caseId: amina, other: code, relation: 'brother' });
    const known = { name: 'Hope Fovanni', sex: 'female', ageYears: 4, caregiver: '', place: '' };
    const draft = await a.caller.call('family.startSibling', {
      caseId: baraka,
      relation: 'sister',
      known,
      notSameAs: [],
      concerns: false,
    });
    for (const word of [BARAKA, HOME]) expect(JSON.stringify(draft.document), word).not.toContain(word);
    expect(draft.document.rows['family_members']?.map(({ values }) => values['sibling_case'])).toEqual([[code]]);
    expect(await a.caller.call('family.differences', { caseId: baraka })).toEqual([]);

    await send(amina);
    const there = await family(b, amina);
    expect(there.elsewhere).toEqual([code]);
    expect(there.number).toBe((await family(a, amina)).number);
    expect(there.relatives).toEqual([]);
    const file = await b.caller.call('cases.open', { caseId: amina });
    for (const word of ['Baraka', 'Blimzat', 'Drusket']) expect(JSON.stringify([there, file])).not.toContain(word);
  });

  it('comes together again at the other office when the second case arrives too', async () => {
    const amina = await a.register(document, { full_name: AMINA });
    const zuhura = await a.register(document, { full_name: 'Zuhura Grelpon' });
    await a.caller.call('family.join', { caseId: amina, other: await codeOf(a, zuhura), relation: 'sister' });
    await send(amina);
    expect((await family(b, amina)).relatives).toEqual([]);
    await send(zuhura);
    expect((await family(b, amina)).relatives).toMatchObject([
      { caseId: zuhura, sameFamily: true, named: true, names: true, line: { name: 'Zuhura Grelpon' } },
    ]);
    expect((await family(b, amina)).elsewhere).toEqual([]);
  });
});
