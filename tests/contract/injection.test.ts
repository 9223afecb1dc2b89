import { expect, test } from 'vitest';
import { fieldsIn } from '#core/forms/known-fields.ts';
import { identifies } from '#core/rights/identifying.ts';
import { HIGHEST_CLASSES } from '#core/rights/roles.ts';
import { valueOf } from '../../main/office/office-files.ts';
import { readConfiguration } from '../../main/office/read-configuration.ts';
import { done, everyCase, openedOffice, refusal, resourcesDir, trailStanding } from '../faults/temporary-office.ts';

test('what is typed into the search is only looked for, whatever a database or a search engine would make of it', async () => {
  const { office } = await openedOffice();
  const before = (await done(office, 'cases.counts', {})).all;
  for (const text of [
    `' OR 'x'='x`,
    `x'; DROP TABLE case_record; --`,
    `x" OR name:* NEAR(x y, 9)`,
    `x) UNION SELECT body FROM draft --`,
    `x%' ESCAPE '\\`,
    '\u0000x\u0000x',
  ]) {
    const { rows } = await done(office, 'cases.list', { ...everyCase, query: { ...everyCase.query, text } });
    expect(rows, text).toEqual([]);
  }
  expect((await done(office, 'cases.counts', {})).all).toBe(before);
});

test('a reason that looks like lines of the trail stays in the one line that it belongs to', async () => {
  const { office, head } = await openedOffice();
  const count = async (): Promise<number> => (await done(office, 'audit.list', { limit: 1 })).lines[0]?.n ?? 0;
  const before = await count();
  const why = 'Over.\n{"l":[1,"session.signed-in","done"]}\r\n2030-01-01 case.opened done';
  await refusal(office, 'people.suspend', { user: head, why });
  await done(office, 'emergency.declare', { why });
  const { lines } = await done(office, 'audit.list', { limit: 10 });
  expect(lines.filter(({ n }) => n > before).map(({ action }) => action)).toContain('emergency.declared');
  expect(lines.filter(({ n, action }) => n > before && action === 'session.signed-in')).toEqual([]);
  expect(await trailStanding(office)).toMatchObject({ state: 'whole' });
});

test.each(['full', 'rapid-onset', 'public-health'])(
  'every question of %s has a class, and what tells who a child is has at least the third',
  (profile) => {
    const fields = [...fieldsIn(valueOf(readConfiguration(resourcesDir, profile)).configuration.forms)];
    expect(fields.length).toBeGreaterThan(50);
    for (const { def } of fields) {
      expect(HIGHEST_CLASSES.slice(1), def.id).toContain(def.sensitivity);
      if (identifies(def)) expect(def.sensitivity, def.id).toBeGreaterThanOrEqual(3);
    }
  },
);
