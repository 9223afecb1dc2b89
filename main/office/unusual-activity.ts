import { UNUSUAL_LIMITS, unusualIn, type Unusual, type UnusualLimits } from '#core/audit/unusual.ts';
import { auditLimits } from '#core/contracts/audit.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { putNoted } from '../storage/audit.repo.ts';
import { audit } from './audit.ts';
import { auditWords } from './audit-words.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';

/** How far back is looked: what nobody asked about by then, nobody will. */
const DAYS_BACK = 35;
const DAY_MS = 86_400_000;

/** The setting that holds what this office has set. */
const LIMITS = 'unusual_limits';

/** What was found at a head of the trail: it changes only when a line is added. */
const found = new WeakMap<OpenOffice, { readonly head: number; readonly all: readonly Unusual[] }>();

function limitsOf({ db }: Pick<OpenOffice, 'db'>): UnusualLimits {
  const text = new NamedTexts(db, 'setting').get(LIMITS);
  return (text === undefined ? undefined : auditLimits.safeParse(JSON.parse(text)).data) ?? UNUSUAL_LIMITS;
}

export const getUnusualLimits = (open: OpenOffice): Output<'audit.limits'> => ({ ...limitsOf(open) });

export function setUnusualLimits(open: OpenOffice, limits: Input<'audit.setLimits'>): Output<'audit.setLimits'> {
  open.db.transaction(() => {
    putText(open.db, 'setting', LIMITS, JSON.stringify(limits));
    // With the numbers: whoever looks later has to see what did not stand out at that time.
    audit(open, 'office.unusual', open.self.code, 'done', Object.values(limits).map(String).join(' '));
  });
  found.delete(open);
  open.emit({ type: 'changed', cases: [], all: false });
  return {};
}

function unusualNow(open: OpenOffice): readonly Unusual[] {
  const head = open.repos.audit.head().n;
  const known = found.get(open);
  if (known?.head === head) return known.all;
  const limits = limitsOf(open);
  const all = unusualIn(open.repos.audit.since(open.clock.now() - DAYS_BACK * DAY_MS), open.self.timeZone, limits);
  found.set(open, { head, all });
  return all;
}

/** What stood out in the last five weeks, with what was written down about it. */
export function listUnusual(open: OpenOffice): Output<'audit.unusual'> {
  const { nameOf } = auditWords(open);
  const notes = new Map(
    open.repos.audit.noted().map((note) => [`${note.kind} ${note.who} ${String(note.fromN)}`, note]),
  );
  return unusualNow(open).map(({ kind, who, fromN, toN, fromAt, toAt, count }) => {
    const note = notes.get(`${kind} ${who} ${String(fromN)}`);
    return {
      kind,
      who,
      name: nameOf(who),
      fromN,
      toN,
      fromUtc: instantOf(fromAt),
      toUtc: instantOf(toAt),
      count,
      // What went on after somebody looked has to be looked at again.
      ...(note === undefined || note.toN < toN
        ? {}
        : { noted: { by: nameOf(note.by), why: note.why, atUtc: instantOf(note.at) } }),
    };
  });
}

/** Writes down what somebody found out. FORM_STALE. */
export function noteUnusual(open: OpenOffice, { kind, who, fromN, why }: Input<'audit.note'>): Output<'audit.note'> {
  const one = unusualNow(open).find((found) => found.kind === kind && found.who === who && found.fromN === fromN);
  if (one === undefined) throw new Refusal('FORM_STALE');
  open.db.transaction(() => {
    putNoted(open.db, { kind, who, fromN, toN: one.toN, by: open.me.id, why, at: open.clock.now() });
    audit(open, 'audit.noted', who, 'done', `${kind} ${String(fromN)}-${String(one.toN)}`);
  });
  open.emit({ type: 'changed', cases: [], all: false });
  return {};
}
