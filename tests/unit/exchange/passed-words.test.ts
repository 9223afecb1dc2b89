import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeOps } from '#core/exchange/commit.ts';
import { readOp, type Op } from '#core/exchange/op.ts';
import { judgePassed, type PassOp } from '#core/exchange/passed-words.ts';
import type { OfficeId, UserId } from '#core/ids.ts';

const ROW = 'ICEiIyQlJicoKSorLC0uLw';
const THING = 'QEFCQ0RFRkdISUpLTE1OTw';
const USER = 'MDEyMzQ1Njc4OTo7PD0-Pw' as UserId;
const WHO = [USER, 'Head of Kisimani', 1_767_225_600_000] as const;
const FROM = 'EBESExQVFhcYGRobHB0eHw' as OfficeId;
const TO = 'EBESExQVFhcYGRobHB0eIA' as OfficeId;
const GIVEN = { row: ROW, from: FROM, to: TO };

const held: PassOp = ['pass', ROW, 'held', 'The trial goes on.', 'Court', '', ...WHO];
const longer: PassOp = ['pass', ROW, 'longer', '2031-05-01', 'Her brother may ask.', ...WHO];
const lifted: PassOp = ['pass', ROW, 'lifted', USER, 1_767_225_600_000, 'Acquitted.', ...WHO];
const asked = { kind: 'opened', sort: 'access', by: 'caregiver', who: 'Mama Neema', received: '2026-01-02' } as const;
const request: PassOp = ['pass', ROW, 'request', THING, { ...asked, what: 'All that is kept.', identity: '' }, ...WHO];
const owedTo = { kind: 'owed', key: 'office EBESExQVFhcYGRobHB0eIQ', of: 'office', recipient: 'Lwandani' } as const;
const owed: PassOp = ['pass', ROW, 'request', THING, owedTo, ...WHO];
const facts = { sort: 'stick', data: ['names'], known: 1_767_225_600_000, authority: 'told', people: 'open' } as const;
const incident: PassOp = ['pass', ROW, 'incident', THING, { ...facts, data: ['names'] }, ...WHO];

test('what is said beside a hand-over is written as the format says, and read again', () => {
  const format = readFileSync(join(import.meta.dirname, '../../../docs/bundle-format.md'), 'utf8').split('\n');
  for (const op of [held, longer, lifted, request, owed, incident]) {
    const text = encodeOps([op]);
    expect(format).toContain(text.slice(1, -1));
    expect(readOp(JSON.parse(text)[0])).toEqual(op);
  }
});

describe('it counts in the stream of its hand-over, from the office that may say it', () => {
  const other: PassOp = ['pass', THING, 'longer', '2031-05-01', 'Why', ...WHO];
  const del: Op = ['del', 'case', 'case', []];
  test.each([
    ['from who gave the case away', [held, longer, request, incident, lifted], FROM, GIVEN, undefined],
    ['that a hold was lifted, from both', [lifted], TO, GIVEN, undefined],
    ['a hold from who took it', [held], TO, GIVEN, 'passed-by-another-office'],
    ['a request from who took it', [request], TO, GIVEN, 'passed-by-another-office'],
    ['from a third office', [lifted], ROW as OfficeId, GIVEN, 'passed-by-another-office'],
    ['about another hand-over', [other], FROM, GIVEN, 'not-of-this-stream'],
    ['in a stream of no hand-over', [held], FROM, undefined, 'not-of-this-stream'],
    ['something else there', [held, del], FROM, GIVEN, 'not-of-this-stream'],
    ['what a newer version says there', [{ unknown: 'later' }], TO, GIVEN, undefined],
  ] as const)('%s', (_name, ops, author, given, wrong) => {
    expect(judgePassed(ops, 'handover', author, given)).toBe(wrong);
  });
  test('and nowhere else', () => {
    expect(judgePassed([held], 'core', FROM, undefined)).toBe('not-of-this-stream');
    expect(judgePassed([['del', 'case', 'case', []]], 'core', FROM, undefined)).toBeUndefined();
  });
});

test.each([
  ['an incident with a word more', ['pass', ROW, 'incident', THING, { ...facts, title: 'The bag' }, ...WHO]],
  [
    'an incident at a moment that no calendar has',
    ['pass', ROW, 'incident', THING, { ...facts, known: Number.MAX_SAFE_INTEGER }, ...WHO],
  ],
  ['one that happened then', ['pass', ROW, 'incident', THING, { ...facts, happened: Number.MAX_SAFE_INTEGER }, ...WHO]],
  ['a note of a request', ['pass', ROW, 'request', THING, { kind: 'note', text: 'Private' }, ...WHO]],
  ['a case that a request names itself', ['pass', ROW, 'request', THING, { ...asked, caseId: THING }, ...WHO]],
  ['a lifting without a reason', ['pass', ROW, 'lifted', USER, 1, '', ...WHO]],
  ['another verb', ['pass', ROW, 'free', 'Why', ...WHO]],
])('a shape that is not one of these is not read: %s', (_name, raw) => {
  expect(readOp(raw)).toBeUndefined();
});
