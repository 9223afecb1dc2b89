import { own } from '../forms/answer-kind.ts';
import { STEPS } from '../forms/completeness.ts';
import type { LoadedConfiguration, LoadedForm } from '../forms/config-index.ts';
import { neededIn, stoppingChecks, type NeededQuestion } from '../forms/needs.ts';
import type { Resolved } from '../forms/resolve.ts';
import type { CaseDocument, Step } from '../forms/types.ts';
import type { EvaluationSetting, FieldPath } from '../forms/view.ts';
import type { DeadlineSort } from '../forms/workflow-def.ts';
import { approvalsIn, latestApproval, type ApprovalStatus } from './approval.ts';
import { closureInWork } from './closure-blockers.ts';
import type { Task } from './tasks.ts';

/**
 * | state | when                                                              |
 * |-------|-------------------------------------------------------------------|
 * | late  | something of this step is overdue                                 |
 * | done  | begun, nothing missing, no check stops it, nothing of it is open, approved where that is asked |
 * | part  | begun, and not done                                               |
 * | now   | not begun, and all steps before it are done                       |
 * | later | not begun, and one before it is not done                          |
 */
export type StepState = 'done' | 'now' | 'part' | 'late' | 'later';
/** How the newest record of a step stands with a supervisor. `changed`: after it was approved. */
export type StepApproval = ApprovalStatus | 'changed';

/** Where a case stands in one of the steps of reference.md §1.1. It informs; it never stands in the way of work. */
export interface StepStand {
  readonly step: Step;
  readonly state: StepState;
  /** The first that is not done: where the case is. */
  readonly current: boolean;
  /** Questions needed for this step by itself, and how many of them have an answer. */
  readonly needed: number;
  readonly filled: number;
  /** Needed questions without an answer. */
  readonly missing: readonly FieldPath[];
  /** Ids of the checks that stop the step. */
  readonly checks: readonly string[];
  /** When the earliest open task of the step is due, in milliseconds since 1970 UTC. */
  readonly due?: { readonly at: number; readonly exact: boolean };
  /** What a supervisor said of the newest record of the step; absent when nobody was asked. */
  readonly approval?: StepApproval;
  /** The profile asks for an approval of this step, and the newest record has none. */
  readonly approvalMissing: boolean;
}

interface StepsOf {
  readonly config: LoadedConfiguration;
  /** The answers that the person may see. */
  readonly document: CaseDocument;
  /** What they come to under `setting`. */
  readonly resolved: Resolved;
  readonly setting: EvaluationSetting;
  /** Tasks of the case, fulfilled ones too. */
  readonly tasks: readonly Task[];
  readonly now: number;
  /** Whether a field, by its key, is open to the person: closed ones are neither counted nor named. */
  readonly sees: (key: string) => boolean;
  /** Ids of the approvals whose record was changed after they were given. */
  readonly changed: { readonly has: (approval: string) => boolean };
}

/** What is due in a year, by a birthday or after the closure keeps no step from being done. */
const ASIDE: ReadonlySet<DeadlineSort> = new Set(['consent', 'transition', 'flag', 'closure']);

/** What a question counts for: those needed to save belong to the first step. */
const stepOf = ({ need }: NeededQuestion): Step => (need === 'save' ? 'C1' : need);

interface Asked {
  count: number;
  readonly missing: FieldPath[];
}

/** The needed questions that are open to the person, by step. */
function askedIn({ config, resolved, sees }: StepsOf): ReadonlyMap<Step, Asked> {
  const all = new Map<Step, Asked>(STEPS.map((step): [Step, Asked] => [step, { count: 0, missing: [] }]));
  for (const question of neededIn(config, resolved)) {
    const asked = all.get(stepOf(question));
    if (asked === undefined || !sees(question.key)) continue;
    asked.count += 1;
    if (question.blank) asked.missing.push(question.path);
  }
  return all;
}

const formsOf = (config: LoadedConfiguration, step: Step): readonly LoadedForm[] =>
  config.forms.filter(({ def }) => def.step === step && def.system !== true);

