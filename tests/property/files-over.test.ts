import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayNumber, isoOfDay } from '#core/measures/day-number.ts';
import type { CasePast, Move } from '#core/measures/past.ts';
import { FIRST_RULES, filesOver, ruleOfFile, rulesInForce, type RuleSetting } from '#core/privacy/retention.ts';
import { addDays, addMonths, exactDate, wallDay } from '../builders/calendar-days.ts';
import { casePast } from '../builders/case-past.ts';

// The same cases at every run: a failure can be looked at again.
fc.configureGlobal({ seed: 20_261_127 });

const withMoves = (moves: readonly Move[]): CasePast => casePast({ moves });
const NOW = exactDate(wallDay()).date;
/** Days that are in every month: a later month may have no 31st. */
const ended = fc.integer({ min: 0, max: 4000 }).map((back) => `${addDays(NOW, -back).slice(0, 8)}17`);
const months = fc.integer({ min: 1, max: 60 });
const timed = (wanted: number): readonly RuleSetting[] => [{ rule: 'media', months: wanted, basis: '' }];

test('files of a closed case are over from the same day so many months later on, and not a day before', () => {
  fc.assert(
    fc.property(ended, months, fc.integer({ min: -40, max: 40 }), (end, wanted, shift) => {
      const first = addMonths(end, wanted);
      const today = addDays(first, shift);
      const past = withMoves([
        [dayNumber(addDays(end, -100)), 'new', ''],
        [dayNumber(end), 'closed', 'no_longer_at_risk'],
      ]);
      const over = filesOver(past, dayNumber(today), timed(wanted));
      const from = over?.from.get('media');
      if (today < end) expect(over).toBeUndefined();
      else expect(from === undefined ? undefined : isoOfDay(from)).toBe(shift >= 0 ? first : undefined);
      expect(over?.from.get('documents')).toBeUndefined();
    }),
  );
});

test('a case that is open again has none, and its next end begins the time anew', () => {
  fc.assert(
    fc.property(ended, months, fc.integer({ min: 1, max: 900 }), (end, wanted, apart) => {
      const again = addDays(end, apart);
      const moves: Move[] = [
        [dayNumber(addDays(end, -100)), 'new', ''],
        [dayNumber(end), 'closed', 'no_longer_at_risk'],
        [dayNumber(again), 'reopened', ''],
      ];
      const late = dayNumber(addDays(again, 4000));
      expect(filesOver(withMoves(moves), late, timed(wanted))).toBeUndefined();
      const next = dayNumber(addDays(again, 5));
      const over = filesOver(withMoves([...moves, [next, 'closed', '']]), late, timed(wanted));
      expect(over?.ended).toBe(next);
    }),
  );
});

test('a programme’s longest time shortens what the office says, and its shortest lengthens it', () => {
  fc.assert(
    fc.property(months, months, months, (own, a, b) => {
      const [least, most] = [Math.min(a, b), Math.max(a, b)];
      const found = rulesInForce([{ rule: 'media', months: least, least, most }], timed(own));
      expect(found.find(({ rule }) => rule === 'media')?.months).toBe(Math.min(Math.max(own, least), most));
    }),
  );
});

test('a year for photos and recordings, none for documents, and a signature goes with its case', () => {
  const said = (wanted: string) => FIRST_RULES.find(({ rule }) => rule === wanted)?.months;
  expect([said('media'), said('documents')]).toEqual([12, undefined]);
  expect([ruleOfFile('photo', false), ruleOfFile('audio', false)]).toEqual(['media', 'media']);
  expect([ruleOfFile('document', false), ruleOfFile('photo', true)]).toEqual(['documents', 'documents']);
  expect([ruleOfFile('signature', false), ruleOfFile('signature', true)]).toEqual([undefined, undefined]);
});
