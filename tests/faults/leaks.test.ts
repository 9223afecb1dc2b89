import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { findCall, type CallName } from '#core/contracts/index.ts';
import { CALL_NAMES } from '#core/contracts/call-names.ts';
import { asRefusal } from '../../main/office/unexpected.ts';
import { checkList, importList, takeList } from '../builders/import-list.ts';
import { csvOf, guessedPlan } from '../builders/made-lists.ts';
import { exported, orderOf, termsOf } from '../builders/read-export.ts';
import {
  aCase,
  ask,
  done,
  draftOf,
  filesBelow,
  openedOffice,
  register,
  signIn,
  temporaryFolder,
} from './temporary-office.ts';

const CANARY = 'Zanzivoort';
const secret = {
  full_name: `${CANARY} Amani`,
  nickname: CANARY,
  address_landmark: `${CANARY} house`,
  risk_reason: `Seen near ${CANARY} twice.`,
};

const { readableWhy: _why, ...sealedTerms } = termsOf({ sealed: true });

/** The word as it may stand in a file, in the encodings that something may write by accident. */
const spellings = (word: string): Buffer[] => [
  Buffer.from(word, 'utf8'),
  Buffer.from(word.toLowerCase(), 'utf8'),
  Buffer.from(word, 'utf16le'),
  Buffer.from(Buffer.from(word).toString('hex')),
  Buffer.from(Buffer.from(`${word}${word}${word}`).toString('base64').slice(4, 12)),
];

test('no word of a case stands in any file of the office, open or closed', async () => {
  const said: string[] = [];
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => void said.push(words.join(' ')));
  }
  const { office, dir, head } = await openedOffice();
  const caseId = await register(office, aCase(secret));
  await draftOf(office, aCase(secret));
  await done(office, 'cases.open', { caseId });
  await done(office, 'cases.findSame', {
    name: secret.full_name,
    sex: '',
    ageYears: null,
    caregiver: '',
    place: CANARY,
  });
  const look = (): void => {
    for (const [path, bytes] of filesBelow(dir)) {
      for (const word of spellings(CANARY)) expect(bytes.includes(word), path).toBe(false);
    }
  };
  look();
  office.close();
  await signIn(office, head);
  look();
  office.close();
  look();
  expect(said.join('\n')).not.toContain(CANARY);
  vi.restoreAllMocks();
});

test('no word of a case stands in any file after a day of importing, printing, sealed files, backups and another key', async () => {
  const { office, dir, head } = await openedOffice();
  const [caseId, stick] = [await register(office, aCase(secret)), temporaryFolder()];
  const list = csvOf(4).replaceAll('Mama', CANARY);
  const { place, table } = await takeList(office, 'list.csv', list);
  await importList(office, (await checkList(office, place, guessedPlan(table), head)).run);
  const report = { kind: 'registration', caseId };
  const order = { report, language: 'en', paper: 'A4', names: 'default', purpose: 'For the locked cupboard.' };
  const printed = await office.shell('printDocument', order);
  expect(JSON.stringify(printed)).toContain(CANARY);
  const sealed = orderOf([caseId], { names: true, columns: ['full_name', 'nickname'], terms: sealedTerms });
  await exported(office, join(stick, 'cases.csv.age'), sealed);
  await office.shell('chooseBackupPlace', { path: stick });
  const { open } = office;
  if (!open) throw new Error('the office is closed');
  for (const job of ['backup', 'rehearsal', 'check'] as const) await open.backups.start(open, job);
  await done(office, 'keys.change', {});
  await open.backups.start(open, 'key');
  const { backups } = await done(office, 'safety.state', {});
  expect(backups).toMatchObject({ kept: 1, rehearsals: [{ found: { cases: 6 } }] });

  const look = (): void => {
    const files = [dir, `${dir}.marks`, stick].flatMap((folder) => [...filesBelow(folder)]);
    expect(files.length).toBeGreaterThan(8);
    for (const [path, bytes] of files)
      for (const word of spellings(CANARY)) expect(bytes.includes(word), path).toBe(false);
  };
  look();
  office.close();
  look();
}, 60_000);

test('what the audit trail says holds names of fields and never an answer', async () => {
  const { office } = await openedOffice();
  const caseId = await register(office, aCase(secret));
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await done(office, 'cases.saveDraft', {
    draftId,
    document: { ...document, values: { ...document.values, phone_owner: CANARY } },
    accepted: [],
    notSameAs: [],
  });
  await done(office, 'cases.save', { draftId });
  await done(office, 'cases.findSame', { name: secret.full_name, sex: '', ageYears: null, caregiver: '', place: '' });
  const { lines } = await done(office, 'audit.list', { limit: 500 });
  expect(lines.some((line) => line.action === 'case.saved' && line.detail.includes('phone_owner'))).toBe(true);
  expect(JSON.stringify(lines)).not.toContain(CANARY);
});

test('an exception that nobody expected carries no word of what was typed', async () => {
  const { office } = await openedOffice();
  const poisoned = {
    toString: () => CANARY,
    [Symbol.toPrimitive]: () => CANARY,
    get query(): never {
      throw new TypeError(`cannot read ${CANARY}`);
    },
  };
  const names = Object.entries(CALL_NAMES).flatMap(([feature, verbs]) => verbs.map((verb) => `${feature}.${verb}`));
  for (const name of names.filter((n) => findCall(n)?.at === 'office' && !n.startsWith('setup.create'))) {
    // Past the gate on purpose: the office itself must not trust it.
    for (const input of [null, CANARY, { draftId: CANARY, caseId: CANARY, office: CANARY, place: CANARY }, poisoned]) {
      const reply = await office.call(name, input);
      if (!reply.ok) expect(JSON.stringify(reply), name).not.toContain(CANARY);
    }
  }
  expect(asRefusal(new SyntaxError(`Unexpected token ${CANARY}`)).error).toEqual({
    code: 'SAFE_UNEXPECTED',
    params: { kind: 'SyntaxError' },
  });
  expect(await ask(office, 'app.state', {})).toMatchObject({ ok: true });
});

test('calls that do not exist, and those of the shell, are not known to the office', async () => {
  const { office } = await openedOffice();
  for (const name of ['cases.steal', 'constructor', 'print.make', 'session.lock', 'app.about', ''] as CallName[]) {
    expect(await office.call(name, {})).toMatchObject({ ok: false, error: { code: 'PERM_UNKNOWN_CALL' } });
  }
  for (const verb of ['toString', 'constructor', '__proto__', 'nothing']) {
    expect(await office.shell(verb, {})).toMatchObject({ ok: false, error: { code: 'PERM_UNKNOWN_CALL' } });
  }
});
