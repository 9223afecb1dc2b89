import { momentIn } from '#core/casework/row-values.ts';
import type { Task } from '#core/casework/tasks.ts';
import type { Resolved } from '#core/forms/resolve.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { pastOf, type PastSetting } from '#core/measures/past-of.ts';
import { birthDay } from '#core/records/birth-day.ts';
import { factsOf } from '#core/records/facts.ts';
import { latestOf, type StoredCase } from '../case-document.ts';
import { mergedInto } from '../merged-cases.ts';
import type { OpenOffice } from '../open-office.ts';
import { registeredAt, risksOf, tasksOfCase, writtenValues } from '../project-tasks.ts';

type Stored = Pick<StoredCase, 'row' | 'records'>;

/** Hand-overs that had their effect, as far as this office goes: a case comes to it or leaves it. */
function handsOf(open: OpenOffice, { row }: Stored): PastSetting['hands'] {
  const self = open.self.officeId;
  return open.repos.handovers.ofCase(row.n).flatMap(({ own, from, to, repliedAt, offeredAt }) => {
    if (own === undefined || (from !== self && to !== self)) return [];
    const kind = to === self ? ('in' as const) : ('out' as const);
    return [{ at: repliedAt ?? offeredAt, kind, office: kind === 'in' ? from : to }];
  });
}

/** The case began at this office: nobody handed it over before it did anything with it. */
function beganHere(open: OpenOffice, { row }: Stored, hands: PastSetting['hands']): boolean {
  const [first] = hands;
  return first === undefined ? row.ownerOfficeN === open.self.officeN : first.kind === 'out';
}

/** A tick that was taken back and set again, with the instants. */
const disabledOf = (open: OpenOffice, stored: Stored): PastSetting['disabled'] =>
  writtenValues(open, stored, 'case_disabled')
    .map(({ at, value }) => ({ at, out: value === 'yes' }))
    .filter(({ out }, i) => out || i > 0);

/** Some deadline is counted from something that happened again: a case that was reopened, a second plan. */
const beganAgain = ({ configuration }: OpenOffice, document: CaseDocument): boolean =>
  (configuration.workflow?.def.deadlines ?? []).some(({ rows, from }) => {
    const begun = from.map((key) => (key.includes('.') ? (document.rows[key.split('.')[0] ?? '']?.length ?? 0) : 1));
    return rows === undefined && from.some((key) => key.includes('.')) && begun.reduce((a, b) => a + b) > 1;
  });

/**
 * What was owed when the case was open, and from each time that it began: a closed case by itself has no open tasks any
 * more, and a reopened one none of the years before.
 */
function owedTasks(open: OpenOffice, stored: Stored, document: CaseDocument, tasks: readonly Task[]): readonly Task[] {
  const isOpen = (document.values['status'] ?? 'open') === 'open';
  const again = beganAgain(open, document);
  if (isOpen && !again && stored.row.ownerOfficeN === open.self.officeN) return tasks;
  const owed = { ...document, values: { ...document.values, status: 'open' } };
  return tasksOfCase(open, stored, owed, again ? { replaced: true } : {});
}

/** A case as it stands today. */
interface Standing {
  readonly document: CaseDocument;
  readonly resolved: () => Resolved;
  /** Fulfilled ones too. */
  readonly tasks: readonly Task[];
}

function computed({ case: { states } }: Resolved, field: string): string | undefined {
  const known = states.get(field)?.known;
  return typeof known === 'string' ? known : undefined;
}

/** Writes down what happened in the case and when. Nothing of a copy of another office's case: it is counted there. */
export function projectPast(open: OpenOffice, stored: Stored, { document, resolved, tasks }: Standing): void {
  const { row } = stored;
  const hands = handsOf(open, stored);
  if (row.ownerOfficeN !== open.self.officeN && hands.length === 0) {
    open.repos.past.put(row.n, undefined);
    return;
  }
  const statuses = writtenValues(open, stored, 'status');
  const owners = writtenValues(open, stored, 'owner_user');
  open.repos.past.put(
    row.n,
    pastOf(document, {
      zone: open.self.timeZone,
      registeredAt: registeredAt(stored),
      born: birthDay(factsOf(document)) ?? undefined,
      disability: computed(resolved(), 'disability_indicated'),
      beganHere: beganHere(open, stored, hands),
      hands,
      risks: risksOf(open, stored),
      owners: owners.flatMap(({ at, value }) => (typeof value === 'string' ? [{ at, user: value }] : [])),
      disabled: disabledOf(open, stored),
      statusAt: statuses.length > 1 ? statuses.at(-1)?.at : undefined,
      mergedAt: mergedInto(document.values) === undefined ? undefined : momentIn(document.values, 'merged_at'),
      tasks: owedTasks(open, stored, document, tasks),
      updated: latestOf(stored),
    }),
  );
}
