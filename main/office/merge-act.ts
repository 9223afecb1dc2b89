import { subjectOf } from '#core/merging/bring-rows.ts';
import type { ActOp } from '#core/merging/take-apart.ts';
import { dotOf } from '#core/exchange/commit.ts';
import type { FieldValue, Values } from '#core/forms/types.ts';
import type { CommitId } from '#core/ids.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { CommitRow } from '../storage/commit.repo.ts';
import type { StoredCase } from './case-document.ts';
import { opsOf } from './commit-by-dot.ts';
import { MERGES } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';

const ID_BYTES = 32;

/** All commits of the save in which a merge was written, as far as they are here; none for a merge that is not known. */
export function actCommits(open: OpenOffice, keep: StoredCase, merge: string): readonly CommitRow[] {
  const created = keep.records.find(({ coll, rec, state }) => coll === MERGES && rec === merge && state.created);
  const first = created?.state.created && open.repos.commits.byDot(created.state.created.dot);
  if (!first) return [];
  const list = first.list === null ? Buffer.alloc(0) : Buffer.from(first.list);
  const ids = Array.from(
    { length: list.length / ID_BYTES },
    (_, i) => list.subarray(i * ID_BYTES, (i + 1) * ID_BYTES).toString('base64url') as CommitId,
  );
  return ids.length === 0 ? [first] : ids.flatMap((id) => open.repos.commits.byId(id) ?? []);
}

/** What the merge wrote in one of the two cases. */
export function actOps(commits: readonly CommitRow[], { streams }: StoredCase): readonly ActOp[] {
  const mine = new Set(streams.map(({ sid }) => sid));
  return commits.flatMap((commit) =>
    mine.has(commit.sid)
      ? opsOf(commit).flatMap((op): ActOp[] =>
          'unknown' in op || (op[0] !== 'doc' && op[0] !== 'set')
            ? []
            : [{ sid: commit.sid, dot: dotOf(commit.id), op }],
        )
      : [],
  );
}

/** What a field was before an operation set it: the value of the write that it took the place of. */
export const valueBefore =
  (open: OpenOffice) =>
  ({ op }: ActOp): FieldValue | null => {
    if (op[0] !== 'set') return null;
    const [, coll, rec, field, , shown] = op;
    for (const dot of shown) {
      const commit = open.repos.commits.byDot(dot);
      for (const earlier of commit === undefined ? [] : opsOf(commit)) {
        if ('unknown' in earlier || (earlier[0] !== 'doc' && earlier[0] !== 'set')) continue;
        if (earlier[1] !== coll || earlier[2] !== rec) continue;
        if (earlier[0] === 'doc') {
          const value = earlier[3][field];
          if (value !== undefined) return value;
        } else if (earlier[3] === field) return earlier[4];
      }
    }
    return null;
  };

/** Ids of the rows that a row names: by its own links, as a part of another, or as a decision about it. */
export const linksIn =
  (open: OpenOffice) =>
  (collection: string, values: Values): readonly string[] => {
    const asked = open.fields.find(CASE_RECORD, collection)?.fields ?? [];
    const links = asked.filter(({ type }) => type === 'row_link').map(({ id }) => values[id]);
    const subject = subjectOf(collection, { id: '', values });
    return [...links, subject].filter((id): id is string => typeof id === 'string' && id !== '');
  };
