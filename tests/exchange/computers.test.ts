import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, DeviceId } from '#core/ids.ts';
import { GrowingFile } from '../../main/crypto/sealed-file.ts';
import { pendingHere } from '../../main/office/computers/pending-join.ts';
import { copyHead, sealCopy } from '../../main/office/computers/sealed-copy.ts';
import { NEWEST_SCHEMA } from '../../main/storage/migrate.ts';
import { SuccessionRepo } from '../../main/storage/succession.repo.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { CLERK, folder, template } from '../faults/kit-office.ts';
import { PASSPHRASE as KIT_HEAD } from '../faults/temporary-office.ts';
import { Offices, PASSPHRASE, RESOURCES, VERSION, type TestOffice } from './office-pair.ts';

type Answer = { place: string; answer: NonNullable<Output<'setup.pickJoinAnswer'>>['answer'] };
type Request = NonNullable<Output<'computers.pickRequest'>>;

const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let stick: string;
let document: CaseDocument;
let caseId: CaseId;
const begun: OfficeCaller[] = [];

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  await offices.prepare(['KSM', 'BND']);
}, 240_000);
beforeEach(async () => {
  const taken = await offices.take('KSM', 'BND');
  stick = taken.stick;
  [a, b] = taken.offices as [TestOffice, TestOffice];
  caseId = await a.register(document);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await a.read(await b.write(a, stick));
}, 240_000);
afterAll(() => {
  for (const caller of begun) caller.close();
  offices.remove();
});

/** A computer without an office. */
function emptyComputer(dir: string = offices.newFolder(a)): OfficeCaller {
  const caller = new OfficeCaller(dir, RESOURCES, VERSION);
  begun.push(caller);
  return caller;
}
async function requestOf(computer: OfficeCaller, name = 'new'): Promise<string> {
  await computer.call('setup.beginJoin', {});
  const path = join(stick, `${name}.hifadhi-computer`);
  await computer.shell('writeJoinRequest', { path });
  return path;
}
async function answerTo(
  path: string,
  name = 'Front desk',
  { caller, passphrase = PASSPHRASE }: { readonly caller: OfficeCaller; readonly passphrase?: string } = a,
): Promise<{ path: string; words: string[] }> {
  const { place, request } = await caller.shell<Request>('readJoinRequest', { path });
  const input = { place, words: request.words, name, passphrase };
  const { fileName, words } = await caller.call('computers.answer', input);
  return { path: join(stick, fileName), words };
}
async function take(computer: OfficeCaller, path: string): Promise<void> {
  const { place, answer } = await computer.shell<Answer>('readJoinAnswer', { path });
  await computer.call('setup.join', { place, words: answer.words });
}
/** A further computer of the first office, signed in. */
async function further(name?: string): Promise<TestOffice> {
  const dir = offices.newFolder(a);
  const computer = emptyComputer(dir);
  await take(computer, (await answerTo(await requestOf(computer, name), name)).path);
  computer.close();
  return offices.openAt(dir, a);
}
const grow = GrowingFile.prototype.grow;
const shellRefuses = async (computer: OfficeCaller, verb: string, path: string): Promise<string> => {
  const reply = await computer.office.shell(verb, { path });
  return reply.ok ? 'nothing' : reply.error.code;
};
const standing = (office: TestOffice): string[] =>
  office.open.repos.offices.devicesOf(office.open.self.officeN).map((one) => one.standing);

