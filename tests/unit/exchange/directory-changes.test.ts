import { describe, expect, it } from 'vitest';
import { changesBetween, dropping, puttingBack, undoing } from '#core/exchange/directory-changes.ts';
import type { DirectoryEntry } from '#core/exchange/trust.ts';
import type { DeviceId, OfficeId } from '#core/ids.ts';

const office = (id: string, more: Partial<DirectoryEntry> = {}): DirectoryEntry => ({
  kind: 'office',
  subject: id as OfficeId,
  cert: `cert of ${id}`,
  ...more,
});
const device = (id: string, more: Partial<DirectoryEntry> = {}): DirectoryEntry => ({
  kind: 'device',
  subject: id as DeviceId,
  cert: `cert of ${id}`,
  ...more,
});
const cutOff = (at: number): Partial<DirectoryEntry> => ({ cutOff: { at, dseq: 0 } });
const all = (): boolean => true;

describe('an office that is dropped', () => {
  it('takes its computers along, and only those come back with it', () => {
    const computers = [device('a'), device('b', cutOff(100)), device('c', { cutOff: { at: 50, dseq: 7 } })];
    const dropped = dropping(office('o'), computers, { at: 100, why: 'closed' });
    // Moved on by a millisecond: at 100 a computer was taken out by itself.
    expect(dropped).toEqual([office('o', { dropped: { at: 101, why: 'closed' } }), device('a', cutOff(101))]);
    const [entry = office('o'), gone = device('a')] = dropped;
    const now = [gone, ...computers.slice(1)];
    expect(puttingBack(entry, now)).toEqual([office('o'), device('a')]);
    // Another moment moves those that went with it, and no other.
    expect(dropping(entry, now, { at: 80, why: 'merged' })).toEqual([
      office('o', { dropped: { at: 80, why: 'merged' } }),
      device('a', cutOff(80)),
    ]);
  });
});

describe('what changed between two lists', () => {
  const before = [office('o'), office('p'), device('a'), device('b', cutOff(10)), device('g'), office('q')];
  const drop = { dropped: { at: 20, why: 'closed' as const } };
  const now = [
    office('o', drop),
    office('p', { cert: 'other people' }),
    device('a', cutOff(20)),
    device('b'),
    office('q'),
    office('n'),
    device('m'),
    device('x', cutOff(20)),
  ];

  it('is told line by line, and each line can be undone', () => {
    const changes = changesBetween(before, now);
    expect(changes.map((one) => [(one.now ?? one.before)?.subject, one.what])).toEqual([
      ['o', 'out'],
      ['p', 'certificate'],
      ['a', 'out'],
      ['b', 'back'],
      ['n', 'added'],
      ['m', 'added'],
      ['g', 'gone'],
    ]);
    expect(changes.map((one) => undoing(one, 15, all))).toEqual([
      office('o'),
      office('p'),
      device('a'),
      device('b', cutOff(10)),
      office('n', { dropped: { at: 15, why: 'false' } }),
      device('m', cutOff(15)),
      device('g'),
    ]);
  });

  it('keeps the people whom an office itself named, whatever the list before said', () => {
    const [, people] = changesBetween(before, now);
    expect(people && undoing(people, 15, () => false)).toBeUndefined();
    const both = changesBetween([office('o')], [office('o', { ...drop, cert: 'other people' })]);
    expect(both[0] && undoing(both[0], 15, () => false)).toEqual(office('o', { cert: 'other people' }));
  });

  it('tells another moment, and nothing where nothing changed', () => {
    expect(changesBetween([office('o', drop)], [office('o', { dropped: { at: 21, why: 'closed' } })])).toMatchObject([
      { what: 'moment' },
    ]);
    expect(changesBetween(now, now)).toEqual([]);
  });
});
