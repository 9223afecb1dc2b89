import { z } from 'zod';
import { OP_KINDS } from '#core/exchange/op.ts';
import { fieldsIn, keyOf } from '#core/forms/known-fields.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { MALFORMED } from './incoming-commit.ts';
import { takeKeptBefore } from './kept-at-handover.ts';
import { takeErasuresBefore } from './note-erasure.ts';
import { takeWaiting } from './office-cards.ts';
import type { OpenOffice } from './open-office.ts';
import { takePassedBefore } from './pass-at-handover.ts';
import { projectCase, renewProjections } from './project-case.ts';
import { replayStream } from './replay-stream.ts';

/** Under which `meta` remembers with what knowledge the states of records were made. */
const MARK = 'states';

const shape = z.object({
  version: z.string(),
  kinds: z.array(z.string()),
  /** How a field protects, as JSON, by collection and field. */
  protective: z.record(z.string(), z.string()),
});
type Knowledge = z.infer<typeof shape>;

function knowledgeNow(open: OpenOffice): Knowledge {
  const { forms, retired = [] } = open.configuration.configuration;
  const protective = new Map<string, string>();
  // As `FieldIndex` does: what is asked says what a field is.
  for (const { collection, def } of fieldsIn([...retired, ...forms])) {
    const key = keyOf(collection, def.id);
    if (def.protective === undefined) protective.delete(key);
    else protective.set(key, JSON.stringify(def.protective));
  }
  return { version: open.version, kinds: [...OP_KINDS], protective: Object.fromEntries(protective) };
}

function knowledgeBefore(open: OpenOffice, now: Knowledge): Knowledge {
  const text = new NamedTexts(open.db, 'meta').get(MARK);
  // A database of before this mark: every answer that protects is looked at once.
  return text === undefined ? { ...now, version: '', protective: {} } : shape.parse(JSON.parse(text));
}

/**
 * Makes the states of records again where this office merged with less knowledge than it has now: which answers protect
 * a child (another configuration), or what an operation means (another program). Without it two offices that had
 * different versions for a while would show different answers for ever. In the caller's transaction, before cases are
 * projected; the log is not touched.
 *
 * @returns numbers of the cases that may be different now.
 */
export function renewStates(open: OpenOffice): ReadonlySet<number> {
  const { cases, records } = open.repos;
  const now = knowledgeNow(open);
  const before = knowledgeBefore(open, now);
  const fields = [...new Set([...Object.keys(before.protective), ...Object.keys(now.protective)])].filter(
    (key) => before.protective[key] !== now.protective[key],
  );
  const learnt = now.kinds.some((kind) => !before.kinds.includes(kind));
  const touched = new Set<number>();
  for (const sid of learnt ? cases.everyStream() : records.streamsThatWrote(fields)) {
    const stream = cases.stream(sid);
    if (!stream) continue;
    replayStream(open, stream);
    touched.add(stream.caseN);
  }
  putText(open.db, 'meta', MARK, JSON.stringify(now));
  return touched;
}

/**
 * After the program or the configuration changed while the office was closed: states are made again where that matters,
 * and what an older program could not read, and set aside, is judged anew, with everything that waits for it.
 */
export async function healAfterUpgrade(open: OpenOffice): Promise<void> {
  const now = knowledgeNow(open);
  const before = knowledgeBefore(open, now);
  if (JSON.stringify(before) === JSON.stringify(now)) return;
  open.db.transaction(() => {
    const touched = renewStates(open);
    if (!before.kinds.includes('keep')) takeKeptBefore(open);
    if (!before.kinds.includes('pass')) takePassedBefore(open);
    takeErasuresBefore(open, before.kinds);
    for (const caseN of touched) {
      const row = open.repos.cases.byNumber(caseN);
      if (row) projectCase(open, row);
    }
    open.repos.commits.release(MALFORMED);
  });
  await takeWaiting(open);
}

/**
 * For an office that was just made: what its projections and states are made with is written down while there is nothing
 * to make, or the first sign-in would make everything again that was registered until then.
 */
export async function beginMade(open: OpenOffice): Promise<void> {
  renewProjections(open);
  await healAfterUpgrade(open);
}
