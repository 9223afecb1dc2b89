import { createHash } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { FieldDef } from '#core/forms/types.ts';
import type { UserId } from '#core/ids.ts';
import { hashOf } from '../../main/office/configuration-package.ts';
import { ownStateFor, takeOwnState } from '../../main/office/own-state/own-state.ts';
import { markOfContent, piecesOf } from '../../main/office/own-state/pieces.ts';
import { areaFile } from '../builders/area-file.ts';
import { ChangedPackage, inAll } from '../builders/changed-package.ts';
import { RESOURCES, type TestOffice } from './office-pair.ts';
import { a, caseId, stick, twin, user } from './second-computer.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const CODE = 'Nobody is alone with a child behind a closed door.';

const asking = (id: string): ChangedPackage => {
  const field: FieldDef = { id, type: 'text', label: inAll(id), sensitivity: 3, compartment: 'core' };
  return new ChangedPackage(RESOURCES).field('separation_documents', (before) => [before, field]);
};
async function take(office: TestOffice, version: ChangedPackage): Promise<void> {
  const path = version.write(join(stick, `${version.hash}.hifadhi-config`));
  const { hash } = await office.caller.shell<{ hash: string }>('readConfiguration', { path });
  await office.caller.call('config.switch', { hash });
}
async function takePlaces(office: TestOffice, text: string): Promise<void> {
  const path = join(stick, 'places.csv');
  writeFileSync(path, text);
  const { hash } = await office.caller.shell<{ hash: string }>('readAreas', { path });
  await office.caller.call('config.takeAreas', { hash });
}
async function tell(from: TestOffice, to: TestOffice): Promise<string> {
  const path = await from.write(to, stick);
  await to.read(path);
  return path;
}
const packages = (office: TestOffice) => office.caller.call('config.packages', {});
/** Whether a computer has something to tell the others of its office. */
const tellsOn = ({ open }: TestOffice): boolean => {
  const own = open.repos.offices.self();
  return own !== undefined && open.db.transaction(() => ownStateFor(open, own)) !== undefined;
};
const asks = (office: TestOffice, id: string): boolean =>
  office.open.configuration.configuration.forms.some(({ sections }) =>
    sections.some(({ fields }) => fields.some((field) => field.id === id && field.offByDefault !== true)),
  );

describe('a configuration that one computer of an office put in force', () => {
  it('is read at the other at once, told of there, and put in force by somebody who saw what it changes', async () => {
    const version = asking('well_water');
    await take(a, version);
    await a.edit(caseId, { well_water: 'Two' });
    const before = await packages(twin);
    const large = statSync(await tell(a, twin)).size;
    const told = await packages(twin);
    expect(told).toMatchObject({
      now: before.now,
      earlier: [],
      told: { hash: version.hash, state: 'ready', named: { version: before.now.version + 1 } },
    });
    expect(told.told?.from.atUtc).toBeDefined();
    // The answer is there and can be read; nothing else is asked before somebody here says so.
    expect(await twin.values(caseId)).toMatchObject({ well_water: 'Two' });
    expect(asks(twin, 'well_water')).toBe(false);
    const { retired = [] } = twin.open.configuration.configuration;
    expect(JSON.stringify(retired)).toContain('well_water');

    // It goes once: what came later does not bring it again.
    await tell(twin, a);
    await a.edit(caseId, { well_water: 'Three' });
    expect(statSync(await tell(a, twin)).size).toBeLessThan(large / 3);

    // It stays so over a sign-in, and the answers with it.
    twin.close();
    await twin.signIn();
    expect(await twin.caller.call('config.look', { hash: version.hash })).toMatchObject({
      than: 'newer',
      unreadable: [],
    });
    await twin.caller.call('config.switch', { hash: version.hash });
    expect(asks(twin, 'well_water')).toBe(true);
    const now = await packages(twin);
    expect(now.told).toBeUndefined();
    expect(now.from?.atUtc).toBeDefined();
    expect(await twin.values(caseId)).toMatchObject({ well_water: 'Three' });
    await tell(twin, a);
    await tell(a, twin);
    expect([tellsOn(a), tellsOn(twin)]).toEqual([false, false]);
    expect((await packages(a)).from).toBeUndefined();
  }, 240_000);

  it('of two that were put in force apart the later one is told of, and a choice made with both known is told back', async () => {
    const [one, other] = [asking('well_water'), asking('school_road')];
    await take(a, one);
    await take(twin, other);
    await tell(a, twin);
    await tell(twin, a);
    expect((await packages(a)).told).toMatchObject({ hash: other.hash, state: 'ready' });
    expect((await packages(twin)).told).toBeUndefined();
    // What the other one asked can be read at both.
    for (const [office, id] of [
      [a, 'school_road'],
      [twin, 'well_water'],
    ] as const)
      expect(JSON.stringify(office.open.configuration.configuration.retired)).toContain(id);
    const third = asking('river_ford');
    await take(a, third);
    expect((await packages(a)).told).toBeUndefined();
    await tell(a, twin);
    expect((await packages(twin)).told).toMatchObject({ hash: third.hash });
  }, 240_000);

  it('that this program cannot work with is told of and changes nothing', async () => {
    const { deviceId: device } = a.open.self;
    const told = (content: Buffer): string => {
      const mark = markOfContent(content);
      const hash = hashOf(content.toString('utf8'));
      const items = [
        ...piecesOf(content, mark).map(([id, body]) => ({ kind: 'piece', id, body })),
        { kind: 'package', id: hash, body: JSON.stringify({ ...mark, device }) },
        { kind: 'configuration', id: 'in-force', body: JSON.stringify({ hash, device }) },
      ].map((one, i) => ({ ...one, seen: { [device]: 90 + i }, at: Date.now() }));
      twin.open.db.transaction(() => {
        takeOwnState(twin.open, deflateRawSync(JSON.stringify({ v: 1, items })), device);
      });
      return hash;
    };
    const before = await packages(twin);
    const hash = told(Buffer.from(JSON.stringify({ profile: 'full', version: 99, tomorrow: true })));
    expect((await packages(twin)).told).toMatchObject({ hash, state: 'unusable' });
    expect(await twin.caller.refused('config.look', { hash })).toBe('FORM_CONFIG_INVALID');
    twin.close();
    await twin.signIn();
    expect((await packages(twin)).now).toEqual(before.now);
    expect(await twin.values(caseId)).toBeDefined();
  }, 240_000);
});

