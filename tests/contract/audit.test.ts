import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decrypter } from 'age-encryption';
import { expect, test } from 'vitest';
import type { SavedAudit } from '#core/contracts/audit.contract.ts';
import { findCall } from '#core/contracts/index.ts';
import { addDays } from '#core/forms/iso-date.ts';
import { UNUSUAL_LIMITS } from '#core/audit/unusual.ts';
import { audit } from '../../main/office/audit.ts';
import type { Office } from '../../main/office/office.ts';
import { lineHash, type ChainRow } from '../../main/storage/audit-chain.ts';
import {
  aCase,
  done,
  officeIn,
  openedOffice,
  refusal,
  register,
  SetClock,
  signIn,
  temporaryFolder,
  trailStanding,
  withCheapKeys,
} from '../faults/temporary-office.ts';
import { wallDay } from '../builders/calendar-days.ts';

const dbOf = (office: Office) => {
  if (!office.open) throw new Error('the office is closed');
  return office.open.db;
};
const lineCount = async (office: Office): Promise<number> => {
  const [last] = (await done(office, 'audit.list', { limit: 1 })).lines;
  return last?.n ?? 0;
};

test('lines are found by who, what, when and how it ended, page by page', async () => {
  const clock = new SetClock();
  const { office, first } = await openedOffice(clock);
  await done(office, 'cases.open', { caseId: first });
  const { lines: of } = await done(office, 'audit.list', { caseId: first, limit: 50 });
  expect(of.map(({ action }) => action)).toEqual(expect.arrayContaining(['case.opened', 'case.registered']));
  const { lines: cases } = await done(office, 'audit.list', { area: 'cases', limit: 50 });
  expect(new Set(cases.map(({ action }) => action.split('.')[0]))).toEqual(new Set(['case']));
  const people = await done(office, 'audit.people', {});
  const [me] = people;
  expect(people).toMatchObject([{ name: 'Halima Osman', lines: await lineCount(office) }]);
  expect((await done(office, 'audit.list', { who: me?.who ?? '', limit: 500 })).lines).toHaveLength(me?.lines ?? 0);
  expect((await done(office, 'audit.list', { who: 'nobody', limit: 5 })).lines).toEqual([]);

  await refusal(office, 'people.add', { name: 'Somebody', roles: ['administrator'], passphrase: 'x'.repeat(20) });
  const trouble = (await done(office, 'audit.list', { trouble: true, limit: 5 })).lines;
  expect(trouble.every(({ result }) => result !== 'done')).toBe(true);

  const today = wallDay(clock.now());
  const all = await lineCount(office);
  clock.offset += 3 * 86_400_000;
  await done(office, 'cases.open', { caseId: first });
  expect((await done(office, 'audit.list', { to: today, limit: 500 })).lines).toHaveLength(all);
  const later = await done(office, 'audit.list', { from: addDays(today, 2) ?? '', limit: 500 });
  expect(later.lines.map(({ n }) => n)).toEqual([all + 1]);
  const page = await done(office, 'audit.list', { limit: 2 });
  expect(page.more).toBe(true);
  const next = await done(office, 'audit.list', { limit: 2, before: page.lines.at(-1)?.n ?? 0 });
  expect(next.lines.map(({ n }) => n)).toEqual([all - 1, all - 2]);
});

test('of a case it is said who opened, changed, printed and took it', async () => {
  const { office, first } = await openedOffice();
  await done(office, 'cases.open', { caseId: first });
  await done(office, 'cases.open', { caseId: first });
  await done(office, 'casework.addNote', { caseId: first, text: 'Seen at school.' });
  const { code, people } = await done(office, 'audit.ofCase', { caseId: first });
  expect(code).toMatch(/^KSM-/);
  expect(people).toMatchObject([{ name: 'Halima Osman', opened: 2, printed: 0, exported: 0 }]);
  expect(people[0]?.changed).toBeGreaterThanOrEqual(2);
});

test('an office sets from when on something stands out, within bounds, and what happened before is judged by it', async () => {
  const { office } = await openedOffice();
  const { open } = office;
  if (!open) throw new Error('the office is closed');
  for (let i = 0; i < 8; i += 1) audit(open, 'case.opened', `${String(i).padStart(21, '0')}A`);
  const rushes = async () => (await done(office, 'audit.unusual', {})).filter(({ kind }) => kind === 'many-cases');
  expect(await rushes()).toEqual([]);
  const limits = await done(office, 'audit.limits', {});
  expect(limits).toEqual(UNUSUAL_LIMITS);
  await done(office, 'audit.setLimits', { ...limits, casesInHour: 7 });
  expect(await rushes()).toMatchObject([{ count: 8 }]);
  expect(findCall('audit.setLimits')?.input.safeParse({ ...limits, casesInHour: 10_000 }).success).toBe(false);
  const [line] = (await done(office, 'audit.list', { area: 'office', limit: 1 })).lines;
  expect(line).toMatchObject({ action: 'office.unusual', detail: '7 60 5 5 22 5 10' });
});

