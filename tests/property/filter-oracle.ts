import { approvalsIn } from '#core/casework/approval.ts';
import type { Condition, DayTest, Filter } from '#core/finding/filter.ts';
import type { CaseDocument, FieldValue, Values } from '#core/forms/types.ts';
import type { OfficeId, UserId } from '#core/ids.ts';

/** A case as the test made it, with nothing worked out beforehand. */
export interface MadeCase {
  readonly document: CaseDocument;
  readonly status: string;
  readonly risk: string | null;
  readonly sex: string;
  readonly owner: UserId | null;
  readonly office: OfficeId;
  readonly own: boolean;
  readonly conflicts: number;
  readonly exchange: string;
  /** Milliseconds since 1970 UTC, and the office works in UTC. */
  readonly updatedAt: number;
  readonly tasks: readonly { readonly deadline: string; readonly dueAt: number }[];
  readonly named: readonly string[];
}
export interface OracleWorld {
  readonly me: UserId;
  readonly now: number;
  /** The code of the area around, by the code of an area. */
  readonly around: Readonly<Record<string, string>>;
  readonly hidden: readonly string[];
}

const DAY = 86_400_000;
const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function fits(day: string, test: DayTest, now: number): boolean {
  const ago = (days: number): string => dayText(now - days * DAY);
  if ('missing' in test) return false;
  if ('before' in test) return day < test.before;
  if ('after' in test) return day > test.after;
  if ('from' in test) return day >= test.from && day <= test.to;
  if ('lastDays' in test) return day >= ago(test.lastDays) && day <= ago(0);
  if ('nextDays' in test) return day >= ago(0) && day <= ago(-test.nextDays);
  return day < ago(test.olderThan);
}

