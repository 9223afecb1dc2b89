import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Configuration, FieldDef } from '#core/forms/types.ts';
import { leftOver } from '#core/forms/left-over.ts';
import type { CaseId } from '#core/ids.ts';
import { ChangedPackage, inAll } from '../builders/changed-package.ts';
import { aCase } from '../builders/shareable-case.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND']), 60_000);
afterAll(() => {
  offices.remove();
});

const well: FieldDef = { id: 'well_water', type: 'text', label: inAll('Wells'), sensitivity: 3, compartment: 'core' };
/** The version that one of two offices has already: it asks about wells, and not about papers. */
const newer = (): ChangedPackage =>
  new ChangedPackage(RESOURCES)
    .field('separation_documents', () => well)
    .options('name_script', (options) => [...options, { id: 'tifinagh', label: inAll('Tifinagh') }]);

async function take(office: TestOffice, stick: string, version = newer()): Promise<void> {
  const path = version.write(join(stick, `${office.code}.hifadhi-config`));
  const { hash } = await office.caller.shell<{ hash: string }>('readConfiguration', { path });
  await office.caller.call('config.switch', { hash });
}
async function leftAt(office: TestOffice, caseId: CaseId): Promise<readonly string[]> {
  const configuration = (await office.caller.call('config.get', {})) as Configuration;
  const { document } = await office.caller.call('cases.open', { caseId });
  return leftOver(configuration, document as never).flatMap(({ form, answers }) =>
    answers.map(({ id, def, value }) => `${form?.id ?? ''} ${def?.label.en ?? id}: ${JSON.stringify(value)}`),
  );
}

test('two offices with different versions of the forms keep each other’s answers, as they came until they are known', async () => {
  const {
    stick,
    offices: [a, b],
  } = await offices.take('KSM', 'BND');
  if (!a || !b) throw new Error('the offices were not made');
  const caseId = await a.register(aCase({ separation_documents: 'A letter' }));
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await take(b, stick);
  expect(await leftAt(b, caseId)).toEqual(['registration Papers the child carries: "A letter"']);

  await b.edit(caseId, { [well.id]: 'Two', name_script: 'tifinagh' });
  await a.read(await b.write(a, stick));
  expect(await leftAt(a, caseId)).toEqual([' well_water: "Two"']);
  expect(await a.values(caseId)).toMatchObject({ [well.id]: 'Two', name_script: 'tifinagh' });

  // Work at the office that does not know them leaves them as they are, and its own answers arrive where nobody asks.
  await a.edit(caseId, { separation_documents: 'A letter and a card', nickname: 'Kipepeo' });
  await b.read(await a.write(b, stick));
  expect(await leftAt(b, caseId)).toEqual(['registration Papers the child carries: "A letter and a card"']);
  expect(await b.values(caseId)).toMatchObject({ [well.id]: 'Two', nickname: 'Kipepeo' });

  await take(a, stick);
  expect(await leftAt(a, caseId)).toEqual(['registration Papers the child carries: "A letter and a card"']);
  expect(a.state([caseId])).toBe(b.state([caseId]));
}, 60_000);

/** A version in which the answer `arabic` protects a child and a partner may not lower it. */
const protecting = (): ChangedPackage =>
  new ChangedPackage(RESOURCES).field('name_script', (field) => ({
    ...field,
    protective: { order: ['arabic', 'latin'] },
  }));

test('an office that learns later which answers protect judges again what it had merged without knowing it', async () => {
  const {
    stick,
    offices: [a, b],
  } = await offices.take('KSM', 'BND');
  if (!a || !b) throw new Error('the offices were not made');
  const [caseId, other] = [await a.register(aCase({ name_script: 'arabic' })), await a.register(aCase())];
  await b.read(await a.write(b, stick, { cases: [caseId, other] }));
  await take(b, stick, protecting());
  await b.edit(caseId, { name_script: 'latin' });
  await a.read(await b.write(a, stick));
  expect([(await a.values(caseId))['name_script'], await a.conflicts(caseId)]).toEqual(['latin', {}]);

  await take(a, stick, protecting());
  const both = { name_script: ['arabic', 'latin'] };
  expect([(await a.values(caseId))['name_script'], await a.conflicts(caseId)]).toEqual(['arabic', both]);
  expect(await b.conflicts(caseId)).toEqual(both);
  expect(a.state([caseId, other])).toBe(b.state([caseId, other]));
  expect(await a.caller.call('cases.open', { caseId: other })).toBeDefined();
}, 60_000);