test('what stands out is told once, looked into with a reason, and told again when it goes on', async () => {
  const { office } = await openedOffice();
  const many: string[] = [];
  for (let i = 0; i < UNUSUAL_LIMITS.casesInHour + 1; i += 1) many.push(`${String(i).padStart(21, '0')}A`);
  const open = office.open;
  if (!open) throw new Error('the office is closed');
  const looks = (ids: readonly string[]): void => ids.forEach((id) => void audit(open, 'case.opened', id));
  looks(many);
  const rush = async () => (await done(office, 'audit.unusual', {})).filter(({ kind }) => kind === 'many-cases');
  const [one] = await rush();
  expect(one).toMatchObject({ name: 'Halima Osman', count: many.length });
  const { kind = 'many-cases', who = '', fromN = 0 } = one ?? {};
  expect(await refusal(office, 'audit.note', { kind, who, fromN: fromN + 1, why: 'Another one.' })).toMatchObject({
    code: 'FORM_STALE',
  });
  await done(office, 'audit.note', { kind, who, fromN, why: 'Files were put in order.' });
  expect((await rush())[0]?.noted).toMatchObject({ by: 'Halima Osman', why: 'Files were put in order.' });
  looks(['ZZZZZZZZZZZZZZZZZZZZZA']);
  expect((await rush())[0]).not.toHaveProperty('noted');
});

type Tamper = (office: Office, lines: number) => void;
const update =
  (sql: string): Tamper =>
  (office) =>
    dbOf(office).exec(sql);
/** Somebody who can write in the file makes the chain fit again from a line on, as far as hashes go. */
function chainAnew(office: Office, from: number): void {
  const db = dbOf(office);
  const rows = db
    .read<[], ChainRow>(
      `SELECT n, hash, prev_hash AS prev, at, clock, who, device, action, object, result, extra FROM audit ORDER BY n`,
    )
    .all();
  let prev = rows[from - 2]?.hash ?? Buffer.alloc(32);
  for (const row of rows.slice(from - 1)) {
    const hash = lineHash(prev, row.n, row);
    db.write<[Buffer, Buffer, number]>(`UPDATE audit SET prev_hash = ?, hash = ? WHERE n = ?`).run(prev, hash, row.n);
    prev = hash;
  }
}

test.each<[string, Tamper, number | 'head' | 'end']>([
  ['a line that was changed', update(`UPDATE audit SET object = 'somebody' WHERE n = 3`), 3],
  ['a line that was taken out', update(`DELETE FROM audit WHERE n = 4`), 4],
  [
    'a line that was added',
    update(
      `INSERT INTO audit(n, prev_hash, hash, at, clock, who, device, action, object, result, extra)
       SELECT n + 1000, prev_hash, hash, at, clock, who, device, action, object, result, extra FROM audit WHERE n = 2`,
    ),
    'end',
  ],
  [
    'two lines that changed places',
    update(
      `UPDATE audit SET n = -2 WHERE n = 2; UPDATE audit SET n = 2 WHERE n = 3; UPDATE audit SET n = 3 WHERE n = -2`,
    ),
    2,
  ],
  [
    'a chain that was made anew from a changed line on',
    (office, lines) => {
      dbOf(office).exec(`UPDATE audit SET object = 'somebody' WHERE n = 3`);
      chainAnew(office, 3);
      expect(lines).toBeGreaterThan(3);
    },
    'head',
  ],
  [
    'the last lines cut off',
    (office, lines) => {
      dbOf(office).exec(`DELETE FROM audit WHERE n >= ${String(lines - 1)}`);
    },
    'end',
  ],
  [
    'a signed head that another key made',
    update(`UPDATE audit_head SET signature = randomblob(64) WHERE n = (SELECT max(n) FROM audit_head)`),
    'end',
  ],
])('%s is found in the background after the next sign-in, told and written down once', async (_, tamper, where) => {
  const { office, dir, head } = await openedOffice();
  await register(office, aCase({ full_name: 'Amina Hassan' }));
  office.close();
  const again = officeIn(dir);
  await signIn(again, head);
  expect(await trailStanding(again)).toMatchObject({ state: 'whole' });
  const heads = again.open?.repos.audit.heads().map(({ n }) => n) ?? [];
  const signed = heads.at(-1) ?? 0;
  expect(signed).toBeGreaterThan(4);
  tamper(again, signed);
  const standing = await trailStanding(again);
  expect(standing.state).toBe('broken');
  const brokenAt = standing.state === 'broken' ? standing.brokenAt : 0;
  if (where === 'end') expect(brokenAt).toBeGreaterThanOrEqual(signed - 1);
  // What was made anew is found at the first head that was signed over it.
  else if (where === 'head') expect(brokenAt).toBe(heads.find((n) => n >= 3));
  else expect(brokenAt).toBe(where);
  await trailStanding(again);
  const told = (await done(again, 'audit.list', { area: 'office', limit: 50 })).lines;
  expect(told.filter(({ action }) => action === 'audit.broken')).toHaveLength(1);
});

