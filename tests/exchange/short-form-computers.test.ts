import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goOnAsNew } from '../../main/office/go-on-as-new.ts';
import { aCase } from '../builders/shareable-case.ts';
import { further } from './joining.ts';
import { Offices, type TestOffice } from './office-pair.ts';

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND']), 240_000);
afterAll(() => {
  offices.remove();
});

const formOf = (path: string): number | undefined => readFileSync(path)[8];

test('of three computers of an office one that was not heard of yet gets the long form, and so do those that read with it', async () => {
  const { stick, offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  const caseId = await a.register(aCase());
  const b = await further(offices, a, stick, 'Front desk');
  await a.read(await b.write(a, stick));
  const alone = await a.write(b, stick);
  expect(formOf(alone)).toBe(2);
  await b.read(alone);

  const c = await further(offices, a, stick, 'Back room');
  await a.edit(caseId, { phone: '+99970000031' });
  const both = await a.write(b, stick);
  expect(formOf(both)).toBe(1);
  await b.read(both);
  await c.read(both);
  for (const one of [b, c]) await a.read(await one.write(a, stick));
  await a.edit(caseId, { phone: '+99970000032' });
  const short = await a.write(b, stick);
  expect(formOf(short)).toBe(2);
  for (const one of [b, c]) {
    await one.read(short);
    expect((await one.values(caseId))['phone']).toBe('+99970000032');
  }
  // Each of them confirms under its own signature, and for itself alone.
  const line = async () => (await a.caller.call('exchange.journal', {})).find(({ direction }) => direction === 'out');
  await a.read(await b.write(a, stick));
  expect((await line())?.state).toBe('written');
  await a.read(await c.write(a, stick));
  expect((await line())?.state).toBe('delivered');
}, 240_000);

test('a computer that went on as a new one is asked in place of the one that it was', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await a.read(await b.write(a, stick));
  await goOnAsNew(b.open, 'seen-by-others');
  await b.edit(caseId, { nickname: 'Tausi' });
  await a.read(await b.write(a, stick));
  for (const phone of ['+99970000041', '+99970000042', '+99970000043', '+99970000044']) {
    await a.edit(caseId, { phone });
    const path = await a.write(b, stick);
    expect(formOf(path)).toBe(2);
    await b.read(path);
    await a.read(await b.write(a, stick));
  }
  expect((await b.values(caseId))['phone']).toBe('+99970000044');
}, 240_000);
