import { expect, it } from 'vitest';
import { mergedItem, type OfficeItem } from '#core/exchange/office-state.ts';

const PERSON = {
  name: 'Asha',
  roles: ['caseworker', 'supervisor'],
  key: null,
  active: true,
  agency: '',
  position: '',
  from: null,
  until: null,
  suspendedAt: null,
  leftAt: null,
};
const person = (seen: OfficeItem['seen'], at: number, change: object): OfficeItem => ({
  kind: 'person',
  id: 'u',
  body: JSON.stringify({ ...PERSON, ...change }),
  seen,
  at,
});
const bodyOf = ({ body }: OfficeItem): unknown => JSON.parse(body ?? 'null');

it('a computer that one of two held back stays so, whoever said something of its office last', () => {
  const office = (seen: OfficeItem['seen'], at: number, name: string, sights: readonly (string | undefined)[]) => ({
    kind: 'office',
    id: 'o',
    body: JSON.stringify({
      code: 'BND',
      name,
      card: null,
      confirmedAt: null,
      devices: sights.map((sight, i) => ({ id: `d${String(i)}`, key: 'k', recipient: 'r', sight })),
      successions: [],
    }),
    seen,
    at,
  });
  const held = office({ a: 1 }, 10, 'Bandari', ['known', 'held', 'held']);
  const renamed = office({ b: 1 }, 30, 'Bandari south', ['known', 'known', undefined]);
  const stands = office({ a: 1, b: 1 }, 30, 'Bandari south', ['known', 'held', 'held']);
  expect(mergedItem(held, renamed)).toEqual(stands);
  expect(mergedItem(renamed, held)).toEqual(stands);
  // Whoever knew that it was held back lets it go.
  const known = office({ a: 1, b: 1 }, 5, 'Bandari', ['known', 'known', 'known']);
  expect(mergedItem(held, known)).toBe(known);
});

it('what knew of the other counts, whatever the clocks say', () => {
  const suspended = person({ a: 1 }, 900, { suspendedAt: 900 });
  const readmitted = person({ a: 1, b: 1 }, 5, {});
  expect(mergedItem(suspended, readmitted)).toBe(readmitted);
  expect(mergedItem(readmitted, suspended)).toBe(readmitted);
});

it('two that heard the same in another order, and made different things of it, end with what protects', () => {
  const suspended = person({ a: 1 }, 10, { suspendedAt: 10 });
  const readmitted = person({ a: 1, b: 1 }, 20, {});
  const moved = person({ c: 1 }, 15, { agency: 'Elsewhere' });
  // One heard of the move after it had let the person in again; the other had both before it heard that they are in again.
  const letIn = mergedItem(readmitted, moved);
  const shutOut = mergedItem(mergedItem(moved, suspended), readmitted);
  expect(letIn.seen).toEqual(shutOut.seen);
  expect(bodyOf(letIn)).not.toEqual(bodyOf(shutOut));
  for (const one of [mergedItem(letIn, shutOut), mergedItem(shutOut, letIn)])
    expect(one).toEqual({ ...shutOut, at: 20 });
  // Whoever hears of it again hears nothing new.
  const stands = mergedItem(letIn, shutOut);
  expect(mergedItem(stands, shutOut)).toBe(stands);
  expect(mergedItem(stands, letIn)).toBe(stands);
});

it('where neither knew of the other nothing that protects is lost, in whatever order three computers hear of it', () => {
  const items = [
    person({ a: 2 }, 10, { suspendedAt: 10 }),
    person({ b: 1 }, 30, { roles: ['caseworker', 'manager'], agency: 'Elsewhere' }),
    person({ c: 1 }, 20, { suspendedAt: 20, leftAt: 20, active: false }),
  ];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const found = orders.map((order) => order.flatMap((i) => items[i] ?? []).reduce(mergedItem));
  for (const one of found) {
    expect(bodyOf(one)).toEqual({
      ...PERSON,
      roles: ['caseworker'],
      // An agency may open cases: neither computer's choice counts before somebody made it again.
      agency: '',
      active: false,
      suspendedAt: 10,
      leftAt: 20,
    });
    expect(one.seen).toEqual({ a: 2, b: 1, c: 1 });
  }
});

