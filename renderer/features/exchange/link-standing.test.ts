import { describe, expect, it } from 'vitest';
import type { OfficeLink } from '#core/contracts/exchange.contract.ts';
import type { OfficeId } from '#core/ids.ts';
import { linkStanding, QUIET_AFTER_DAYS } from './link-standing.ts';

const NOW = Date.parse('2026-11-24T10:00:00.000Z');
const ago = (days: number): string => new Date(NOW - days * 86_400_000).toISOString();
const link = (more: Partial<OfficeLink>): OfficeLink => ({
  officeId: 'bdAAAAAAAAAAAAAAAAAAAA' as OfficeId,
  code: 'BND',
  name: 'Bandari office',
  own: false,
  computers: { count: 1, behind: 0 },
  confirmedAtUtc: ago(100),
  sharedCases: 3,
  waitingChanges: 0,
  waitingCases: 0,
  waitingReferrals: 0,
  unseen: { fresh: 0, held: 0, waits: false },
  rejected: { changes: 0, cases: 0 },
  files: { count: 0, bytes: 0, done: 0 },
  ...more,
});

describe('how it stands with another office', () => {
  it('says that nothing was exchanged yet, and that something waits for the first stick', () => {
    expect(linkStanding(link({}), NOW).kind).toBe('new');
    expect(linkStanding(link({ waitingChanges: 2 }), NOW).kind).toBe('waiting');
  });

  it('says of an office that left the programme nothing but that, whatever waits', () => {
    const dropped = { untilUtc: ago(3), why: 'closed' } as const;
    expect(linkStanding(link({ dropped, waitingChanges: 2, lastWrittenAtUtc: ago(40) }), NOW).kind).toBe('dropped');
  });

  it('counts the days since a stick that nobody confirmed', () => {
    const written = link({ waitingChanges: 4, lastWrittenAtUtc: ago(10), lastDeliveredAtUtc: ago(21) });
    expect(linkStanding(written, NOW)).toEqual({ kind: 'no_answer', days: 10 });
  });

  it('does not take changes made after a confirmed stick for a missing answer', () => {
    const confirmed = link({ waitingChanges: 1, lastWrittenAtUtc: ago(5), lastDeliveredAtUtc: ago(3) });
    expect(linkStanding(confirmed, NOW).kind).toBe('waiting');
  });

  it('says that an office has been quiet from the day on that the limit is reached', () => {
    const last = (days: number) =>
      linkStanding(link({ lastWrittenAtUtc: ago(30), lastDeliveredAtUtc: ago(days), lastReceivedAtUtc: ago(40) }), NOW);
    expect(last(QUIET_AFTER_DAYS - 1).kind).toBe('good');
    expect(last(QUIET_AFTER_DAYS)).toEqual({ kind: 'quiet', days: QUIET_AFTER_DAYS });
  });
});
