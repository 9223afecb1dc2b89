import { readSegments, type BundleReader, type CheckedBundle } from '../crypto/bundle-read.ts';
import { goOnAsNew } from './go-on-as-new.ts';
import { checkCommits, type Incoming, type Sessions } from './incoming-commit.ts';
import { settleAnswers, type ImportTally, type Sender } from './merge-incoming.ts';
import type { OpenOffice } from './open-office.ts';
import { takeStep } from './step-of-import.ts';
import { TakeSteps } from './take-steps.ts';

/** Whose bundle it is, and its manifest's hash as it is kept with the progress. */
type Source = Sender & { readonly manifestHash: string };

/** Whether there are commits of this very computer that it does not know: it must not give out numbers any more (R2). */
const bringsOwn = (open: OpenOffice, incoming: readonly Incoming[]): boolean =>
  incoming.some(
    (commit) =>
      commit.kind === 'checked' && commit.session.deviceN === open.self.deviceN && !open.repos.commits.has(commit.id),
  );

/**
 * Takes in the commits of a checked bundle from segment `first` on, in short transactions between which other calls come
 * in; that a segment is done is written with the last of its steps. What a stop in the middle leaves of a segment is known
 * when it is read again, and passed over. AUTH_LOCKED when the office is closed meanwhile.
 */
export async function takeCommits(
  open: OpenOffice,
  bundle: CheckedBundle,
  reader: BundleReader,
  from: Source & { readonly first: number },
  sessions: Sessions,
  tally: ImportTally,
): Promise<void> {
  let at = from.first;
  const steps = new TakeSteps(open.turn.isAwaited);
  // Signatures of the next segment are verified on the thread pool while this one is written to the database.
  const segments = readSegments(bundle, reader, from.first);
  const nextChecked = async (): Promise<Incoming[] | undefined> => {
    const next = await segments.next();
    return next.done === true ? undefined : checkCommits(open, sessions, next.value, from.holder);
  };
  try {
    for (let incoming = await nextChecked(); incoming;) {
      const following = nextChecked();
      // A refusal of the next segment is met when its turn comes; what stands before it is applied first.
      following.catch(() => undefined);
      await takeSegment(open, incoming, from, at, steps, tally);
      at += 1;
      open.emit({ type: 'progress', job: 'read', phase: 'apply', done: at, of: bundle.manifest.segs.length });
      incoming = await following;
    }
  } finally {
    await segments.return(undefined);
  }
}

async function takeSegment(
  open: OpenOffice,
  incoming: readonly Incoming[],
  from: Source,
  at: number,
  steps: TakeSteps,
  tally: ImportTally,
): Promise<void> {
  let done = 0;
  do {
    await open.turn.lend();
    if (bringsOwn(open, steps.next(incoming, done))) await goOnAsNew(open, 'seen-by-others');
    done = takeStep(open, from, tally, (take) => {
      const end = steps.step(incoming, done, take, (next) => !bringsOwn(open, next));
      if (end < incoming.length) return end;
      settleAnswers(open, tally);
      open.repos.links.putProgress(from.bundle, at, from.manifestHash);
      return end;
    });
  } while (done < incoming.length);
}
