import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ExchangePreview, OfficeLink } from '#core/contracts/exchange.contract.ts';
import type { BundleId, CaseId, OfficeId } from '#core/ids.ts';
import { fail } from '#core/result.ts';
import { bridgeDouble, type Answers, type BridgeDouble } from '../../../tests/fixtures/bridge-double.ts';
import { useWriting } from './use-writing.ts';

const id = (letters: string): string => `${letters}${'A'.repeat(22 - letters.length)}`;
const link = (letters: string, name: string): OfficeLink => ({
  officeId: id(letters) as OfficeId,
  code: letters.toUpperCase(),
  name,
  own: false,
  computers: { count: 1, behind: 0 },
  confirmedAtUtc: '2026-03-03T08:00:00.000Z',
  sharedCases: 1,
  waitingChanges: 2,
  waitingCases: 1,
  waitingReferrals: 0,
  unseen: { fresh: 0, held: 0, waits: false },
  rejected: { changes: 0, cases: 0 },
  files: { count: 0, bytes: 0, done: 0 },
});
const BANDARI = link('bnd', 'Bandari office');
const MLIMANI = link('mlm', 'Mlimani sub-office');
const CASE = id('c') as CaseId;
const PREVIEW: ExchangePreview = {
  office: 'Bandari office',
  cases: [],
  fields: [],
  changes: 0,
  bytesAbout: 0,
  files: { count: 0, bytes: 0, written: 0 },
  referrals: [],
  words: [],
  handsOver: [],
  answers: [],
};
const ANSWERS: Answers = {
  'exchange.offices': () => [BANDARI, MLIMANI],
  'relay.status': () => ({ relay: null, automatic: true, metered: false, cap: null, visiting: false, offices: [] }),
  'exchange.preview': () => PREVIEW,
  'exchange.pickStick': () => ({ place: 'p', label: 'GREY 04', freeBytes: 1_000_000 }),
  'exchange.write': () => ({
    bundle: {
      bundleId: id('b') as BundleId,
      direction: 'out',
      own: false,
      office: BANDARI.name,
      officeCode: BANDARI.code,
      atUtc: '2026-11-24T08:00:00.000Z',
      bytes: 4096,
      cases: 1,
      changes: 2,
      state: 'written',
    },
    fileName: 'x.hifadhi',
    verified: true,
    files: { done: 0, of: 0, onThisStick: 0, left: { count: 0, bytes: 0 } },
  }),
};
const open = (answers: Answers): BridgeDouble => {
  const double = bridgeDouble(answers);
  vi.stubGlobal('hifadhi', double.bridge);
  return double;
};
const inputs = (double: BridgeDouble, name: string) =>
  double.calls.filter((call) => call.name === name).map((call) => call.input);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the way to a written stick', () => {
  it('asks for the office first, and for nothing that is already known', async () => {
    open(ANSWERS);
    const free = useWriting([], undefined);
    await free.start();
    expect(free.step.value).toBe('recipient');
    const known = useWriting([], MLIMANI.officeId);
    await known.start();
    expect(known.step.value).toBe('content');
    const chosen = useWriting([CASE], MLIMANI.officeId);
    await chosen.start();
    expect(chosen.step.value).toBe('leaves');
  });

  it('writes exactly the selection that was looked at', async () => {
    const double = open(ANSWERS);
    const writing = useWriting([CASE], BANDARI.officeId);
    await writing.start();
    writing.toStick();
    await writing.pick();
    await writing.write();
    const seen = { office: BANDARI.officeId, selection: { cases: [CASE] } };
    expect(inputs(double, 'exchange.preview')).toEqual([seen]);
    expect(inputs(double, 'exchange.write')).toEqual([{ ...seen, place: 'p', files: 'new' }]);
    expect(writing.step.value).toBe('hand_over');
  });

  it('goes on with another stick for what did not fit, and asks for nothing else again', async () => {
    const double = open(ANSWERS);
    const writing = useWriting([CASE], BANDARI.officeId);
    await writing.start();
    writing.toStick();
    await writing.pick();
    await writing.write();
    writing.nextStick();
    expect(writing.step.value).toBe('stick');
    expect(writing.stick.value).toBeUndefined();
    await writing.pick();
    await writing.write();
    const [, next] = inputs(double, 'exchange.write');
    expect(next).toEqual({ office: BANDARI.officeId, selection: { waiting: true }, place: 'p', files: 'new' });
  });

  it('goes on behind the last bundle when the changes themselves took more than one stick', async () => {
    const written = ANSWERS['exchange.write'];
    const train = { done: 1, of: 2, onThisStick: 1 };
    const double = open({
      ...ANSWERS,
      'exchange.offices': () => [{ ...BANDARI, train: { done: 1, of: 2 } }],
      'exchange.write': (input) => ({ ...written?.(input), train }) as never,
    });
    const writing = useWriting([CASE], BANDARI.officeId);
    await writing.start();
    writing.train.value = 'anew';
    await writing.pick();
    await writing.write();
    writing.nextStick();
    await writing.pick();
    await writing.write();
    expect(inputs(double, 'exchange.write').map((input) => (input as { train?: string }).train)).toEqual([
      'anew',
      'next',
    ]);
  });

  it('asks again what leaves when the office is changed after it was seen', async () => {
    const double = open(ANSWERS);
    const writing = useWriting([CASE], BANDARI.officeId);
    await writing.start();
    writing.change('recipient');
    writing.to.value = MLIMANI.officeId;
    writing.toContent();
    expect(writing.step.value).toBe('content');
    await writing.toLeaves();
    expect(inputs(double, 'exchange.preview').at(-1)).toEqual({
      office: MLIMANI.officeId,
      selection: { cases: [CASE] },
    });
  });

  it('stays at the stick when it was taken out, and says so; nothing counts as written', async () => {
    open({ ...ANSWERS, 'exchange.write': () => fail('SYNC_STICK_REMOVED') });
    const writing = useWriting([CASE], BANDARI.officeId);
    await writing.start();
    writing.toStick();
    await writing.pick();
    await writing.write();
    expect(writing.step.value).toBe('stick');
    expect(writing.refused.value?.code).toBe('SYNC_STICK_REMOVED');
    expect(writing.written.value).toBeUndefined();
  });

  it('writes nothing before a stick is chosen, and changes nothing after it is written', async () => {
    const double = open(ANSWERS);
    const writing = useWriting([CASE], BANDARI.officeId);
    await writing.start();
    writing.toStick();
    await writing.write();
    expect(inputs(double, 'exchange.write')).toEqual([]);
    await writing.pick();
    await writing.write();
    writing.change('recipient');
    expect(writing.step.value).toBe('hand_over');
  });
});
