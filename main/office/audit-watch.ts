import { readKeyFile } from '../crypto/key-file-store.ts';
import { ChainCheck, type AuditMark } from '../storage/audit-chain.ts';
import { audit } from './audit.ts';
import { headIsSigned } from './audit-heads.ts';
import { instantOf } from './clock.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { OpenOffice } from './open-office.ts';
import { breathe } from './progress.ts';

/** Lines that are followed before somebody else's call gets its turn: about 20 ms. */
const PIECE = 2000;

type Standing = Output<'audit.standing'>;
type Enter = <T>(work: (open: OpenOffice) => T) => Promise<T>;

interface Watch {
  readonly enter: Enter;
  standing: Standing;
  /** Counts the checks, so that one that was begun again stops. */
  round: number;
}
const watches = new WeakMap<OpenOffice, Watch>();

/** What is remembered of the chain outside of it. */
function marksOf(open: OpenOffice): { readonly marks: readonly AuditMark[]; readonly unsigned: number | undefined } {
  const heads = open.repos.audit.heads();
  const file = readKeyFile(open.dir);
  const reached = file.ok ? file.value.highWater : undefined;
  const kept = reached === undefined ? [] : [{ n: reached.auditN, hash: Buffer.from(reached.auditHash, 'base64url') }];
  // What others have seen comes last: it counts where a head of the same line says something else.
  const witnessed = open.repos.witnesses.of(open.self.officeN).filter(({ device }) => device === open.self.deviceId);
  return { marks: [...heads, ...kept, ...witnessed], unsigned: heads.find((head) => !headIsSigned(open, head))?.n };
}

/** Written down once: a trail that is broken at a line stays broken there, and what comes after it says no more. */
function tellBroken(open: OpenOffice, brokenAt: number): void {
  const told = open.repos.audit
    .list({ action: 'audit.broken', limit: 100 })
    .some(({ object }) => Number(object) <= brokenAt);
  if (!told) audit(open, 'audit.broken', String(brokenAt), 'failed');
}

async function follow(open: OpenOffice, watch: Watch): Promise<void> {
  const round = (watch.round += 1);
  const { check, unsigned, lines } = await watch.enter(() => {
    const { marks, unsigned } = marksOf(open);
    return { check: new ChainCheck(marks), unsigned, lines: open.repos.audit.head().n };
  });
  let more = true;
  while (more) {
    await breathe();
    if (watch.round !== round) return;
    more = await watch.enter(() => {
      // By the number that comes next, so that lines written meanwhile are followed too.
      const rows = open.repos.audit.after(check.reached, PIECE);
      for (const row of rows) check.add(row);
      return rows.length === PIECE;
    });
    open.emit({ type: 'progress', job: 'audit', phase: 'lines', done: check.lines, of: Math.max(lines, check.lines) });
  }
  await watch.enter(() => {
    check.end();
    const brokenAt = Math.min(check.brokenAt ?? Infinity, unsigned ?? Infinity);
    const checked = { lines: check.lines, atUtc: instantOf(open.clock.now()) };
    if (brokenAt === Infinity) watch.standing = { state: 'whole', ...checked };
    else {
      watch.standing = { state: 'broken', ...checked, brokenAt };
      tellBroken(open, brokenAt);
    }
    open.emit({ type: 'changed', cases: [], all: false });
  });
}

function begin(open: OpenOffice, watch: Watch): void {
  watch.standing = { state: 'checking' };
  // A lock in between ends it; the next sign-in begins anew.
  follow(open, watch).catch(() => undefined);
}

/**
 * Follows the whole chain in the background, piece by piece between people's calls (security.md, Audit).
 *
 * @param enter runs a piece when it is its turn; throws when the office is closed.
 */
export function watchAudit(open: OpenOffice, enter: Enter): void {
  const watch: Watch = { enter, standing: { state: 'checking' }, round: 0 };
  watches.set(open, watch);
  begin(open, watch);
}

/** Whether the trail is whole, as far as it is known; `again`: begins to follow it anew. */
export function auditStanding(open: OpenOffice, { again }: Input<'audit.standing'>): Standing {
  const watch = watches.get(open);
  if (watch === undefined) return { state: 'checking' };
  if (again && watch.standing.state !== 'checking') begin(open, watch);
  return watch.standing;
}