it('an agency that one ended opens nothing, though another gave it a new name later without knowing', () => {
  const agency = (seen: OfficeItem['seen'], at: number, name: string, active: boolean): OfficeItem => {
    return { kind: 'agency', id: 'r', body: JSON.stringify({ name, shortName: '', active }), seen, at };
  };
  const ended = agency({ a: 2 }, 10, 'Red', false);
  const renamed = agency({ a: 1, b: 1 }, 20, 'Red Acacia', true);
  for (const one of [mergedItem(ended, renamed), mergedItem(renamed, ended)])
    expect(bodyOf(one)).toEqual({ name: 'Red Acacia', shortName: '', active: false });
  const again = agency({ a: 3, b: 1 }, 5, 'Red Acacia', true);
  expect(mergedItem(mergedItem(ended, renamed), again)).toBe(again);
});

it('a name that one hides and another shows again without knowing stays hidden, for those whom both name', () => {
  const hidden = (seen: OfficeItem['seen'], people: string[] | null): OfficeItem => {
    const body = people && JSON.stringify({ people, roles: [], why: '', by: 'u', at: 1 });
    return { kind: 'hidden', id: 'c', body, seen, at: 1 };
  };
  const shown = hidden({ a: 1, b: 1 }, null);
  expect(bodyOf(mergedItem(shown, hidden({ a: 2 }, ['x', 'y'])))).toMatchObject({ people: ['x', 'y'] });
  expect(bodyOf(mergedItem(hidden({ a: 2 }, ['x', 'y']), hidden({ b: 1 }, ['y'])))).toMatchObject({ people: ['y'] });
  // Where it came hidden, and it is not known yet who took the case, nobody is named: that shuts nobody out elsewhere.
  for (const [one, other] of [
    [['x'], []],
    [[], ['x']],
  ] as const)
    expect(bodyOf(mergedItem(hidden({ a: 2 }, [...one]), hidden({ b: 1 }, [...other])))).toMatchObject({
      people: ['x'],
    });
});

it('somebody of whom one only heard through a partner takes nothing from them, also where it was told later', () => {
  const real = person({ a: 1 }, 10, {});
  for (const seen of [{ b: 1 }, { a: 1, b: 1 }] as const) {
    const heard = person(seen, 99, { roles: [], active: false });
    for (const one of [mergedItem(real, heard), mergedItem(heard, real)]) {
      expect(bodyOf(one)).toEqual(PERSON);
      expect(one.seen).toEqual({ a: 1, b: 1 });
    }
  }
});

it('what a computer found when it began to note loses to any change, also to one of a clock that is behind', () => {
  const found = person({ b: 1 }, 0, { suspendedAt: 5, agency: 'As it was on Monday' });
  const changed = person({ a: 2 }, 1, { agency: 'As it is since Tuesday' });
  for (const one of [mergedItem(found, changed), mergedItem(changed, found)]) {
    expect(bodyOf(one)).toEqual({ ...PERSON, agency: 'As it is since Tuesday' });
    expect(one.seen).toEqual({ a: 2, b: 1 });
  }
});

it('a role that two changed apart gives what both give, and what protects stays switched on', () => {
  const text = { en: 'x', fr: 'x', ar: 'x' };
  const role = (change: object): string =>
    JSON.stringify({ id: 'clerk', label: text, description: text, scope: 'all', maxClass: 5, ...change });
  const configured = role({ rights: ['case.list'], forms: { otherwise: 'read' } });
  const told = (seen: OfficeItem['seen'], at: number, body: string | null): OfficeItem => ({
    kind: 'role',
    id: 'clerk',
    body: body && JSON.stringify({ body, base: configured }),
    seen,
    at,
  });
  const one = told(
    { a: 1 },
    1,
    role({ rights: ['case.list', 'case.view'], scope: 'own', forms: { otherwise: 'write' } }),
  );
  const other = told({ b: 1 }, 2, role({ rights: ['case.view', 'export.cases'], forms: { otherwise: 'read' } }));
  const roleOf = (item: OfficeItem): unknown => JSON.parse((bodyOf(item) as { body: string }).body);
  for (const merged of [mergedItem(one, other), mergedItem(other, one)])
    expect(roleOf(merged)).toMatchObject({ rights: ['case.view'], scope: 'own', forms: { otherwise: 'read' } });
  const reset = told({ b: 1 }, 9, null);
  for (const merged of [mergedItem(one, reset), mergedItem(reset, one)])
    expect(roleOf(merged)).toMatchObject({ rights: ['case.list'], scope: 'own', forms: { otherwise: 'read' } });

  const setting = (id: string, device: string, at: number, body: string): OfficeItem => ({
    kind: 'setting',
    id,
    body,
    seen: { [device]: 1 },
    at,
  });
  const apart = (id: string, x: string, y: string) => mergedItem(setting(id, 'a', 1, x), setting(id, 'b', 2, y)).body;
  const on = JSON.stringify({ everybody: true, roles: [] });
  expect(apart('second_factor', on, JSON.stringify({ everybody: false, roles: ['clerk'] }))).toBe(
    JSON.stringify({ everybody: true, roles: ['clerk'] }),
  );
  expect(apart('second_factor', on, '')).toBe(on);
  expect(apart('second_person', '["emergency"]', '["own-rights"]')).toBe('["emergency","own-rights"]');
  expect(apart('own_approvals', '', 'on')).toBe('');
  expect(apart('naming', 'one', 'other')).toBe('other');
});

