import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AreasPreview } from '#core/contracts/config.contract.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { Office } from '../../main/office/office.ts';
import { areaFile, LARGE } from '../builders/area-file.ts';
import {
  aCase,
  done,
  officeIn,
  openedOffice,
  refusal,
  register,
  signIn,
  temporaryFolder,
} from '../faults/temporary-office.ts';

async function look(office: Office, text: string | Uint8Array): Promise<AreasPreview> {
  const path = join(temporaryFolder(), 'places.csv');
  writeFileSync(path, text);
  const reply = await office.shell('readAreas', { path });
  if (!reply.ok) throw new Error(reply.error.code);
  return reply.value as AreasPreview;
}
/** The way to an area, as the office says it in rules and on paper. */
function wayTo(office: Office, code: string): readonly string[] {
  if (!office.open) throw new Error('the office is closed');
  const tree = placeTreeOf(office.open.configuration.configuration);
  return tree.pathOf(code).map(({ label, active }) => (active ? label.en : `${label.en} (gone)`));
}

test('a tree of 100,000 places is taken, used by the registration, and outlives the next one', async () => {
  const { office, dir, head } = await openedOffice();
  const before = await register(office, aCase({ current_area: 'mb010106' }));
  const seen = await look(office, areaFile(LARGE));
  expect(seen).toMatchObject({ count: 101_360, added: 101_360, renamed: 0, gone: 0, faults: [] });
  expect(await done(office, 'config.takeAreas', { hash: seen.hash })).toEqual({ count: 101_360 });
  expect(await done(office, 'config.areas', {})).toHaveLength(101_360);
  expect(await refusal(office, 'config.takeAreas', { hash: seen.hash })).toMatchObject({ code: 'FORM_STALE' });

  const way = ['Place P14, north', 'Place P14-19, north', 'Place P14-19-19, north', 'Place P14-19-19-2, north'];
  expect(wayTo(office, 'P14-19-19-2')).toEqual(way);
  const caseId = await register(office, aCase({ current_area: 'P14-19-19-2' }));
  // What was chosen from the places of the configuration keeps its words.
  expect(wayTo(office, 'mb010106')).toHaveLength(3);
  expect(wayTo(office, 'mb010106').every((name) => name.endsWith('(gone)'))).toBe(true);

  const smaller = await look(office, areaFile({ tops: 2, each: 2 }).replace('"Place P1, north"', 'Harbour'));
  expect(smaller).toMatchObject({ count: 30, added: 0, renamed: 1, gone: 101_330 });
  await done(office, 'config.takeAreas', { hash: smaller.hash });
  office.close();
  const again = officeIn(dir);
  await signIn(again, head);
  expect(wayTo(again, 'P14-19-19-2')).toEqual(way.map((name) => `${name} (gone)`));
  expect(wayTo(again, 'P1-1')).toEqual(['Harbour', 'Place P1-1, north']);
  expect((await done(again, 'cases.open', { caseId })).document.values['current_area']).toBe('P14-19-19-2');
  expect((await done(again, 'cases.open', { caseId: before })).document.values['current_area']).toBe('mb010106');
  const { lines } = await done(again, 'audit.list', { limit: 50 });
  expect(lines.filter(({ action }) => action === 'office.areas').map(({ detail }) => detail)).toEqual([
    `areas 30 ${smaller.hash.slice(0, 16)}`,
    `areas 101360 ${seen.hash.slice(0, 16)}`,
  ]);
}, 60_000);

test('a place that became part of another keeps its code and its words, and names it, also after a restart', async () => {
  const { office, dir, head } = await openedOffice();
  const tree = (fishers: string): string =>
    `code,parent,level,name,merged_into\nT,,1,Coast,\nN,T,2,New quarter,\n${fishers}\n`;
  const before = await look(office, tree('O,T,2,Fishers,'));
  await done(office, 'config.takeAreas', { hash: before.hash });
  const after = await look(office, tree('O,T,2,Fishers,N'));
  expect(after).toMatchObject({ count: 2, added: 0, renamed: 0, gone: 0, merged: 1, faults: [] });
  await done(office, 'config.takeAreas', { hash: after.hash });
  office.close();
  const again = officeIn(dir);
  await signIn(again, head);
  const [old] = (await done(again, 'config.areas', {})).filter(({ code }) => code === 'O');
  expect(old).toMatchObject({ active: false, mergedInto: 'N', parent: 'T' });
  expect(wayTo(again, 'O')).toEqual(['Coast', 'Fishers (gone)']);
  const unchanged = await look(again, tree('O,T,2,Fishers,N'));
  expect(unchanged).toMatchObject({ merged: 0, gone: 0 });
});

test('a file with wrong lines names them and takes nothing; one that is no text is refused', async () => {
  const { office } = await openedOffice();
  const wrong = await look(office, 'code,parent,level,name\nA,,1,Top\nB,Z,2,Below\n');
  expect(wrong).toMatchObject({ count: 0, faults: [{ line: 3, problem: 'parent', about: 'Z' }] });
  expect(await refusal(office, 'config.takeAreas', { hash: wrong.hash })).toMatchObject({ code: 'FORM_STALE' });
  await expect(look(office, Uint8Array.of(0x43, 0xe9, 0x0a))).rejects.toThrow('AREAS_FOREIGN');
  expect(await done(office, 'config.areas', {})).toEqual([]);
});
