import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { BundleId, CaseId } from '#core/ids.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { deliveryCode } from '../../main/crypto/delivery-code.ts';
import type { SentBody } from '../../main/office/passed-over.ts';
import { shareable } from '../builders/shareable.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { wallDay } from '../builders/calendar-days.ts';

const offices = new Offices();
let document: CaseDocument;
let taken: TestOffice[];
let stick: string;

beforeAll(async () => {
  const [made] = demoCases(RESOURCES, 20_260, 1, wallDay());
  if (made === undefined) throw new Error('no case was made');
  document = shareable(made);
  await offices.prepare(['KSM', 'BND', 'LWN']);
}, 240_000);
beforeEach(async () => {
  ({ stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN'));
});
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

/** A case on its way from the first office to the second, with the third beside them. */
async function sent(): Promise<{
  a: TestOffice;
  b: TestOffice;
  c: TestOffice;
  caseId: CaseId;
  path: string;
  bundleId: BundleId;
}> {
  const [a, b, c] = taken;
  if (!a || !b || !c) throw new Error('the offices were not made');
  const caseId = await a.register(document);
  const path = await a.write(b, stick, { cases: [caseId] });
  const bundleId = (await a.caller.call('exchange.journal', {}))[0]?.bundleId;
  if (bundleId === undefined) throw new Error('nothing was written');
  return { a, b, c, caseId, path, bundleId };
}
const stateAt = async (office: TestOffice, bundleId: BundleId): Promise<string | undefined> =>
  (await office.caller.call('exchange.journal', {})).find((one) => one.bundleId === bundleId)?.state;
const inArabic = (digits: string): string =>
  digits.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));

/** The code that a computer would read out for a bundle, as anybody could say it who has opened it. */
function codeBy(of: TestOffice, at: TestOffice, bundleId: BundleId, setAside = 0): string {
  const row = at.open.repos.links.bundle(bundleId, 'out');
  const { phone, manifestHash, to } = JSON.parse(row?.body ?? '{}') as SentBody;
  const bytes = (id: string): Buffer => Buffer.from(id, 'base64url');
  if (phone === undefined) throw new Error('no code can be said for it');
  return deliveryCode(bytes(phone.key), {
    device: bytes(of.open.self.deviceId),
    bundle: bytes(bundleId),
    manifestHash: bytes(manifestHash),
    link: phone.link,
    pos: to,
    setAside,
  });
}

test('ten digits over the phone confirm a bundle that was taken in, in whatever digits they are typed', async () => {
  const { a, b, caseId, path, bundleId } = await sent();
  expect(await b.caller.refused('exchange.code', { bundleId })).toBe('FORM_STALE');
  await b.read(path);
  const { groups, setAside } = await b.caller.call('exchange.code', { bundleId });
  expect(groups.map((group) => group.length)).toEqual([3, 3, 4]);
  expect(setAside).toBe(0);

  const typed = inArabic(groups.join(' – '));
  expect(await a.caller.call('exchange.confirm', { bundleId, code: typed })).toMatchObject({
    bundle: { state: 'delivered' },
    setAside: 0,
  });
  expect(await a.link(b)).toMatchObject({ waitingChanges: 0 });
  expect((await a.values(caseId))['full_name']).toBe(document.values['full_name']);

  // Nothing went but what is said: everything can still be asked for from the beginning, and the receipt changes nothing.
  await a.read(await b.write(a, stick));
  expect(await stateAt(a, bundleId)).toBe('delivered');
});

test('a wrong code counts, also over a restart, and after five nothing is believed; a receipt still is', async () => {
  const { a, b, c, path, bundleId } = await sent();
  const right = codeBy(b, a, bundleId);
  // Somebody else’s computer, another count of digits, and a guess: none of them says that this office has it.
  const another = codeBy(c, a, bundleId);
  expect(await a.caller.refused('exchange.confirm', { bundleId, code: '12345' })).toBe('FORM_INVALID');
  expect(await a.caller.refused('exchange.confirm', { bundleId, code: another })).toBe('SYNC_CODE_WRONG');
  const guess = right.startsWith('9') ? `0${right.slice(1)}` : `9${right.slice(1)}`;
  for (let n = 0; n < 2; n += 1)
    expect(await a.caller.refused('exchange.confirm', { bundleId, code: guess })).toBe('SYNC_CODE_WRONG');
  a.close();
  await a.signIn();
  expect(await a.caller.refused('exchange.confirm', { bundleId, code: guess })).toBe('SYNC_CODE_WRONG');
  expect(await a.caller.refused('exchange.confirm', { bundleId, code: guess })).toBe('SYNC_CODE_USED_UP');
  expect(await a.caller.refused('exchange.confirm', { bundleId, code: right })).toBe('SYNC_CODE_USED_UP');
  expect(await stateAt(a, bundleId)).toBe('written');

  await b.read(path);
  await a.read(await b.write(a, stick));
  expect(await stateAt(a, bundleId)).toBe('delivered');
});

test('an office that set something aside says so with its code, and the bundle stays open', async () => {
  const { a, b, path, bundleId } = await sent();
  await b.read(path);
  const said = await a.caller.call('exchange.confirm', { bundleId, code: codeBy(b, a, bundleId, 2) });
  expect(said).toMatchObject({ setAside: 2, bundle: { state: 'written', phone: { left: 5, setAside: 2 } } });
  expect((await a.link(b)).waitingChanges).toBeGreaterThan(0);
});
