import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Input } from '#core/contracts/index.ts';
import type { FileFacts } from '#core/exchange/op.ts';
import type { CaseId } from '#core/ids.ts';
import { attachmentsDir } from '../../main/office/attachment-access.ts';
import { author } from '../../main/office/author.ts';
import { coreOf } from '../../main/office/case-streams.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import type { Emit } from '../../main/office/progress.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { wav } from '../builders/made-files.ts';
import { aCase } from '../builders/shareable-case.ts';
import { Offices, type TestOffice } from './office-pair.ts';
import { bundlesFor, contentOf, filesOf, missingIn, withRecordings, writeWithFiles } from './with-files.ts';

const offices = new Offices();
let [a, b, c]: TestOffice[] = [];
let stick: string;

beforeAll(() => offices.prepare(['KSM', 'BND', 'LWN']), 240_000);
beforeEach(async () => {
  const taken = await offices.take('KSM', 'BND', 'LWN');
  [a, b, c] = taken.offices;
  stick = taken.stick;
});
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

function three(): { a: TestOffice; b: TestOffice; c: TestOffice } {
  if (!a || !b || !c) throw new Error('the offices were not made');
  return { a, b, c };
}
/** Everything that waits, or a case, goes over the stick, and is read there. */
async function carry(from: TestOffice, to: TestOffice, cases?: CaseId[]): Promise<void> {
  const before = existsSync(`${stick}/HIFADHI/${to.code}`) ? bundlesFor(to, stick) : [];
  await writeWithFiles(from, to, { on: stick, ...(cases === undefined ? {} : { cases }) });
  for (const path of bundlesFor(to, stick, before)) await to.read(path);
}
/** What an office says of a file in a case of its own, whatever it knows of it. */
function claim(by: TestOffice, caseId: CaseId, id: string, content: Uint8Array): void {
  const { open } = by;
  const row = open.repos.cases.byId(caseId);
  const stream = row && coreOf(open, row.n);
  if (row === undefined || stream === undefined) throw new Error('the case is not there');
  const facts: FileFacts = {
    f: ['case', 'child_recordings'],
    k: 'audio',
    m: 'audio/wav',
    b: content.length,
    n: 'voice.wav',
    u: by.user,
    t: open.clock.now(),
    h: randomBytes(32).toString('base64url'),
    c: [randomBytes(32).toString('base64url')],
  };
  open.db.transaction(() => {
    author(open, [{ stream, ops: [['file', id, facts]] }]);
    offerToPartners(open, row.n);
  });
}

test('who knows the id of a file in another case is not sent it for naming it in a case of its own', async () => {
  const { a, b, c } = three();
  const content = wav(3);
  const own = await b.register(aCase());
  const [id = ''] = await withRecordings(b, own, [content]);
  const bait = await c.register(aCase());
  claim(c, bait, id, content);
  await carry(c, b, [bait]);

  expect((await b.link(c)).files.count).toBe(0);
  await b.edit(bait, { nickname: 'Kipepeo' });
  await carry(b, c);
  expect(existsSync(attachmentsDir(c.dir))).toBe(false);
  // The office that added it still tells of it, and who may have it gets it.
  await carry(b, a, [own]);
  expect((await contentOf(a, own, id)).equals(content)).toBe(true);
});

test('a first word about a file in another case does not keep it from the case that has it', async () => {
  const { a, b, c } = three();
  const content = wav(3);
  const caseId = await a.register(aCase());
  const [id = ''] = await withRecordings(a, caseId, [content]);
  const bait = await c.register(aCase());
  claim(c, bait, id, content);
  await carry(c, b, [bait]);

  await carry(a, b, [caseId]);
  expect((await contentOf(b, caseId, id)).equals(content)).toBe(true);
  expect(await filesOf(b, bait)).toMatchObject([{ id, missing: 'coming' }]);
  expect((await b.link(c)).files.count).toBe(0);
});

test('a part that is not what its name was given to does not leave', async () => {
  const { a, b } = three();
  const caseId = await a.register(aCase());
  await withRecordings(a, caseId, [wav(2)]);
  await writeWithFiles(a, b, { on: stick, cases: [caseId], files: 'none' });
  a.open.db.write<[Buffer]>(`UPDATE file_chunk SET name = ?`).run(randomBytes(32));
  const before = bundlesFor(b, stick);
  await writeWithFiles(a, b, { on: stick });
  const reports = [];
  for (const path of bundlesFor(b, stick, before)) reports.push(await b.read(path));
  expect(reports.filter(({ files }) => files !== undefined)).toEqual([]);
});

const SECOND = 'seven quiet herons wade at noon';

test('parts of a case that was erased here are not kept when their stick is read afterwards', async () => {
  const { a, b } = three();
  const caseId = await a.register(aCase());
  await withRecordings(a, caseId, [wav(2), wav(3)]);
  await writeWithFiles(a, b, { on: stick, cases: [caseId] });
  const [cases = '', files = ''] = bundlesFor(b, stick);
  await b.read(cases);
  const person = { name: 'Claire Nguessan', passphrase: SECOND, roles: ['dpo'] } as unknown as Input<'people.add'>;
  await withCheapKeys(() => b.caller.call('people.add', person));
  const [second] = (await b.caller.call('keeping.look', { caseId })).seconds;
  if (second === undefined) throw new Error('nobody else may decide');
  const by = { user: second.user, passphrase: SECOND };
  await b.caller.call('keeping.erase', { caseId, kind: 'erased', why: 'Its time is over.', second: by });

  expect((await b.read(files)).files).toMatchObject({ parts: 2, whole: 0, wait: 0, wrong: 0 });
  expect(existsSync(attachmentsDir(b.dir))).toBe(false);
  expect(b.open.repos.files.untoldBefore(Infinity)).toEqual([]);
});

test('what was set aside before an import was stopped is said by the code over the phone after it went on', async () => {
  const { a, b } = three();
  const caseId = await a.register(aCase());
  const [first = ''] = await withRecordings(a, caseId, [wav(2), wav(3), wav(4)]);
  await writeWithFiles(a, b, { on: stick, cases: [caseId] });
  const [cases = '', files = ''] = bundlesFor(b, stick);
  await b.read(cases);
  b.open.db
    .write<[Buffer, Buffer]>(`UPDATE attachment SET name_key = ? WHERE id = ?`)
    .run(randomBytes(32), Buffer.from(first, 'base64url'));
  const emit: Emit = (event) => {
    if (event.type === 'progress' && event.phase === 'apply') throw new Error('stopped');
  };
  Object.assign(b.open, { emit });
  await expect(b.read(files)).rejects.toThrow();
  b.close();
  await b.signIn();

  const report = await b.read(files);
  expect(report.files).toMatchObject({ whole: 2, wait: 0, wrong: 1 });
  expect(await b.caller.call('exchange.code', { bundleId: report.bundleId })).toMatchObject({ setAside: 1 });
  expect(await missingIn(b, caseId)).toEqual(['coming']);
});