describe('a further computer of an office', () => {
  it('has keys and a count of its own, the cases and the people, and nothing of what the first one goes on with', async () => {
    const draft = await a.startEdit(caseId);
    const computer = emptyComputer();
    const words = await computer.call('setup.beginJoin', {});
    const path = await requestOf(computer);
    // The program is started anew while the stick is away.
    computer.close();
    const again = emptyComputer(computer.office.options.dir);
    expect(await again.call('setup.joinState', {})).toEqual(words);
    const request = await a.caller.shell<Request>('readJoinRequest', { path });
    expect(request.request).toEqual(words);
    const { path: answered, words: said } = await answerTo(path);
    const { place, answer } = await again.shell<Answer>('readJoinAnswer', { path: answered });
    expect(answer).toMatchObject({ code: 'KSM', name: 'Front desk', words: said });
    expect(await again.refused('setup.join', { place, words: ['a', 'b', 'c', 'd', 'e', 'f'] })).toBe('TRUST_MISMATCH');
    expect(existsSync(again.office.options.dir)).toBe(false);
    await again.call('setup.join', { place, words: answer.words });
    again.close();

    const second = await offices.openAt(again.office.options.dir, a);
    expect(second.open.self.deviceId).not.toBe(a.open.self.deviceId);
    expect(second.open.counters.dseq).toBe(0);
    expect(await second.values(caseId)).toEqual(await a.values(caseId));
    expect(await second.caller.call('cases.drafts', {})).toEqual([]);
    expect(readdirSync(second.dir).some((name) => name.startsWith('joining'))).toBe(false);
    // The first one is as it was.
    await a.finish(draft, { address_landmark: 'At the harbour' });
    for (const office of [a, second]) {
      const { computers, takesOut } = await office.caller.call('computers.list', {});
      expect(computers.map(({ name, self }) => [name, self])).toEqual([
        [undefined, office === a],
        ['Front desk', office === second],
      ]);
      expect(takesOut).toBe('office');
      expect(standing(office)).toEqual(['known', 'known']);
    }
    // It stays what it is: the next sign-in finds no doubt.
    const own = second.open.self.deviceId;
    second.close();
    await second.signIn();
    expect(second.open.self.deviceId).toBe(own);
    expect((await second.caller.call('safety.state', {})).renewed).toEqual([]);
  }, 240_000);

  it('writes as a computer of its office, and a partner that knows the first takes what both wrote', async () => {
    const second = await further();
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    await second.edit(caseId, { phone: '+000555020' });
    await b.read(await a.write(b, stick));
    expect(await b.read(await second.write(b, stick))).toMatchObject({ waiting: 0, quarantined: 0 });
    expect(await b.values(caseId)).toMatchObject({ address_landmark: 'At the harbour', phone: '+000555020' });
    expect(b.open.repos.successions.forks(5)).toEqual([]);
    const us = b.open.repos.offices.officeById(a.id);
    expect(b.open.repos.offices.devicesOf(us?.n ?? 0).map((one) => [one.standing, one.recipient !== ''])).toEqual([
      ['known', true],
      ['known', true],
    ]);
    // What the partner writes opens at both.
    await b.edit(caseId, { phone: '+000555021' });
    const back = await b.write(a, stick);
    // Each still lacks what the other one wrote, upon which the partner's change stands: it waits for that, and is not lost.
    for (const office of [a, second]) expect(await office.read(back)).toMatchObject({ waiting: 1, quarantined: 0 });
  }, 240_000);

  it('gets what the first one writes by the link of the office, and the other way round, from the first stick on', async () => {
    const second = await further();
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    const before = await a.write(second, stick);
    const there = await second.register({ ...document, values: { ...document.values, given_name: 'Zawadi' } });
    await second.edit(caseId, { phone: '+000555020' });
    expect(await a.read(await second.write(a, stick))).toMatchObject({ waiting: 0, quarantined: 0 });
    expect((await a.values(there))['given_name']).toBe('Zawadi');
    // What the first one wrote before it had heard a word of the second opens there as well.
    for (const path of [before, await a.write(second, stick)])
      expect(await second.read(path)).toMatchObject({ waiting: 0, quarantined: 0 });
    await a.read(await second.write(a, stick));
    expect(await a.link(second)).toMatchObject({ own: true, waitingChanges: 0, computers: { count: 1, behind: 0 } });
    expect(await second.link(a)).toMatchObject({ own: true, computers: { count: 1 } });
    for (const office of [a, second])
      expect(
        office.open.repos.offices
          .devicesOf(office.open.self.officeN)
          .map((one) => [one.standing, one.recipient !== '']),
      ).toEqual([
        ['known', true],
        ['known', true],
      ]);
    expect(a.state([caseId, there])).toBe(second.state([caseId, there]));
    // A third one that the second made is believed by the first, which never saw its request.
    const third = emptyComputer();
    await take(third, (await answerTo(await requestOf(third, '3'), 'Back room', second)).path);
    third.close();
    const later = await offices.openAt(third.office.options.dir, a);
    await later.edit(there, { phone: '+000555022' });
    expect(await a.read(await later.write(a, stick))).toMatchObject({ waiting: 0, quarantined: 0 });
    expect((await a.values(there))['phone']).toBe('+000555022');
    await later.read(await a.write(later, stick));
    expect(await later.values(caseId)).toEqual(await a.values(caseId));
  }, 240_000);

  it('is settled whole or not at all when the first sign-in is stopped', async () => {
    const dir = offices.newFolder(a);
    const computer = emptyComputer(dir);
    await take(computer, (await answerTo(await requestOf(computer))).path);
    // What lies beside the database is the only thing that makes it another computer: it must still be there afterwards.
    await computer.refused('session.signIn', { user: a.user, passphrase: 'not the one that it is' });
    expect(existsSync(join(dir, 'joining.json'))).toBe(true);
    const keys = readFileSync(join(dir, 'joining.json'));
    // In the middle of the transaction, when the mark of the new computer is written already.
    const stop = vi.spyOn(SuccessionRepo.prototype, 'forgetOwn').mockImplementationOnce(() => {
      throw new Error('the current went away');
    });
    expect(await computer.refused('session.signIn', { user: a.user, passphrase: PASSPHRASE })).toBe('SAFE_UNEXPECTED');
    expect(stop).toHaveBeenCalledOnce();
    stop.mockRestore();
    computer.close();
    const second = await offices.openAt(dir, a);
    const own = second.open.self.deviceId;
    expect(own).not.toBe(a.open.self.deviceId);
    expect(await second.caller.call('cases.drafts', {})).toEqual([]);
    expect((await second.caller.call('computers.list', {})).computers).toHaveLength(2);
    // After the transaction, when only the file was not taken away yet: what was saved since keeps its number.
    await second.edit(caseId, { phone: '+000555020' });
    second.close();
    writeFileSync(join(dir, 'joining.json'), keys);
    await second.signIn();
    expect(second.open.self.deviceId).toBe(own);
    expect(second.open.counters.dseq).toBeGreaterThan(0);
    expect(existsSync(join(dir, 'joining.json'))).toBe(false);
    expect((await second.caller.call('safety.state', {})).renewed).toEqual([]);
  }, 240_000);

  it('opens for everybody with the passphrase of the first, and with the recovery kit', async () => {
    const first = emptyComputer(folder());
    const [head, clerk] = [
      { user: template.head, passphrase: KIT_HEAD },
      { user: template.clerk, passphrase: CLERK },
    ];
    await first.call('session.signIn', head);
    const dir = offices.newFolder(a);
    const computer = emptyComputer(dir);
    await take(
      computer,
      (await answerTo(await requestOf(computer), 'Two', { caller: first, passphrase: KIT_HEAD })).path,
    );
    first.close();
    const next = 'seven kettles hum behind the orchard wall';
    const { words } = template;
    // Nobody has signed in there yet: the kit alone settles it.
    const { user } = await withCheapKeys(() =>
      computer.call('session.recover', { words, user: template.head, passphrase: next }),
    );
    const { computers } = await computer.call('computers.list', {});
    expect(computers.map(({ name, self }) => [name, self])).toEqual([
      [undefined, false],
      ['Two', true],
    ]);
    computer.close();
    for (const [office, signIn] of [
      [computer, clerk],
      [computer, { user: user.id, passphrase: next }],
      [first, clerk],
      [first, head],
    ] as const) {
      await office.call('session.signIn', signIn);
      expect((await office.call('cases.counts', {})).all).toBe(1);
      office.close();
    }
  }, 240_000);

  it('is taken out by the office alone where there is no list, and a third one can be made by the second', async () => {
    const second = await further();
    const takeOut = { goodUntil: { at: '2020-01-01T08:00', zone: 'Africa/Nairobi' }, why: 'Stolen on the way.' };
    const self = a.open.self.deviceId;
    expect(await a.caller.refused('computers.takeOut', { deviceId: self, ...takeOut })).toBe('PERM_DENIED');
    const { computers } = await a.caller.call('computers.takeOut', {
      deviceId: second.open.self.deviceId as DeviceId,
      ...takeOut,
    });
    expect(computers.map((one) => one.standing)).toEqual(['known', 'revoked']);
    const third = emptyComputer();
    await take(third, (await answerTo(await requestOf(third, '3'), 'Back room', second)).path);
    third.close();
    const office = await offices.openAt(third.office.options.dir, a);
    expect((await office.caller.call('computers.list', {})).computers.map((one) => one.name)).toEqual([
      undefined,
      'Front desk',
      'Back room',
    ]);
    // A partner that has met neither of the later two learns of the whole line.
    await office.edit(caseId, { phone: '+000555022' });
    expect(await b.read(await office.write(b, stick))).toMatchObject({ waiting: 0, quarantined: 0 });
    expect((await b.values(caseId))['phone']).toBe('+000555022');
  }, 240_000);
});