/** What three computers end with, in each order in which they may hear of each other. */
function inEachOrder(items: readonly OfficeItem[]): OfficeItem[] {
  const orders = items.flatMap((_, i) => items.flatMap((__, j) => (i === j ? [] : [[i, j, 3 - i - j]])));
  return orders.flatMap(([i = 0, j = 0, k = 0]) => {
    const [x, y, z] = [items[i], items[j], items[k]];
    return x && y && z ? [mergedItem(mergedItem(x, y), z), mergedItem(x, mergedItem(y, z))] : [];
  });
}

it('of three codes of conduct that were written apart the latest stands, and none is ended by who did not know of it', () => {
  const conduct = (device: string, at: number, text: string): OfficeItem => {
    const body = JSON.stringify({ text, by: 'u', at, device });
    return { kind: 'conduct', id: 'conduct', body, seen: { [device]: 1 }, at };
  };
  const found = inEachOrder([conduct('a', 3, 'One'), conduct('b', 5, ''), conduct('c', 4, 'Two')]);
  expect(new Set(found.map((one) => JSON.stringify(one)))).toHaveProperty('size', 1);
  expect(bodyOf(found[0] as OfficeItem)).toMatchObject({ text: 'Two' });
});

it('an opening that two looked at apart and a third saw end has its end, and the doubt stands', () => {
  const opening = (device: string, at: number, change: object): OfficeItem => {
    const body = {
      caseId: 'c',
      user: 'u',
      why: 'At night',
      fromAt: 1,
      untilAt: 9,
      device: 'a',
      ended: null,
      review: null,
    };
    return { kind: 'opening', id: 'c/u/1', body: JSON.stringify({ ...body, ...change }), seen: { [device]: 1 }, at };
  };
  const review = (verdict: string, at: number) => ({ verdict, note: verdict, by: 's', at });
  const found = inEachOrder([
    opening('a', 8, { ended: { how: 'self', at: 4 } }),
    opening('b', 6, { review: review('questioned', 6) }),
    opening('c', 7, { review: review('accepted', 5), ended: { how: 'time', at: 9 } }),
  ]);
  expect(new Set(found.map((one) => JSON.stringify(one)))).toHaveProperty('size', 1);
  expect(bodyOf(found[0] as OfficeItem)).toMatchObject({ ended: { how: 'self' }, review: { verdict: 'questioned' } });
});

it('optional questions that two turned on apart are asked, and the configuration that was chosen last is told of', () => {
  const thing = (kind: string, id: string, device: string, at: number, body: unknown): OfficeItem => {
    return { kind, id, body: JSON.stringify(body), seen: { [device]: 1 }, at };
  };
  const on = ['a', 'b', 'c'].map((one, i) => thing('setting', 'questions_on', one, i + 1, [`field_${one}`]));
  const inForce = ['a', 'b', 'c'].map((one, i) =>
    thing('configuration', 'in-force', one, i + 1, { hash: one, device: one }),
  );
  for (const [items, expected] of [
    [on, ['field_a', 'field_b', 'field_c']],
    [inForce, { hash: 'c', device: 'c' }],
  ] as const) {
    const found = inEachOrder(items);
    expect(new Set(found.map((one) => JSON.stringify(one)))).toHaveProperty('size', 1);
    expect(bodyOf(found[0] as OfficeItem)).toEqual(expected);
  }
});