/** Saves the trail as the shell does, and answers what was told and the folder it lies in. */
async function saved(office: Office, sealed: boolean): Promise<{ dir: string; told: SavedAudit }> {
  const ask = async (verb: string, input: unknown): Promise<unknown> => {
    const reply = await office.shell(verb, input);
    if (!reply.ok) throw new Error(reply.error.code);
    return reply.value;
  };
  const dir = temporaryFolder();
  const { fileName } = (await ask('auditName', { sealed })) as { fileName: string };
  const { token } = (await ask('beginAudit', { sealed, purpose: 'Yearly inspection' })) as { token: string };
  while (((await ask('growAudit', { token })) as { more: boolean }).more);
  return { dir, told: (await ask('placeAudit', { token, path: join(dir, fileName) })) as SavedAudit };
}
const verifyFile = (dir: string, file: string, ...more: string[]): { code: number | null; says: string } => {
  const run = spawnSync(process.execPath, [join(dir, 'verify-audit.mjs'), join(dir, file), ...more], {
    encoding: 'utf8',
  });
  return { code: run.status, says: run.stdout + run.stderr };
};

test('an inspector proves with the program beside the file that the trail is whole, or where it is not', async () => {
  const { office, first } = await openedOffice();
  await done(office, 'cases.open', { caseId: first });
  const { dir, told } = await saved(office, false);
  expect(readdirSync(dir).sort()).toEqual([told.fileName, told.verifier].sort());
  expect(told.lines).toBe(await lineCount(office));
  const whole = verifyFile(dir, told.fileName);
  expect(whole).toMatchObject({ code: 0 });
  const head = /last hash (\S+)/.exec(whole.says)?.[1] ?? '';
  expect(verifyFile(dir, told.fileName, head)).toMatchObject({ code: 0 });
  expect(verifyFile(dir, told.fileName, `2:${'0'.repeat(64)}`)).toMatchObject({ code: 1 });

  const text = readFileSync(join(dir, told.fileName), 'utf8');
  expect(text).not.toContain('Amina');
  const lines = text.trimEnd().split('\n');
  const at = (n: number): number => lines.findIndex((one) => one.startsWith(`{"l":[${String(n)},`));
  const tampered: Record<string, (all: string[]) => unknown> = {
    changed: (all) => (all[at(3)] = (all[at(3)] ?? '').replace('"done"', '"failed"')),
    'taken out': (all) => all.splice(at(4), 1),
    added: (all) => all.splice(at(4), 0, lines[at(2)] ?? ''),
    moved: (all) => all.splice(at(5), 0, ...all.splice(at(2), 1)),
    'cut off': (all) => all.splice(at(told.lines)),
    'without its end': (all) => all.pop(),
    'without its last lines': (all) => all.splice(at(told.lines - 1), 2),
    'another computer’s': (all) => (all[0] = (all[0] ?? '').replace(/"publicKey":"..../, '"publicKey":"AAAA')),
    'cut in a line': (all) => (all[at(3)] = (all[at(3)] ?? '').slice(0, 20)),
  };
  for (const [name, change] of Object.entries(tampered)) {
    const copy = [...lines];
    change(copy);
    writeFileSync(join(dir, 'copy.jsonl'), `${copy.join('\n')}\n`);
    const { code, says } = verifyFile(dir, 'copy.jsonl');
    expect({ name, code, whole: says.includes('WHOLE:') && !says.includes('NOT WHOLE') }).toEqual({
      name,
      code: 1,
      whole: false,
    });
  }
  writeFileSync(join(dir, 'copy.jsonl'), 'name;age\n');
  expect(verifyFile(dir, 'copy.jsonl')).toMatchObject({ code: 2 });
  expect(verifyFile(dir, 'nowhere.jsonl')).toMatchObject({ code: 2 });
});

test('encrypted, the trail opens with the passphrase that was told once, and nothing readable stays behind', async () => {
  const { office, dir: officeDir } = await openedOffice();
  const { dir, told } = await saved(office, true);
  const bytes = readFileSync(join(dir, told.fileName));
  expect(bytes.toString('latin1')).not.toContain('hifadhi-audit');
  const decrypter = new Decrypter();
  decrypter.addPassphrase(told.passphrase?.join('-') ?? '');
  writeFileSync(join(dir, 'open.jsonl'), await decrypter.decrypt(bytes));
  expect(verifyFile(dir, 'open.jsonl')).toMatchObject({ code: 0 });
  const outbox = join(officeDir, 'outbox');
  expect(existsSync(outbox) ? readdirSync(outbox) : []).toEqual([]);
});

test('without the right the trail is not saved, and the page is told nothing of it', async () => {
  const { office } = await openedOffice();
  const passphrase = 'seven quiet boats leave the harbour';
  const { id: userId } = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Yusuf Ali', roles: ['administrator'], passphrase }),
  );
  office.close();
  await signIn(office, userId, passphrase);
  expect(await refusal(office, 'audit.unusual', {})).toMatchObject({ code: 'PERM_DENIED' });
  expect(await office.shell('beginAudit', { sealed: false, purpose: 'For myself' })).toMatchObject({
    ok: false,
    error: { code: 'PERM_DENIED' },
  });
});
