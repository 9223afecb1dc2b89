import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CALL_NAMES } from '#core/contracts/call-names.ts';
import { contracts, findCall } from '#core/contracts/index.ts';
import { RIGHTS } from '#core/rights/roles.ts';
import { roleOf } from '../builders/office-roles.ts';

const names = Object.entries(contracts).flatMap(([feature, calls]) =>
  Object.keys(calls).map((verb) => `${feature}.${verb}`),
);

test('the bridge carries exactly the declared calls', () => {
  const bridged = Object.entries(CALL_NAMES).flatMap(([feature, verbs]) => verbs.map((verb) => `${feature}.${verb}`));
  expect(bridged.sort()).toEqual([...names].sort());
});

test('every call names a known right', () => {
  for (const name of names) {
    const call = findCall(name);
    expect(call, name).toBeDefined();
    expect(['public', 'session', ...RIGHTS], name).toContain(call?.right);
  }
});

/** A new public call has to be put on this list on purpose: it is answered before anybody signed in. */
test('the calls before sign-in are these and no others', () => {
  expect(names.filter((name) => findCall(name)?.right === 'public').sort()).toEqual([
    'app.about',
    'app.computer',
    'app.preferences',
    'app.restoreLastGoodCopy',
    'app.restorePreviousKeys',
    'app.setPreferences',
    'app.state',
    'print.drop',
    'print.makeKit',
    'print.save',
    'print.send',
    'session.activity',
    'session.lock',
    'session.panic',
    'session.recover',
    'session.signIn',
    'session.signOut',
    'setup.beginJoin',
    'setup.create',
    'setup.createDemo',
    'setup.dropJoin',
    'setup.join',
    'setup.joinState',
    'setup.lookAtRelay',
    'setup.pickBackup',
    'setup.pickJoinAnswer',
    'setup.pickRelayCard',
    'setup.prepareKit',
    'setup.profiles',
    'setup.restoreBackup',
    'setup.restoreFromRelay',
    'setup.saveJoinRequest',
    'setup.suggestPassphrase',
    'setup.verifyKit',
  ]);
});

test('no call can be named through the prototype or with more than two parts', () => {
  for (const name of [
    '',
    'cases',
    'cases.',
    '.list',
    'cases.list.x',
    'constructor.name',
    'cases.constructor',
    '__proto__.x',
  ]) {
    expect(findCall(name), name).toBeUndefined();
  }
});

test('a reply cannot carry a message text or a stack', () => {
  const gate = readFileSync(join(import.meta.dirname, '../../main/desktop/gate.ts'), 'utf8');
  expect(gate).not.toMatch(/\.stack|error\.message/);
});

test('keys, people and backup roles never reach case content', () => {
  for (const role of ['administrator', 'it'] as const) {
    expect(roleOf(role).scope).toBe('none');
    expect(roleOf(role).rights.filter((right) => right.startsWith('case.'))).toEqual([]);
  }
});
