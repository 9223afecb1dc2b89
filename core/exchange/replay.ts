import { applyOp, type Author, type ProtectiveOf, type RecordState } from './merge.ts';
import { isAnswerOp, type Op, type UnknownOp } from './op.ts';

/** A commit of the log, as the version that reads it now understands it. */
export interface LoggedCommit {
  readonly author: Author;
  readonly ops: readonly (Op | UnknownOp)[];
}

/** Where the state of a record is kept. */
export const recordKey = (collection: string, record: string): string => `${collection}/${record}`;

export interface Replayed {
  readonly states: Map<string, RecordState>;
  readonly early: boolean;
}

const shownIn = (ops: LoggedCommit['ops']): readonly string[] =>
  ops.filter(isAnswerOp).flatMap((op) => (op[0] === 'set' ? op[5] : op[0] === 'del' ? op[3] : []));

/**
 * The records of a stream, made again from its whole log: what an office calls for that had merged without knowing an
 * operation, or which answers protect a child, and learns it later (exchange.md §6.5). It ends as at an office that knew
 * it from the start.
 *
 * The log stands in the order of arrival. A commit whose operations were not known then was not kept waiting for what it
 * says its author was shown; here it is. What names writes that did not arrive yet comes last, and is `early`: as soon as
 * more of the stream arrives it has to be replayed once more, or what was removed unseen would be back.
 *
 * @param log the commits of the stream, in the order in which they were applied.
 * @returns states by `recordKey`.
 */
export function replay(log: Iterable<LoggedCommit>, protectiveOf: ProtectiveOf): Replayed {
  const states = new Map<string, RecordState>();
  const held = new Set<string>();
  const apply = ({ author, ops }: LoggedCommit): void => {
    held.add(author.dot);
    for (const op of ops.filter(isAnswerOp)) {
      const key = recordKey(op[1], op[2]);
      states.set(key, applyOp(states.get(key), op, author, protectiveOf));
    }
  };
  let waiting: readonly LoggedCommit[] = [...log];
  for (let moved = true; moved;) {
    const still: LoggedCommit[] = [];
    for (const commit of waiting) {
      if (shownIn(commit.ops).every((dot) => held.has(dot))) apply(commit);
      else still.push(commit);
    }
    moved = still.length > 0 && still.length < waiting.length;
    waiting = still;
  }
  for (const commit of waiting) apply(commit);
  return { states, early: waiting.length > 0 };
}