/**
 * Whether anything was written in a form of the step. A case that is there has begun its first step; its last begins
 * with a closure: a hand-over that was declined, feedback or a check of the file say nothing of an end.
 */
function begun({ config, document }: Pick<StepsOf, 'config' | 'document'>, step: Step): boolean {
  if (step === 'C1') return true;
  if (step === 'C6' && config.fields.has('closures'))
    return document.values['status'] === 'closed' || closureInWork(document) !== undefined;
  return formsOf(config, step)
    .flatMap((form) => form.sections.flatMap((section) => section.fields))
    .some(({ def }) => document.values[def.id] !== undefined || (own(document.rows, def.id) ?? []).length > 0);
}

/** The furthest step in which something was written: told by the answers alone, for the list of cases. */
export const stepReached = (config: LoadedConfiguration, document: CaseDocument): Step =>
  STEPS.findLast((step) => begun({ config, document }, step)) ?? 'C1';

/** The latest word on the newest record that needs one; `undefined` for a step without approvals or records. */
function approvalOf(
  { config, document, changed }: StepsOf,
  step: Step,
): { readonly state: StepApproval | undefined } | undefined {
  const forms = new Set(formsOf(config, step).map(({ def }) => def.id));
  const approvals = approvalsIn(own(document.rows, 'approvals'));
  let found: { readonly state: StepApproval | undefined } | undefined;
  for (const { for: subject, rows, optional } of config.workflow?.def.approvals ?? []) {
    const newest = own(document.rows, rows)?.at(-1);
    if (newest === undefined || !forms.has(config.fields.get(rows)?.form ?? '')) continue;
    const word = latestApproval(approvals, subject, newest.id);
    const state = word?.status === 'approved' && changed.has(word.id) ? 'changed' : word?.status;
    if (optional === true && (state === undefined || state === 'withdrawn' || state === 'changed')) continue;
    if (found === undefined || state !== 'approved') found = { state };
  }
  return found;
}

/** The steps that the profile has forms for, in their order. Pure: the same answers and tasks give the same steps. */
export function stepsOf(of: StepsOf): readonly StepStand[] {
  const asked = askedIn(of);
  const stopping = stoppingChecks(of.config, of.resolved, of.setting).filter(({ accepted }) => accepted === undefined);
  const open = of.tasks.filter((task) => task.done === undefined);
  const stepOfTask = new Map((of.config.workflow?.def.deadlines ?? []).map(({ id, step }) => [id, step] as const));
  let before = true;
  return STEPS.filter((step) => formsOf(of.config, step).length > 0).map((step): StepStand => {
    const { count: needed = 0, missing = [] } = asked.get(step) ?? {};
    const checks = stopping
      .filter((check) => check.step === step && seesCheck(of, check.rule))
      .map((check) => check.rule);
    const due = open.filter((task) => stepOfTask.get(task.deadline) === step).toSorted((a, b) => a.dueAt - b.dueAt);
    const approval = approvalOf(of, step);
    const approvalMissing = approval !== undefined && approval.state !== 'approved';
    const isBegun = begun(of, step);
    const goesOn = due.some((task) => !ASIDE.has(task.sort));
    const isDone = isBegun && missing.length === 0 && checks.length === 0 && !goesOn && !approvalMissing;
    const isLate = due.some((task) => task.dueAt < of.now);
    const current = before && (!isDone || isLate);
    if (current) before = false;
    const [next] = due;
    return {
      step,
      state: isLate ? 'late' : isDone ? 'done' : isBegun ? 'part' : current ? 'now' : 'later',
      current,
      needed,
      filled: needed - missing.length,
      missing,
      checks: [...new Set(checks)],
      ...(next === undefined ? {} : { due: { at: next.dueAt, exact: next.exact } }),
      ...(approval?.state === undefined ? {} : { approval: approval.state }),
      approvalMissing,
    };
  });
}

/** A check that reads a closed answer says nothing: that answer looks blank here. */
function seesCheck({ config, sees }: StepsOf, id: string): boolean {
  const rule = config.rules.find(({ def }) => def.id === id);
  return rule === undefined || [...rule.judgedBy].every(sees);
}