describe('what else one computer of an office decides for all', () => {
  it('places, questions that are turned on and the logo count at the other at once, which says where they came from', async () => {
    await takePlaces(a, areaFile({ tops: 2, each: 3 }));
    await a.caller.call('paper.setLogo', { bytes: new Uint8Array(PNG) });
    const [question] = await a.caller.call('settings.optionalQuestions', {});
    if (!question) throw new Error('no question can be turned on');
    await a.caller.call('settings.setOptionalQuestions', { on: [question.field] });
    const events: string[] = [];
    Object.assign(twin.open, { emit: ({ type }: { type: string }) => events.push(type) });
    await tell(a, twin);
    expect(events).toContain('configuration');
    expect(await twin.caller.call('config.areas', {})).toEqual(await a.caller.call('config.areas', {}));
    expect(placeTreeOf(twin.open.configuration.configuration).pathOf('P1-1')).toHaveLength(2);
    expect((await packages(twin)).placesFrom?.atUtc).toBeDefined();
    expect(asks(twin, question.field)).toBe(true);
    expect((await twin.caller.call('paper.logo', {})).bytes).toEqual(new Uint8Array(PNG));
    expect((await twin.caller.call('paper.get', {})).logoFrom?.atUtc).toBeDefined();
    await a.caller.call('paper.setLogo', { bytes: null });
    await tell(a, twin);
    expect((await twin.caller.call('paper.logo', {})).bytes).toBeNull();
    await tell(twin, a);
    await tell(a, twin);
    expect([tellsOn(a), tellsOn(twin)]).toEqual([false, false]);
  }, 240_000);

  it('a tree of places that needs several bundles counts when its last piece is there', async () => {
    // So many names without a pattern are more than the state of one bundle holds.
    const lines = Array.from({ length: 20_000 }, (_, i) => {
      const name = createHash('sha256').update(String(i)).digest('base64url');
      return `A${String(i)},,1,${name}`;
    });
    await takePlaces(a, ['code,parent,level,name', ...lines].join('\n'));
    await tell(a, twin);
    expect((await twin.caller.call('config.areas', {})).length).toBe(0);
    await tell(twin, a);
    await tell(a, twin);
    expect(await twin.caller.call('config.areas', {})).toHaveLength(20_000);
    expect(placeTreeOf(twin.open.configuration.configuration).all.some(({ code }) => code === 'A19999')).toBe(true);
  }, 240_000);

  it('the code of conduct is the other’s too, and whoever accepted it at one need not do so at the other', async () => {
    await a.caller.call('people.setConduct', { text: CODE });
    const { version } = await a.caller.call('people.conduct', {});
    await a.caller.call('people.acceptConduct', { version });
    await tell(a, twin);
    expect(await twin.caller.call('people.conduct', {})).toMatchObject({ text: CODE, accepted: true, from: {} });
    const accepted = async (office: TestOffice, id: UserId) =>
      (await office.caller.call('people.list', {})).find((one) => one.id === id)?.conductAccepted;
    expect(await accepted(twin, user)).toBe(false);
    // Both write another one apart: there is one, and nobody has accepted what they did not read.
    await a.caller.call('people.setConduct', { text: '' });
    await twin.caller.call('people.setConduct', { text: `${CODE} Nor in a car.` });
    await tell(a, twin);
    await tell(twin, a);
    for (const office of [a, twin]) {
      expect((await office.caller.call('people.conduct', {})).text).toBe(`${CODE} Nor in a car.`);
      expect(await accepted(office, office.user)).toBe(false);
    }
    const { version: mine } = await a.caller.call('people.conduct', {});
    expect(await a.caller.refused('people.acceptConduct', { version: mine - 1 })).toBe('FORM_STALE');
    await a.caller.call('people.acceptConduct', { version: mine });
    await tell(a, twin);
    expect(await accepted(twin, a.user)).toBe(true);
    await tell(twin, a);
    await tell(a, twin);
    expect([tellsOn(a), tellsOn(twin)]).toEqual([false, false]);
  }, 240_000);
});
