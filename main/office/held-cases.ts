import { keptHoldEntry } from '#core/contracts/holds.contract.ts';
import { UNSAID } from '#core/exchange/passed-words.ts';
import type { CaseId } from '#core/ids.ts';
import type { z } from 'zod';
import { passedWords, wordsOfKind } from './handover-stream.ts';
import type { OpenOffice } from './open-office.ts';
import { entriesAbout, type Kept } from './register-entries.ts';

export const HOLD = 'hold';

export type HoldEntry = z.infer<typeof keptHoldEntry>;
export type Held = Extract<HoldEntry, { kind: 'held' }>;

/** The same order at every computer of the office, whichever entry reached it first. */
function byMoment(x: Kept<HoldEntry>, y: Kept<HoldEntry>): number {
  if (x.at !== y.at) return x.at - y.at;
  const [one, other] = [x, y].map(({ by, entry }) => `${by} ${JSON.stringify(entry)}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

/** A hold of a case, and what lifted it. */
export interface HoldStory {
  readonly held: Kept<Held>;
  readonly lifted?: Kept<HoldEntry>;
}

/**
 * The holds of one case, in the order of their moments. A lifting lifts the one hold that it names. One of an older version
 * names none: it lifts the first that was set before it, and never two, so that a hold whose writer it could not know stays.
 */
function storiesOf(entries: readonly Kept<HoldEntry>[]): readonly HoldStory[] {
  const ordered = entries.toSorted(byMoment);
  const lifting = new Map<Kept<HoldEntry>, Kept<HoldEntry>>();
  const holds = ordered.filter(({ entry }) => entry.kind === 'held');
  for (const isNamed of [true, false])
    for (const one of ordered) {
      const { entry } = one;
      if (entry.kind !== 'lifted' || (entry.of !== undefined) !== isNamed) continue;
      const { of } = entry;
      const found = holds.find(
        (hold) =>
          !lifting.has(hold) &&
          (of ? hold.at === of.at && hold.by === of.by : ordered.indexOf(hold) < ordered.indexOf(one)),
      );
      if (found) lifting.set(found, one);
    }
  return holds.flatMap((hold) => {
    if (hold.entry.kind !== 'held') return [];
    const lifted = lifting.get(hold);
    return [{ held: { ...hold, entry: hold.entry }, ...(lifted === undefined ? {} : { lifted }) }];
  });
}

/** The last hold of a case that nobody lifted; where each was lifted, the last one, with what lifted it. */
export function lastHold(entries: readonly Kept<HoldEntry>[]): HoldStory | undefined {
  const stories = storiesOf(entries);
  return stories.findLast(({ lifted }) => lifted === undefined) ?? stories.at(-1);
}

/**
 * A hold in full: of one that came with a case, the core says neither why nor who ordered it (decision 0080). Where it was
 * put on again when the case came back, its moment is that of the return.
 */
export function inFull(open: OpenOffice, caseId: CaseId, held: Kept<Held>): Kept<Held> {
  const row = held.entry.why === UNSAID ? open.repos.cases.byId(caseId) : undefined;
  if (row === undefined) return held;
  const said = wordsOfKind(passedWords(open, row.n), 'held').filter(({ op }) => op[6] === held.by && op[8] <= held.at);
  const op = (said.find((one) => one.op[8] === held.at) ?? said.at(-1))?.op;
  return op === undefined ? held : { ...held, entry: { ...held.entry, why: op[3], authority: op[4] } };
}

/** The hold that lies on a case now. */
export function holdOn(open: OpenOffice, caseId: CaseId): Kept<Held> | undefined {
  const last = lastHold(entriesAbout(open, HOLD, caseId, keptHoldEntry));
  return last === undefined || last.lifted !== undefined ? undefined : inFull(open, caseId, last.held);
}

/** Every hold that was ever put on a case, in the order of their moments. */
export const holdStories = (open: OpenOffice, caseId: CaseId): readonly HoldStory[] =>
  storiesOf(entriesAbout(open, HOLD, caseId, keptHoldEntry)).map((story) => ({
    ...story,
    held: inFull(open, caseId, story.held),
  }));

/** Whether a legal hold lies on a case: then nothing of it is proposed to be taken out, and it is not (reference.md §8.5). */
export function isHeld(open: OpenOffice, caseId: CaseId): boolean {
  const last = lastHold(entriesAbout(open, HOLD, caseId, keptHoldEntry));
  return last !== undefined && last.lifted === undefined;
}