it('refuses each wrong file with a sentence of its own, and changes nothing', async () => {
  const [one, other] = [emptyComputer(), emptyComputer()];
  const path = await requestOf(one, 'one');
  const { path: answer } = await answerTo(path);
  expect(await shellRefuses(a.caller, 'readJoinRequest', path)).toBe('JOIN_REQUEST_USED');
  expect(await shellRefuses(other, 'readJoinAnswer', answer)).toBe('JOIN_NO_REQUEST');
  const wrong = await requestOf(other, 'other');
  expect(await shellRefuses(other, 'readJoinAnswer', answer)).toBe('JOIN_ANSWER_FOREIGN');
  expect(await shellRefuses(one, 'readJoinAnswer', path)).toBe('JOIN_ANSWER_INVALID');

  const bytes = readFileSync(wrong);
  const damaged = join(stick, 'damaged');
  bytes[bytes.length - 20] = (bytes.at(-20) ?? 0) ^ 1;
  writeFileSync(damaged, bytes);
  expect(await shellRefuses(a.caller, 'readJoinRequest', damaged)).toBe('JOIN_REQUEST_INVALID');
  const { place, request } = await a.caller.shell<Request>('readJoinRequest', { path: wrong });
  const input = { place, words: request.words, name: 'Two', passphrase: 'not the one that it is' };
  expect(await a.caller.refused('computers.answer', input)).toBe('AUTH_WRONG_PASSPHRASE');
  // A stick that takes no file of this size: nothing is left on it, and no computer was added.
  const tooLarge = Object.assign(new Error('EFBIG: file too large, write'), { code: 'EFBIG' });
  vi.spyOn(GrowingFile.prototype, 'grow').mockImplementation(function (this: GrowingFile) {
    return this.path.includes('-answer') ? Promise.reject(tooLarge) : grow.call(this);
  });
  expect(await a.caller.refused('computers.answer', { ...input, passphrase: PASSPHRASE })).toBe('JOIN_TOO_LARGE');
  vi.restoreAllMocks();
  expect(standing(a)).toHaveLength(2);
  expect(readdirSync(stick).filter((name) => name.includes('-answer'))).toHaveLength(1);

  const cut = readFileSync(answer);
  for (const [i, end] of [cut.length - 1, Math.floor(cut.length / 2)].entries()) {
    const file = join(stick, `cut${String(i)}`);
    writeFileSync(file, cut.subarray(0, end));
    const looked = await one.shell<Answer>('readJoinAnswer', { path: file });
    expect(await one.refused('setup.join', { place: looked.place, words: looked.answer.words })).toBe(
      'JOIN_ANSWER_INVALID',
    );
    expect(existsSync(one.office.options.dir)).toBe(false);
  }
  // An office that runs a newer program: said before anything is unpacked.
  const pending = pendingHere(one.office);
  const { files: _files, ...about } = await copyHead(answer, pending.device.identity);
  const newer = join(stick, 'newer');
  mkdirSync(join(stick, 'empty', 'files'), { recursive: true });
  await sealCopy(join(stick, 'empty'), { ...about, schema: NEWEST_SCHEMA + 1 }, pending.device.recipient, newer);
  expect(await shellRefuses(one, 'readJoinAnswer', newer)).toBe('JOIN_NEWER');
  expect(existsSync(one.office.options.dir)).toBe(false);

  await take(one, answer);
  expect(await one.refused('setup.beginJoin', {})).toBe('AUTH_ALREADY_OPEN');
  expect(await shellRefuses(one, 'readJoinAnswer', answer)).toBe('AUTH_ALREADY_OPEN');
}, 240_000);
