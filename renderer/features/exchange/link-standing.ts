import type { OfficeLink } from '#core/contracts/exchange.contract.ts';

export interface LinkStanding {
  /** `dropped`: no longer in the programme. `new`: nothing went either way yet. `no_answer`: written, not confirmed since. `quiet`: nothing came for long. */
  readonly kind: 'new' | 'waiting' | 'no_answer' | 'quiet' | 'good' | 'dropped';
  /** Whole days since the stick was written (`no_answer`) or since the last sign of that office (`quiet`). */
  readonly days: number;
}

/** After so many days without a sign of an office the list says so. */
export const QUIET_AFTER_DAYS = 21;
const DAY_MS = 86_400_000;

/** How it stands with another office, the most pressing word first (ui-guide §4.6). Instants compare as text. */
export function linkStanding(link: OfficeLink, now: number): LinkStanding {
  const daysSince = (instant: string): number => Math.max(0, Math.floor((now - Date.parse(instant)) / DAY_MS));
  if (link.dropped) return { kind: 'dropped', days: 0 };
  const waits = link.waitingChanges > 0 || link.files.count > 0;
  const written = link.lastWrittenAtUtc;
  const delivered = link.lastDeliveredAtUtc;
  const sign = [delivered, link.lastReceivedAtUtc]
    .filter((at) => at !== undefined)
    .toSorted()
    .at(-1);
  if (waits && written !== undefined && written > (delivered ?? '')) {
    return { kind: 'no_answer', days: daysSince(written) };
  }
  if (sign !== undefined && daysSince(sign) >= QUIET_AFTER_DAYS) return { kind: 'quiet', days: daysSince(sign) };
  if (waits) return { kind: 'waiting', days: 0 };
  return { kind: written === undefined && sign === undefined ? 'new' : 'good', days: 0 };
}
