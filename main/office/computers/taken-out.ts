import type { CutOff } from '#core/exchange/trust.ts';
import type { DeviceId } from '#core/ids.ts';
import type { OpenOffice } from '../open-office.ts';

/** A step back in how a computer came to be: to what it was before, or to the computer beside which it was made. */
interface Step {
  readonly before: DeviceId;
  /** Of a computer beside which it was made: when this office came to know of it here, in milliseconds. */
  readonly knownAt: number | undefined;
}

/** How a computer came to be, from its last step back to its first; a ring ends where it began. */
export function stepsBack({ repos: { successions, siblings } }: OpenOffice, device: DeviceId): Step[] {
  const steps: Step[] = [];
  for (let at = device; ;) {
    const succession = successions.of(at);
    const row = succession ?? siblings.of(at);
    if (!row || row.before === device || steps.some(({ before }) => before === row.before)) return steps;
    steps.push({ before: row.before, knownAt: succession ? undefined : row.at });
    at = row.before;
  }
}

/**
 * From when on a computer of this office counts no more, as far as the office itself took it out or something in its line:
 * what it was before, or the computer beside which it was made, where that became known here only after the cut-off. Its
 * numbers may be counted anew, so that only the moment says something. Undefined: nobody took it out.
 */
export function cutOffHere(open: OpenOffice, device: DeviceId): CutOff | undefined {
  const { takenOut } = open.repos;
  let knownAt = Infinity;
  let since = takenOut.since(device) ?? Infinity;
  for (const step of stepsBack(open, device)) {
    knownAt = Math.min(knownAt, step.knownAt ?? Infinity);
    const out = takenOut.since(step.before) ?? Infinity;
    if (out < knownAt) since = Math.min(since, out);
  }
  return since === Infinity ? undefined : { at: since, dseq: 0 };
}
