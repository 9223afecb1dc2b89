import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FieldDef } from '#core/forms/types.ts';
import { ownStateFor } from '../../main/office/own-state/own-state.ts';
import { areaFile } from '../builders/area-file.ts';
import { ChangedPackage, inAll } from '../builders/changed-package.ts';
import { aCase } from '../builders/shareable-case.ts';
import { further } from './joining.ts';
import { killedImport } from './killed-import.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';

const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let stick: string;

beforeAll(() => offices.prepare(['KSM', 'BND']), 240_000);
afterAll(() => {
  offices.remove();
});
beforeEach(async () => {
  offices.closeAll();
  const taken = await offices.take('KSM');
  stick = taken.stick;
  [a] = taken.offices as [TestOffice];
  b = await further(offices, a, stick, 'Front desk');
}, 240_000);

const asking = (id: string): ChangedPackage => {
  const field: FieldDef = { id, type: 'text', label: inAll(id), sensitivity: 3, compartment: 'core' };
  return new ChangedPackage(RESOURCES).field('separation_documents', (before) => [before, field]);
};
async function take(office: TestOffice, version: ChangedPackage): Promise<void> {
  const path = version.write(join(stick, `${version.hash}.hifadhi-config`));
  const { hash } = await office.caller.shell<{ hash: string }>('readConfiguration', { path });
  await office.caller.call('config.switch', { hash });
}
async function takePlaces(office: TestOffice, tops: number): Promise<void> {
  const path = join(stick, 'places.csv');
  writeFileSync(path, areaFile({ tops, each: 2 }));
  const { hash } = await office.caller.shell<{ hash: string }>('readAreas', { path });
  await office.caller.call('config.takeAreas', { hash });
}
/** Whether a computer has something that another one of its office has not confirmed. */
const tellsOn = ({ open }: TestOffice): boolean => {
  const own = open.repos.offices.self();
  return own !== undefined && open.db.transaction(() => ownStateFor(open, own)) !== undefined;
};
/** What an office works with and knows of what its other computers work with, as people see it. */
async function known(office: TestOffice): Promise<{ latest: string; text: string; places: number }> {
  const { now, told } = await office.caller.call('config.packages', {});
  const { text } = await office.caller.call('people.conduct', {});
  const places = await office.caller.call('config.areas', {});
  return { latest: told?.hash ?? now.hash, text, places: places.filter(({ active }) => active).length };
}

it('three computers that decided apart end with the same, whatever was lost, doubled or came late', async () => {
  const c = await further(offices, a, stick, 'Back room');
  if (tellsOn(b)) await a.read(await b.write(a, stick));
  const [one, other] = [asking('well_water'), asking('school_road')];
  await take(a, one);
  await takePlaces(a, 2);
  await a.caller.call('people.setConduct', { text: 'The first code.' });
  const old = await a.write(b, stick);
  await takePlaces(b, 3);
  await b.caller.call('people.setConduct', { text: 'The second code.' });
  const late = await b.write(a, stick);
  await take(c, other);
  await c.caller.call('people.setConduct', { text: 'The third code.' });
  // A bundle of c is lost, one of b comes twice and late, and an old one of a comes behind a newer one.
  await c.write(a, stick);
  await b.read(await c.write(b, stick));
  await b.read(old);
  await c.read(await b.write(c, stick));
  await a.read(await c.write(a, stick));
  await a.read(late);
  expect((await a.read(late)).already).toBe(true);
  for (const [from, to] of [
    [a, b],
    [b, c],
    [c, a],
    [a, c],
    [a, b],
  ] as const)
    if (tellsOn(from)) await to.read(await from.write(to, stick));
  const expected = { latest: other.hash, text: 'The third code.', places: 3 * 15 };
  expect(await Promise.all([a, b, c].map(known))).toEqual([expected, expected, expected]);
  // Whoever wrote by a form is read at each, whatever is in force there.
  for (const office of [a, b, c]) {
    const { retired = [], forms } = office.open.configuration.configuration;
    expect(JSON.stringify([retired, forms])).toMatch(/well_water.*school_road|school_road.*well_water/u);
  }
  // The third one learnt of the first one's choices from the second one, and says which computer it was.
  expect((await c.caller.call('config.packages', {})).placesFrom).toMatchObject({ computer: 'Front desk' });
  expect((await a.caller.call('people.conduct', {})).from).toMatchObject({ computer: 'Back room' });
}, 240_000);

it('an import that is killed at any moment leaves what was there, or all of it, and goes on when it is read again', async () => {
  const caseId = await a.register(aCase({}));
  await take(a, asking('well_water'));
  await takePlaces(a, 2);
  await a.edit(caseId, { well_water: 'Two' });
  const path = await a.write(b, stick);
  const expected = await known(a);
  const { dir, code, id, user } = b;
  b.close();
  await killedImport({ dir, code, id, user, path, after: 0 });
  await b.signIn();
  // All that was told came in one piece, or nothing of it.
  const began = b.open.configuration.configuration.retired ?? [];
  const { places } = await known(b);
  expect(places).toBe(JSON.stringify(began).includes('well_water') ? 2 * 15 : 0);
  await b.read(path);
  expect(await known(b)).toEqual(expected);
  expect(await b.values(caseId)).toMatchObject({ well_water: 'Two' });
  expect(b.open.repos.commits.parked()).toEqual([]);
}, 240_000);
