import type { LoadedDeadline, LoadedField, LoadedRule, LoadedWorkflow } from './config-index.ts';
import { compileAt, ConfigProblem, eachOnce } from './config-problem.ts';
import type { Expression } from './expression-tree.ts';
import type { Scope } from './expression-check.ts';
import type { FieldType } from './types.ts';
import type { WorkflowDef } from './workflow-def.ts';

const DATES: ReadonlySet<FieldType> = new Set(['date', 'date_time']);

/** Whether an expression asks what day or minute it is. */
function asksTime(tree: Expression): boolean {
  if (tree.kind === 'call' && (tree.name === 'today' || tree.name === 'now')) return true;
  return Object.values(tree).some((part: unknown) =>
    Array.isArray(part)
      ? part.some((one: unknown) => isExpression(one) && asksTime(one))
      : isExpression(part) && asksTime(part),
  );
}
const isExpression = (part: unknown): part is Expression => typeof part === 'object' && part !== null && 'kind' in part;

/** Judges a profile's workflow and compiles its conditions. Throws `ConfigProblem` naming the place. */
export function loadWorkflow(
  def: WorkflowDef,
  byKey: ReadonlyMap<string, LoadedField>,
  scope: Scope,
  rules: readonly LoadedRule[],
): LoadedWorkflow {
  const forms = new Set([...byKey.values()].map((field) => field.form));
  const typeOf = (key: string): FieldType | undefined => byKey.get(key)?.def.type;
  const needDate = (at: string, key: string): void => {
    const type = typeOf(key);
    if (type === undefined) throw new ConfigProblem(at, 'unknown_field', key);
    if (!DATES.has(type)) throw new ConfigProblem(at, 'date_expected', key);
  };
  const needField = (at: string, key: string): void => {
    if (typeOf(key) === undefined) throw new ConfigProblem(at, 'unknown_field', key);
  };
  const rowScope = (at: string, rows: string): Scope => {
    const fields = scope.rowsOf(rows);
    if (scope.fields.get(rows)?.type !== 'rows' || fields === undefined) {
      throw new ConfigProblem(at, 'rows_expected', rows);
    }
    return { ...scope, row: { id: rows, fields } };
  };
  eachOnce('workflow.deadlines', def.deadlines);
  eachOnce('workflow.suggestion', def.suggestion);
  const deadlines = def.deadlines.map((deadline): LoadedDeadline => {
    const at = `workflow.deadlines.${deadline.id}`;
    const { rows, spanField, dueField, due, schedule, when } = deadline;
    if (!forms.has(deadline.form)) throw new ConfigProblem(`${at}.form`, 'unknown_form', deadline.form);
    const inner = rows === undefined ? scope : rowScope(`${at}.rows`, rows);
    const dates = [...deadline.done, ...(dueField === undefined ? [] : [dueField])];
    for (const key of deadline.from) {
      // An age is a start only where the earliest possible day counts.
      if (deadline.earliest !== true || typeOf(key) !== 'age') dates.push(key);
    }
    for (const key of dates) needDate(at, key);
    if (deadline.afterClosure !== undefined) {
      needField(`${at}.afterClosure`, deadline.afterClosure.note);
      if (rows === undefined) throw new ConfigProblem(`${at}.afterClosure`, 'rows_expected', deadline.id);
    }
    if (spanField !== undefined) needField(`${at}.spanField`, spanField.field);
    if (due === undefined && schedule === undefined && spanField === undefined && dueField === undefined) {
      throw new ConfigProblem(at, 'never_due');
    }
    const condition = when === undefined ? undefined : compileAt(`${at}.when`, when, inner, 'boolean');
    const { doneWhen } = deadline;
    return {
      def: deadline,
      when: condition,
      doneWhen:
        doneWhen === undefined
          ? undefined
          : compileAt(`${at}.doneWhen`, doneWhen.when, rowScope(`${at}.doneWhen`, doneWhen.rows), 'boolean'),
      asksTime: condition !== undefined && asksTime(condition.tree),
    };
  });
  for (const source of def.riskSources) {
    const at = `workflow.riskSources.${source.rows}`;
    rowScope(at, source.rows);
    for (const field of [source.level, source.reason]) needField(at, `${source.rows}.${field}`);
    needDate(at, `${source.rows}.${source.date}`);
  }
  for (const approval of def.approvals) {
    const at = `workflow.approvals.${approval.for}`;
    rowScope(at, approval.rows);
    needDate(at, `${approval.rows}.${approval.completed}`);
    const { children } = approval;
    if (children === undefined) continue;
    rowScope(`${at}.children`, children.rows);
    if (byKey.get(children.rows)?.def.within?.rows !== approval.rows) {
      throw new ConfigProblem(`${at}.children`, 'rows_expected', children.rows);
    }
    for (const field of children.progress) needField(`${at}.children`, `${children.rows}.${field}`);
  }
  eachOnce('workflow.alerts', def.alerts ?? []);
  for (const alert of def.alerts ?? []) {
    const at = `workflow.alerts.${alert.id}`;
    for (const key of alert.reads) needField(at, key);
    if (alert.judge === 'rule' && !rules.some((rule) => rule.def.id === alert.rule)) {
      throw new ConfigProblem(at, 'unknown_rule', alert.rule);
    }
    if (alert.judge === 'not_seen') {
      rowScope(at, alert.rows);
      needField(at, `${alert.rows}.${alert.seen}`);
      needDate(at, `${alert.rows}.${alert.on}`);
    }
    const waits = alert.judge === 'no_contact' || alert.judge === 'not_seen';
    if (waits && !def.deadlines.some(({ id }) => id === alert.deadline)) {
      throw new ConfigProblem(at, 'unknown_deadline', alert.deadline);
    }
  }
  const packages = def.referralPackages;
  for (const field of [...(packages?.always ?? []), ...Object.values(packages?.byService ?? {}).flat()]) {
    needField('workflow.referralPackages', field);
  }
  for (const field of Object.values(def.withheldThemes ?? {}).flat()) needField('workflow.withheldThemes', field);
  return {
    def,
    deadlines,
    suggestion: def.suggestion.map((one) => ({
      def: one,
      when: compileAt(`workflow.suggestion.${one.id}.when`, one.when, scope, 'boolean'),
    })),
  };
}
