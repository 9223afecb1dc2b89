import { problem as problemShape, type AppState } from '#core/contracts/app.contract.ts';
import { existsSync } from 'node:fs';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { instantOf } from './clock.ts';
import { marksDir } from './device-mark.ts';
import { erasedAt, finishErasing } from './erase-office.ts';
import type { Office } from './office.ts';
import { databaseFile, lastGoodCopy, officeExists } from './office-files.ts';
import { sessionView } from './open-session.ts';

/** The build is no older than this: a clock before it is wrong (exchange.md §6.4). */
const BUILT_AFTER = Date.parse('2026-11-01T00:00:00Z');

const PROBLEMS = problemShape.shape.code.options;

/** What the page shows first. Before sign-in it knows the office's name and its staff, and nothing else. */
export function appState(office: Office): AppState {
  const { dir, clock } = office.options;
  const clockSuspect = clock.now() < Math.max(BUILT_AFTER, office.open?.counters.hlc.wall ?? 0) - 60_000;
  // A power cut in the middle of an erasure only puts it off.
  finishErasing(dir, marksDir(office.options));
  if (!officeExists(dir)) {
    const erased = erasedAt(dir);
    return {
      phase: 'first-start',
      staff: [],
      clockSuspect,
      ...(erased === undefined ? {} : { erasedAtUtc: instantOf(erased) }),
    };
  }
  const read = readKeyFile(dir);
  // Before a passphrase nobody can tell whether the newest copy is whole; after it only a whole one is offered.
  const copy = office.proved ? office.proved.copy?.at : lastGoodCopy(dir);
  const offer = copy === undefined ? {} : { lastGoodCopy: instantOf(copy) };
  if (!read.ok) {
    const code = PROBLEMS.find((known) => known === read.error.code) ?? 'KEY_FILE_DAMAGED';
    const previous = read.error.params['previous'] === true ? { previousKeys: true as const } : {};
    return { phase: 'problem', staff: [], clockSuspect, problem: { code, ...offer, ...previous } };
  }
  const { office: about, programme, users } = read.value;
  const common = {
    office: { id: about.id, code: about.code, name: about.name, programme: programme.name, demo: about.demo },
    staff: users.map((user) => ({ id: user.id, name: user.name, roles: [...user.roles] })),
    clockSuspect,
  };
  // Still a sign-in: the last good copy needs the key that a passphrase opens.
  const met = existsSync(databaseFile(dir)) ? PROBLEMS.find((known) => known === office.trouble) : 'SAFE_DAMAGED';
  if (!office.open)
    return { ...common, phase: 'locked', ...(met === undefined ? {} : { problem: { code: met, ...offer } }) };
  const received = office.open.repos.links
    .bundles(200)
    .find((bundle) => bundle.dir === 'in' && bundle.state === 'received');
  return {
    ...common,
    office: { ...common.office, timeZone: office.open.self.timeZone },
    phase: 'open',
    session: sessionView(office.open),
    ...(received ? { daysSinceExchange: Math.max(0, Math.floor((clock.now() - received.at) / 86_400_000)) } : {}),
  };
}