const textsOf = (value: FieldValue | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : [];
const dayOf = (value: FieldValue | undefined): string | undefined => {
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  if ('at' in value && typeof value.at === 'string') return value.at.slice(0, 10);
  return 'date' in value ? value.date : undefined;
};

/** Every record that may hold an answer: the case, or the entries of a subform. */
const holders = (document: CaseDocument, key: string): readonly [readonly Values[], string] => {
  const [first = '', second] = key.split('.');
  if (second === undefined) return [[document.values], first];
  return [(document.rows[first] ?? []).map(({ values }) => values), second];
};

function age(values: Values, now: number): number | undefined {
  const birth = dayOf(values['date_of_birth']);
  const [year, month, day] = dayText(now).split('-').map(Number) as [number, number, number];
  const monthsSince = (from: string): number => {
    const [y, m, d] = from.split('-').map(Number) as [number, number, number];
    return Math.max(0, (year - y) * 12 + month - m - (day < d ? 1 : 0));
  };
  if (birth !== undefined) return Math.floor(monthsSince(birth) / 12);
  const stated = values['age'];
  if (typeof stated !== 'object' || !('asOf' in stated)) return undefined;
  const months = stated.months ?? (stated.years ?? 0) * 12;
  return Math.floor((months + monthsSince(stated.asOf)) / 12);
}

function holdsFor(one: MadeCase, condition: Condition, world: OracleWorld): boolean {
  const { document } = one;
  const { values, rows } = document;
  switch (condition.on) {
    case 'status':
      return (condition.in as readonly string[]).includes(one.status);
    case 'risk':
      return (condition.in as readonly string[]).includes(one.risk ?? 'not-assessed');
    case 'sex':
      return condition.in.includes(one.sex);
    case 'age': {
      const years = age(values, world.now);
      if (condition.missing === true) return years === undefined;
      return years !== undefined && years >= (condition.from ?? 0) && years <= (condition.to ?? 999);
    }
    case 'concern': {
      const all = [...textsOf(values['protection_concerns']), ...textsOf(values['primary_concern'])];
      return all.some((concern) => condition.in.includes(concern));
    }
    case 'owner':
      return condition.in.some((who) => (who === 'nobody' ? null : who === 'me' ? world.me : who) === one.owner);
    case 'area': {
      for (let at: string | undefined = textsOf(values['current_area'])[0]; at !== undefined; at = world.around[at])
        if (condition.in.includes(at)) return true;
      return false;
    }
    case 'office':
      return condition.in.some((which) =>
        which === 'own' ? one.own : which === 'received' ? !one.own : which === one.office,
      );
    case 'conflicts':
      return one.conflicts > 0;
    case 'exchange':
      return (condition.in as readonly string[]).includes(one.exchange);
    case 'task':
      return one.tasks.some(
        ({ deadline, dueAt }) =>
          !world.hidden.includes(deadline) &&
          (condition.deadlines === undefined || condition.deadlines.includes(deadline)) &&
          (condition.due === undefined ||
            (condition.due === 'late'
              ? dueAt < world.now
              : dueAt >= world.now && dayText(dueAt) <= dayText(world.now + condition.due.within * DAY))),
      );
    // A list of cases has no records to ask.
    case 'record':
      return false;
    case 'flag':
      return (rows['flags'] ?? []).some((row) =>
        condition.in.includes(row.values['flag_resolved_at'] === undefined ? 'open' : 'resolved'),
      );
    case 'approval': {
      const records = {
        assessment: 'assessments',
        case_plan: 'case_plans',
        closure: 'closures',
        action_plan: 'case_plans',
      };
      return condition.of.some((subject) => {
        const newest = rows[records[subject]]?.at(-1);
        if (newest === undefined) return false;
        const words = approvalsIn(rows['approvals']).filter((word) => word.for === subject && word.row === newest.id);
        const last = words.toSorted((a, b) => b.requestedAt - a.requestedAt)[0];
        return condition.in.includes(last?.status ?? 'none');
      });
    }
    case 'consent': {
      const state =
        values['consent_withdrawn'] === 'yes'
          ? 'withdrawn'
          : values['consent_share'] === 'yes'
            ? 'given'
            : values['consent_share'] === 'no'
              ? 'refused'
              : 'missing';
      return condition.in.includes(state);
    }
    case 'step': {
      const has = (collection: string): boolean => (rows[collection] ?? []).length > 0;
      const reached =
        has('closures') || one.status === 'closed'
          ? 'C6'
          : has('followups') || values['child_photos'] !== undefined
            ? 'C5'
            : has('services')
              ? 'C4'
              : has('case_plans')
                ? 'C3'
                : has('assessments') || has('incidents')
                  ? 'C2'
                  : 'C1';
      return condition.in.includes(reached);
    }
    case 'photo':
      return textsOf(values['child_photos']).length > 0;
    case 'incident':
      return (rows['incidents'] ?? []).length > 0;
    case 'updated':
      return fits(dayText(one.updatedAt), condition.when, world.now);
    case 'field': {
      const [records, id] = holders(document, condition.field);
      const test = condition.is;
      const answers = records.map((record) => record[id]);
      if ('missing' in test)
        return !answers.some((answer) => textsOf(answer).length > 0 || dayOf(answer) !== undefined);
      if ('in' in test) return answers.some((answer) => textsOf(answer).some((text) => test.in.includes(text)));
      if ('least' in test) return false;
      return answers.some((answer) => {
        const day = dayOf(answer);
        return day !== undefined && fits(day, test, world.now);
      });
    }
    case 'measure':
      return one.named.includes(condition.measure);
  }
}

/** Whether a filter holds for a case, read off the case itself as a person would. */
export function holds(one: MadeCase, filter: Filter, world: OracleWorld): boolean {
  if ('all' in filter) return filter.all.every((part) => holds(one, part, world));
  if ('any' in filter) return filter.any.some((part) => holds(one, part, world));
  if ('not' in filter) return !holds(one, filter.not, world);
  return holdsFor(one, filter, world);
}
