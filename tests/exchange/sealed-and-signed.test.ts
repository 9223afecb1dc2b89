import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Decrypter } from 'age-encryption';
import { setOp } from '#core/exchange/op.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { HEADER_BYTES } from '../../main/crypto/bundle-format.ts';
import { publicBytes } from '../../main/crypto/ed25519.ts';
import { author } from '../../main/office/author.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { newDevice } from './bundle-maker.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { wallDay } from '../builders/calendar-days.ts';

const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let stick: string;
let document: CaseDocument;

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  await offices.prepare(['KSM', 'BND']);
  const taken = await offices.take('KSM', 'BND');
  stick = taken.stick;
  [a, b] = taken.offices as [TestOffice, TestOffice];
}, 240_000);
afterAll(() => {
  offices.remove();
});

/** The sealed part of a bundle, and for how many it is sealed: age's header names each by one line of its own. */
function sealed(path: string): { bytes: Uint8Array; recipients: number } {
  const bytes = readFileSync(path).subarray(HEADER_BYTES);
  const header = bytes.subarray(0, bytes.indexOf('\n---')).toString('latin1');
  return { bytes, recipients: header.split('\n').filter((line) => line.startsWith('-> ')).length };
}
const opens = async (bytes: Uint8Array, ...identities: readonly string[]): Promise<boolean> => {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return decrypter.decrypt(bytes).then(
    () => true,
    () => false,
  );
};

it('R15: a bundle is sealed for exactly the devices of the receiving office, and for no recovery key', async () => {
  const caseId = await a.register(document);
  const one = sealed(await a.write(b, stick, { cases: [caseId] }));
  expect(one.recipients).toBe(1);
  expect(await opens(one.bytes, ...b.open.self.identities)).toBe(true);
  expect(await opens(one.bytes, ...a.open.self.identities)).toBe(false);
  const second = await newDevice();
  const office = a.open.repos.offices.officeById(b.id);
  const { id: deviceId, key, recipient } = second;
  const entry = { deviceId, officeN: office?.n ?? null, signingKey: Buffer.from(publicBytes(key)), recipient };
  a.open.repos.offices.addDevice(entry, Date.now());
  const two = sealed(await a.write(b, stick, { cases: [caseId] }));
  expect(two.recipients).toBe(2);
  expect(await opens(two.bytes, ...b.open.self.identities)).toBe(true);
  expect(await opens(two.bytes, second.identity)).toBe(true);
  expect(await opens(one.bytes, second.identity)).toBe(false);
}, 120_000);

it('R3: a commit numbered below the start of its session is set aside', async () => {
  const caseId = await a.register(document);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  a.close();
  await a.signIn();
  const row = a.open.repos.cases.byId(caseId);
  const stream = a.open.repos.cases.streamsOf(row?.n ?? 0).find((one) => one.compartment === 'core');
  const start = a.open.repos.offices.session(a.open.session.n)?.startDseq ?? 0;
  if (!stream || start < 2) throw new Error('the session does not begin behind another');
  // What a thief would do with a device: put a commit in front of the cut-off that revoked it.
  a.open.counters.dseq = start - 2;
  a.open.db.transaction(() => {
    const where = { collection: 'case', row: 'case', field: 'phone' };
    author(a.open, [{ stream, ops: [setOp(where, '+99970000014', [], undefined)] }]);
    offerToPartners(a.open, stream.caseN);
  });
  const before = b.state([caseId]);
  expect(await b.read(await a.write(b, stick))).toMatchObject({ quarantined: 1, newChanges: 0 });
  expect(b.open.repos.commits.quarantined().map((one) => one.waitsFor)).toEqual(['before-its-session']);
  // Whom it names as its author is not repeated.
  const [entry] = (await b.caller.call('aside.list', {})).here;
  expect(entry).toMatchObject({ office: 'Kisimani', reason: 'not_proven', code: 'before-its-session' });
  expect(entry?.by).toBeUndefined();
  expect(b.state([caseId])).toBe(before);
}, 120_000);
