import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeOps } from '#core/exchange/commit.ts';
import { judgeKept, type KeepOp } from '#core/exchange/kept-words.ts';
import { readOp, type Op } from '#core/exchange/op.ts';
import type { CommitId, OfficeId, UserId } from '#core/ids.ts';

const ROW = 'ICEiIyQlJicoKSorLC0uLw';
const WHO = ['MDEyMzQ1Njc4OTo7PD0-Pw' as UserId, 'Head of Kisimani', 1_767_225_600_000] as const;
const OFFICE = 'EBESExQVFhcYGRobHB0eHw' as OfficeId;
const held: KeepOp = ['keep', ROW, 'held', 'The trial goes on.', 'Court', '', ...WHO];
const longer: KeepOp = ['keep', ROW, 'longer', '2031-05-01', 'Her brother may ask.', ...WHO];
const hidden: KeepOp = ['keep', ROW, 'hidden', ...WHO];
const own = (row: string): Op => ['hand', row, 'own', OFFICE, 'A'.repeat(43) as CommitId];

test('what goes along is written as the format says, and read again', () => {
  const format = readFileSync(join(import.meta.dirname, '../../../docs/bundle-format.md'), 'utf8');
  for (const op of [held, longer, hidden]) {
    const text = encodeOps([op]);
    expect(format.split('\n')).toContain(text.slice(1, -1));
    expect(readOp(JSON.parse(text)[0])).toEqual(op);
  }
});

describe('it counts beside the word that gives the case away alone', () => {
  test.each([
    ['beside it', [own(ROW), held, longer, hidden], 'core', undefined],
    ['nothing of it', [own(ROW)], 'safety', undefined],
    ['alone', [held], 'core', 'kept-without-handover'],
    ['beside another hand-over', [own(OFFICE), held], 'core', 'kept-without-handover'],
    ['beside an offer', [['hand', ROW, 'offer', OFFICE], held], 'core', 'kept-without-handover'],
    ['outside the core', [own(ROW), held], 'safety', 'kept-without-handover'],
  ] as const)('%s', (_name, ops: readonly Op[], compartment, wrong) => {
    expect(judgeKept(ops, compartment)).toBe(wrong);
  });
});

test.each([
  ['no day', ['keep', ROW, 'longer', 'soon', 'Why', ...WHO]],
  ['another verb', ['keep', ROW, 'free', 'Why', ...WHO]],
  ['nobody', ['keep', ROW, 'hidden', 'somebody', 'Head', 1]],
  ['a reason that no register takes', ['keep', ROW, 'held', ' ', 'Court', '', ...WHO]],
  ['nobody who ordered it', ['keep', ROW, 'held', 'The trial goes on.', '', '', ...WHO]],
  ['a moment that is no day', ['keep', ROW, 'hidden', WHO[0], WHO[1], 8_640_000_000_000_001]],
])('a shape that is not one of these is not read: %s', (_name, raw) => {
  expect(readOp(raw)).toBeUndefined();
});
