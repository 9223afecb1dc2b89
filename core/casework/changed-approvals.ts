import type { RecordState } from '../exchange/merge.ts';
import type { LoadedConfiguration } from '../forms/config-index.ts';
import type { ApprovalDef, WorkflowDef } from '../forms/workflow-def.ts';
import type { ApprovalState } from './approval.ts';

/** A record of a case with the instants at which each of its answers was written. */
interface WrittenRecord {
  readonly coll: string;
  readonly rec: string;
  readonly state: RecordState;
}

/** What the office itself writes into an approved record: the closing, and what was done after it. */
function writtenByActs({ deadlines }: WorkflowDef): ReadonlySet<string> {
  const after = deadlines.flatMap(({ afterClosure, done }) =>
    afterClosure === undefined ? [] : [afterClosure.note, ...done.slice(0, 1)],
  );
  return new Set(['closures.closure_status', ...after]);
}

const lastWrite = ({ coll, state }: WrittenRecord, counts: (key: string) => boolean): number =>
  Math.max(
    0,
    ...Object.entries(state.fields).flatMap(([field, siblings]) =>
      counts(`${coll}.${field}`) ? siblings.map(({ wall }) => wall) : [],
    ),
  );

/**
 * Approvals whose record was changed after they were given, by id, with the instant of the last change in milliseconds
 * since 1970 UTC. What was changed was not approved (reference.md §1.1): it needs another word. Of a plan the actions
 * count too, without what says how far they are; an approval of the actions alone settles a change of theirs.
 *
 * By the instants of the writes: the answer that says when it was decided knows the minute only.
 */
export function changedApprovals(
  config: LoadedConfiguration,
  approvals: readonly ApprovalState[],
  records: readonly WrittenRecord[],
): ReadonlyMap<string, number> {
  const workflow = config.workflow?.def;
  const given = approvals.filter(({ status }) => status === 'approved');
  if (workflow === undefined || given.length === 0) return new Map();
  const acts = writtenByActs(workflow);
  const defOf = (one: ApprovalState): ApprovalDef | undefined => workflow.approvals.find((def) => def.for === one.for);
  const decidedAt = ({ id }: ApprovalState): number =>
    Math.max(
      0,
      ...records
        .filter(({ rec }) => rec === id)
        .map((one) => lastWrite(one, (key) => key === 'approvals.approval_status')),
    );
  const changedAt = (one: ApprovalState, def: ApprovalDef): number => {
    const decided = decidedAt(one);
    const own = records
      .filter(({ rec }) => rec === one.row && def.children?.alone !== true)
      .map((record) => lastWrite(record, (key) => !acts.has(key)));
    const { children } = def;
    if (children === undefined) return Math.max(0, ...own.filter((wall) => wall > decided));
    const by = config.fields.get(children.rows)?.def.within?.by ?? '';
    const progress = new Set(children.progress.map((field) => `${children.rows}.${field}`));
    const settled = Math.max(
      decided,
      ...given.filter((other) => other.row === one.row && defOf(other)?.children?.alone === true).map(decidedAt),
    );
    const inner = records
      .filter(({ coll, state }) => coll === children.rows && state.values[by] === one.row)
      .map((record) => lastWrite(record, (key) => !progress.has(key)));
    return Math.max(0, ...own.filter((wall) => wall > decided), ...inner.filter((wall) => wall > settled));
  };
  return new Map(
    given.flatMap((one): [string, number][] => {
      const def = defOf(one);
      const at = def === undefined ? 0 : changedAt(one, def);
      return at === 0 ? [] : [[one.id, at]];
    }),
  );
}
