import { describe, expect, it } from 'vitest';
import type { CommitHead } from '#core/exchange/commit.ts';
import type { Op } from '#core/exchange/op.ts';
import { readiness, type Held } from '#core/exchange/readiness.ts';
import type { CommitId, DeviceId, ProgrammeId, SessionId, StreamId } from '#core/ids.ts';

const here = 'AAAAAAAAAAAAAAAAAAAAAA' as DeviceId;
const there = 'BBBBBBBBBBBBBBBBBBBBBA' as DeviceId;
const commit = (name: string): CommitId => name.padEnd(43, 'A') as CommitId;
const dot = 'DDDDDDDDDDDDDDDDDDDDDA';

function head(change: Partial<CommitHead> = {}): CommitHead {
  return {
    programme: 'PPPPPPPPPPPPPPPPPPPPPA' as ProgrammeId,
    stream: 'SSSSSSSSSSSSSSSSSSSSSA' as StreamId,
    device: here,
    sseq: 2,
    prev: commit('first'),
    context: {},
    wall: 1,
    counter: 0,
    suspect: false,
    session: 'EEEEEEEEEEEEEEEEEEEEEA' as SessionId,
    dseq: 2,
    form: ['full', 1],
    payload: commit('payload'),
    ...change,
  };
}

const nothing: Held = { has: () => false, hasDot: () => false, at: () => [] };
const first: Held = { ...nothing, at: (device, sseq) => (device === here && sseq === 1 ? [commit('first')] : []) };
const set: Op = ['set', 'case', 'case', 'name', 'x', [dot]];
const id = commit('second');

describe('whether a commit may be applied', () => {
  it('waits for its own predecessor, and for that very one', () => {
    expect(readiness(head(), id, [], nothing)).toEqual({
      state: 'waiting',
      device: here,
      sseq: 1,
      id: commit('first'),
    });
    const another: Held = { ...nothing, at: () => [commit('another')] };
    expect(readiness(head(), id, [], another).state).toBe('waiting');
    expect(readiness(head(), id, [], first)).toEqual({ state: 'ready', fork: false });
  });

  it('waits for what its author had of others, by number and by id', () => {
    const seen = head({ context: { [there]: [3, commit('third')] } });
    expect(readiness(seen, id, [], first)).toEqual({
      state: 'waiting',
      device: there,
      sseq: 3,
      id: commit('third'),
    });
    const third: Held = {
      ...first,
      at: (device, sseq) => (device === there ? [commit('third')] : first.at(device, sseq)),
    };
    expect(readiness(seen, id, [], third)).toEqual({ state: 'ready', fork: false });
  });

  it('waits for every value that its editor says to have been shown', () => {
    expect(readiness(head(), id, [set], first)).toEqual({ state: 'waiting', device: here, sseq: 0, id: dot });
    expect(readiness(head(), id, [['del', 'rows', dot, [dot]]], first).state).toBe('waiting');
    expect(readiness(head(), id, [set, { unknown: 'later' }], { ...first, hasDot: () => true }).state).toBe('ready');
  });

  it('knows a commit that is here, and one that stands where another stands', () => {
    expect(readiness(head(), id, [set], { ...nothing, has: () => true })).toEqual({ state: 'known' });
    const forked: Held = { ...first, at: (device, sseq) => (sseq === 2 ? [commit('twin')] : first.at(device, sseq)) };
    expect(readiness(head(), id, [], forked)).toEqual({ state: 'ready', fork: true });
  });
});
