import { expect, test } from 'vitest';
import type { OfficeId } from '#core/ids.ts';
import type { Op } from '#core/exchange/op.ts';
import { readOp } from '#core/exchange/op.ts';
import { fitsStream, judgeRefer, type AskedReferral, type ReferOp } from '#core/exchange/referral-words.ts';

const [A, B, C] = ['a', 'b', 'c'].map((one) => one.repeat(21).concat('A') as OfficeId) as [
  OfficeId,
  OfficeId,
  OfficeId,
];
const ROW = 'r'.repeat(21).concat('A');
const sent: AskedReferral = { from: A, to: B, accepted: undefined, closed: false };
const accepted: AskedReferral = { ...sent, accepted: true };

test.each<[string, ReferOp, OfficeId, AskedReferral | undefined, string | undefined]>([
  ['its owner asks', ['refer', ROW, 'ask', B, '2026-12-01'], A, undefined, undefined],
  [
    'nobody asks in another office’s stream',
    ['refer', ROW, 'ask', B, '2026-12-01'],
    B,
    undefined,
    'referral-not-fitting',
  ],
  ['nobody asks themselves', ['refer', ROW, 'ask', A, '2026-12-01'], A, undefined, 'referral-not-fitting'],
  ['an id is used once', ['refer', ROW, 'ask', B, '2026-12-01'], A, sent, 'referral-not-fitting'],
  ['nothing is said about no referral', ['refer', ROW, 'accept'], B, undefined, 'word-about-no-referral'],
  ['the sender ends it', ['refer', ROW, 'end', 'taken_back'], A, accepted, undefined],
  ['nobody else ends it', ['refer', ROW, 'end', 'taken_back'], B, sent, 'end-by-another-office'],
  ['the office asked accepts', ['refer', ROW, 'accept'], B, sent, undefined],
  ['the office asked declines', ['refer', ROW, 'decline', 'No time'], B, sent, undefined],
  ['another office does not answer', ['refer', ROW, 'accept'], C, sent, 'answer-by-another-office'],
  ['the sender does not answer', ['refer', ROW, 'accept'], A, sent, 'answer-by-another-office'],
  ['an answer is given once', ['refer', ROW, 'decline', 'No time'], B, accepted, 'answer-given-before'],
  ['what was accepted is closed', ['refer', ROW, 'close', '2026-11-26', ''], B, accepted, undefined],
  ['what was not accepted is not', ['refer', ROW, 'close', '', 'Left'], B, sent, 'closed-without-acceptance'],
  [
    'what was declined is not',
    ['refer', ROW, 'close', '', 'Left'],
    B,
    { ...sent, accepted: false },
    'closed-without-acceptance',
  ],
  ['it is closed once', ['refer', ROW, 'close', '', 'Left'], B, { ...accepted, closed: true }, 'closed-before'],
])('%s', (_, op, author, known, wrong) => {
  expect(judgeRefer(op, { author, owner: A, known })).toBe(wrong);
});

test('words stand in their stream, answers in theirs, and neither in a case', () => {
  const word: Op = ['refer', ROW, 'accept'];
  const answer: Op = ['doc', 'case', 'case', { sex: 'female' }];
  const later: Op = ['set', 'case', 'case', 'sex', 'male', []];
  expect(fitsStream('referral', [word, { unknown: 'new' }])).toBe(true);
  expect(fitsStream('referral', [word, answer])).toBe(false);
  expect(fitsStream('snapshot', [answer])).toBe(true);
  expect(fitsStream('snapshot', [later])).toBe(false);
  expect(fitsStream('snapshot', [word])).toBe(false);
  expect(fitsStream('core', [answer, later])).toBe(true);
  expect(fitsStream('core', [answer, word])).toBe(false);
});

test.each<[string, unknown]>([
  ['a day that is none', ['refer', ROW, 'ask', B, '2026-13-01']],
  ['an end for no known reason', ['refer', ROW, 'end', 'because']],
  ['a word nobody knows', ['refer', ROW, 'forget']],
  ['one word too many', ['refer', ROW, 'accept', 'twice']],
  ['a reason longer than any', ['refer', ROW, 'decline', 'x'.repeat(501)]],
  ['a report longer than any', ['refer', ROW, 'close', '', 'x'.repeat(20_001)]],
  ['a row that is no id', ['refer', 'row', 'accept']],
])('foreign bytes with %s are no operation', (_, raw) => {
  expect(readOp(raw)).toBeUndefined();
});
