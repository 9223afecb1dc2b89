import { describe, expect, it } from 'vitest';
import { judgeHand, type Handover, type HandOp } from '#core/exchange/handover.ts';
import { readOp } from '#core/exchange/op.ts';
import type { CommitId, OfficeId } from '#core/ids.ts';

const [OWNER, ASKED, OTHER] = ['A', 'B', 'C'].map((letter) => letter.repeat(21) + 'A') as [
  OfficeId,
  OfficeId,
  OfficeId,
];
const ROW = 'R'.repeat(21) + 'A';
const TAKEN = ('T'.repeat(42) + 'A') as CommitId;
const NOT_TAKEN = ('N'.repeat(42) + 'A') as CommitId;
const offered: Handover = { from: OWNER, to: ASKED, recalled: false, reply: undefined };
const taken: Handover = { ...offered, reply: { commit: TAKEN, accepted: true } };
const left: Handover = { ...offered, reply: { commit: TAKEN, accepted: false } };
const offer: HandOp = ['hand', ROW, 'offer', ASKED];
const recall: HandOp = ['hand', ROW, 'recall', ASKED];
const take: HandOp = ['hand', ROW, 'take', ASKED];
const leave: HandOp = ['hand', ROW, 'leave', ASKED, 'too far'];
const own: HandOp = ['hand', ROW, 'own', ASKED, TAKEN];

/** By whom, knowing what: why it does not count, or nothing. */
const TABLE: readonly (readonly [string, HandOp, OfficeId, Handover | undefined, string | undefined])[] = [
  ['the owner offers', offer, OWNER, undefined, undefined],
  ['another office offers', offer, OTHER, undefined, 'handover-by-another-office'],
  ['an id is used again', offer, OWNER, offered, 'offer-not-fitting'],
  ['the owner offers to itself', ['hand', ROW, 'offer', OWNER], OWNER, undefined, 'offer-not-fitting'],
  ['the owner takes it back', recall, OWNER, offered, undefined],
  ['the owner takes back what was taken meanwhile', recall, OWNER, taken, undefined],
  ['the office that was asked takes it back', recall, ASKED, offered, 'handover-by-another-office'],
  ['there is nothing to take back', recall, OWNER, undefined, 'no-such-offer'],
  ['the office that was asked takes it', take, ASKED, offered, undefined],
  ['it takes what was taken back meanwhile', take, ASKED, { ...offered, recalled: true }, undefined],
  ['another office takes it', ['hand', ROW, 'take', OTHER], OTHER, offered, 'reply-by-another-office'],
  ['another office answers for it', take, OTHER, offered, 'reply-by-another-office'],
  ['the owner answers for it', take, OWNER, offered, 'reply-by-another-office'],
  ['it answers twice', leave, ASKED, taken, 'reply-given-before'],
  ['it answers to nothing', leave, ASKED, undefined, 'reply-to-no-offer'],
  ['the owner makes it the owner', own, OWNER, taken, undefined],
  ['it makes itself the owner', own, ASKED, taken, 'handover-by-another-office'],
  ['the owner pushes it on an office', own, OWNER, offered, 'owned-without-acceptance'],
  ['the owner pushes what was left', own, OWNER, left, 'owned-without-acceptance'],
  ['the owner took it back before', own, OWNER, { ...taken, recalled: true }, 'owned-without-acceptance'],
  ['another commit is named', ['hand', ROW, 'own', ASKED, NOT_TAKEN], OWNER, taken, 'owned-without-acceptance'],
  ['another office is named', ['hand', ROW, 'own', OTHER, TAKEN], OWNER, taken, 'no-such-offer'],
];

describe('an operation of a hand-over', () => {
  it.each(TABLE)('%s', (_, op, author, known, wrong) => {
    expect(judgeHand(op, { author, owner: OWNER, known })).toBe(wrong);
  });
  it('is read from foreign bytes in exactly these shapes', () => {
    for (const op of [offer, recall, take, leave, own]) expect(readOp(JSON.parse(JSON.stringify(op)))).toEqual(op);
    for (const bad of [
      ['hand', ROW, 'offer'],
      ['hand', ROW, 'give', ASKED],
      ['hand', 'case', 'offer', ASKED],
      ['hand', ROW, 'own', ASKED, ASKED],
      ['hand', ROW, 'leave', ASKED],
      ['hand', ROW, 'take', ASKED, 'more'],
      ['hand', ROW, 'leave', ASKED, 'x'.repeat(2001)],
    ])
      expect(readOp(bad), JSON.stringify(bad)).toBeUndefined();
  });
});
