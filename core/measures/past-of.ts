import type { RiskChange } from '../casework/risk-history.ts';
import { COUNTED_SORTS } from './counted-sorts.ts';
import { approvalsIn } from '../casework/approval.ts';
import { dayIn, momentIn, textIn } from '../casework/row-values.ts';
import type { Task } from '../casework/tasks.ts';
import { dayAt } from '../casework/working-time.ts';
import { isDate, isList } from '../forms/answer-kind.ts';
import type { CaseDocument, FieldValue, Row, Values } from '../forms/types.ts';
import type { DeadlineSort } from '../forms/workflow-def.ts';
import { dayNumber, dayNumberIn } from './day-number.ts';
import type { CasePast, Move, MoveKind, PastFacts, PastTask } from './past.ts';
import { standingAt } from './stays.ts';

/** What the answers alone do not tell of a case. Instants in milliseconds since 1970 UTC. */
export interface PastSetting {
  /** IANA name of the office's time zone. */
  readonly zone: string;
  /** When the case was registered here. */
  readonly registeredAt: number;
  /** Day of birth as days since 1970, stated or worked back from the age. */
  readonly born: number | undefined;
  /** Whether answers tell of a disability: worked out from them, and stored nowhere. */
  readonly disability: string | undefined;
  /** The case began at this office. */
  readonly beganHere: boolean;
  /** Hand-overs that had their effect: to this office or away from it. */
  readonly hands: readonly { readonly at: number; readonly kind: 'in' | 'out'; readonly office: string }[];
  readonly risks: readonly RiskChange[];
  readonly owners: readonly { readonly at: number; readonly user: string }[];
  /** When the case was taken out of the lists (true) and put back. */
  readonly disabled: readonly { readonly at: number; readonly out: boolean }[];
  /** When the status was written last; undefined when it was never changed after the case was registered. */
  readonly statusAt: number | undefined;
  /** When it went on under another code. */
  readonly mergedAt: number | undefined;
  /** Tasks as they would be if the case were open, fulfilled ones too: what was owed is not forgotten at the closure. */
  readonly tasks: readonly Task[];
  /** When it was changed last. */
  readonly updated: number;
}

const COUNTED: ReadonlySet<DeadlineSort> = new Set(COUNTED_SORTS);
/** Where a meeting with the child is written down. */
const CONTACTS = [
  { rows: 'followups', on: 'followup_done', seen: 'child_seen' },
  { rows: 'safety_assessments', on: 'safety_date', seen: 'safety_child_seen' },
  { rows: 'assessments', on: 'assessment_completed', seen: 'assessment_child_seen' },
] as const;
const FAR = Number.MAX_SAFE_INTEGER;
/** Of one day, when answers name only days: what begins a case stands before what ends it. */
const RANK: Readonly<Record<MoveKind, number>> = {
  new: 0,
  in: 1,
  closed: 2,
  reopened: 3,
  out: 4,
  withdrawn: 5,
  restored: 6,
};

class PastReader {
  readonly #document: CaseDocument;
  readonly #setting: PastSetting;
  constructor(document: CaseDocument, setting: PastSetting) {
    this.#document = document;
    this.#setting = setting;
  }

  #at(instant: number): number {
    return dayNumber(dayAt(instant, this.#setting.zone));
  }
  #rows(collection: string): readonly Row[] {
    return this.#document.rows[collection] ?? [];
  }
  /** The day of an answer that is a whole day or a moment; null for any other. */
  #day(values: Values, field: string): number | null {
    const day = dayNumberIn(dayIn(values, field));
    if (day !== undefined) return day;
    const moment = momentIn(values, field);
    return moment === undefined ? null : this.#at(moment);
  }

  #registered(): number {
    return this.#day(this.#document.values, 'registration_date') ?? this.#at(this.#setting.registeredAt);
  }

  /** A file that was typed in as transferred ended by going to somebody else, however its closure calls it. */
  #closures(): Move[] {
    const status = textIn(this.#document.values, 'status');
    const ended = this.#rows('closures').filter(({ values }) => textIn(values, 'closure_status') === 'closed');
    return ended.flatMap(({ values }, i): Move[] => {
      const day = this.#day(values, 'closure_date');
      if (day === null) return [];
      const last = i === ended.length - 1;
      const reason = textIn(values, 'closure_reason') ?? '';
      return [last && status === 'transferred' ? [day, 'out', ''] : [day, 'closed', reason]];
    });
  }

  #moves(): Move[] {
    const { beganHere, hands, disabled, mergedAt, statusAt } = this.#setting;
    const registered = this.#registered();
    const moves: Move[] = [
      ...(beganHere ? [[registered, 'new', ''] as const] : []),
      ...hands.map(({ at, kind, office }): Move => [this.#at(at), kind, office]),
      ...this.#closures(),
      ...this.#rows('reopenings').flatMap(({ values }): Move[] => {
        const day = this.#day(values, 'reopening_date');
        return day === null ? [] : [[day, 'reopened', textIn(values, 'reopening_reason') ?? '']];
      }),
      ...disabled.map(({ at, out }): Move => [this.#at(at), out ? 'withdrawn' : 'restored', '']),
    ];
    const status = textIn(this.#document.values, 'status') ?? 'open';
    if (status === 'duplicate') {
      const at = mergedAt ?? statusAt;
      moves.push([at === undefined ? registered : this.#at(at), 'withdrawn', '']);
    }
    const ordered = moves.toSorted((a, b) => a[0] - b[0] || RANK[a[1]] - RANK[b[1]]);
    return [...ordered, ...this.#missingMove(ordered, status)];
  }
  /** The status says something that no dated record tells of: it counts from the day on which it was written. */
  #missingMove(moves: readonly Move[], status: string): Move[] {
    const standing = standingAt({ moves }, FAR);
    const written = this.#setting.statusAt;
    const last = moves.at(-1)?.[0] ?? this.#registered();
    const day = Math.max(last, written === undefined ? last : this.#at(written));
    if (status === 'closed' && standing === 'open') return [[day, 'closed', '']];
    if (status === 'transferred' && (standing === 'open' || standing === 'closed')) return [[day, 'out', '']];
    if (status === 'open' && standing === 'closed') return [[day, 'reopened', '']];
    return [];
  }

  #facts(): PastFacts {
    const { values } = this.#document;
    const { born, disability } = this.#setting;
    const concerns = values['protection_concerns'];
    const primary = textIn(values, 'primary_concern');
    const all = new Set([...(isList(concerns) ? concerns : []), ...(primary === undefined ? [] : [primary])]);
    const fact = (name: keyof PastFacts, field: string): Partial<PastFacts> => {
      const value = textIn(values, field);
      return value === undefined ? {} : { [name]: value };
    };
    return {
      ...fact('sex', 'sex'),
      ...(born === undefined ? {} : { born }),
      ...fact('area', 'current_area'),
      ...fact('source', 'source'),
      ...fact('displacement', 'displacement_status'),
      ...(disability === undefined ? {} : { disability }),
      ...fact('protection', 'protection_status'),
      concerns: [...all],
    };
  }

  /** What was not done before the case ended is missing; what would have been due later was owed no longer. */
  #tasks(moves: readonly Move[]): PastTask[] {
    return this.#setting.tasks.flatMap((task): PastTask[] => {
      if (!COUNTED.has(task.sort)) return [];
      const due = this.#at(task.dueAt);
      const done = task.done === undefined ? null : this.#at(task.done.at);
      const standing = standingAt({ moves }, due);
      const ended = standing === 'closed' || standing === 'out' || standing === 'withdrawn';
      if (ended && (done === null || done > due)) return [];
      const outcome = task.done?.outcome ?? (task.replaced === true ? 'missed' : '');
      return [[task.sort, due, done, outcome, task.deadline]];
    });
  }

  #dated(): CasePast['dated'][number][] {
    const dated = (
      kind: CasePast['dated'][number][0],
      collection: string,
      field: string,
      about: (values: Values) => string = () => '',
      counts: (values: Values) => boolean = () => true,
    ): CasePast['dated'][number][] =>
      this.#rows(collection).flatMap(({ values }): CasePast['dated'][number][] => {
        const day = this.#day(values, field);
        return day === null || !counts(values) ? [] : [[kind, day, about(values)]];
      });
    const chosen = (field: string) => (values: Values) => plainText(values[field]);
    return [
      ...dated('assessed', 'assessments', 'assessment_completed'),
      ...dated('planned', 'case_plans', 'plan_date'),
      ...dated('incident', 'incidents', 'incident_date'),
      ...dated('in_care', 'care_arrangements', 'start_date', chosen('arrangement_type')),
      ...dated(
        'traced',
        'verifications',
        'verification_date',
        () => '',
        (values) => values['verification_result'] === 'verified',
      ),
      ...dated(
        'reunified',
        'reunifications',
        'reunification_date',
        () => '',
        (values) => values['reunification_status'] === 'done',
      ),
      ...dated('feedback', 'feedbacks', 'feedback_date', chosen('feedback_satisfaction')),
    ];
  }

  read(): CasePast {
    const { risks, owners, updated } = this.#setting;
    const moves = this.#moves();
    const sent = ({ values }: Row): boolean => (textIn(values, 'referral_status') ?? 'draft') !== 'draft';
    return {
      facts: this.#facts(),
      moves,
      risks: risks.map(({ at, level }) => [this.#at(at), level] as const),
      owners: owners.map(({ at, user }) => [this.#at(at), user] as const),
      tasks: this.#tasks(moves),
      dated: this.#dated(),
      services: this.#rows('services').flatMap(({ values }) => {
        const asked = this.#day(values, 'service_created');
        if (asked === null) return [];
        // Which service is told to fewer people than that there was one: without a kind it counts too.
        return [
          [
            textIn(values, 'service_type') ?? '',
            asked,
            this.#day(values, 'service_implemented'),
            textIn(values, 'service_result') ?? '',
          ],
        ];
      }),
      referrals: this.#rows('referrals')
        .filter(sent)
        .flatMap(({ values }) => {
          const day = this.#day(values, 'referral_date');
          if (day === null) return [];
          const answered = this.#day(values, 'referral_answered');
          const given = this.#day(values, 'referral_service_given');
          const [service, status] = [textIn(values, 'referral_service'), textIn(values, 'referral_status')];
          return [[service ?? '', day, answered, status ?? '', given]];
        }),
      actions: this.#rows('plan_actions').flatMap(({ values }) => {
        const status = textIn(values, 'action_status') ?? '';
        const [due, done] = [this.#day(values, 'action_deadline'), this.#day(values, 'action_done')];
        // A row that a form put there and nobody filled in is no action (reference.md §6.1).
        return status === '' && due === null && done === null ? [] : [[due, done, status]];
      }),
      approvals: approvalsIn(this.#rows('approvals')).map((one) => [
        one.for,
        this.#at(one.requestedAt),
        one.decidedAt === undefined ? null : this.#at(one.decidedAt),
        one.status,
      ]),
      flags: this.#rows('flags').flatMap(({ values }) => {
        const day = this.#day(values, 'flag_at');
        return day === null ? [] : [[day, this.#day(values, 'flag_resolved_at')]];
      }),
      contacts: CONTACTS.flatMap(({ rows, on, seen }) =>
        this.#rows(rows)
          .filter(({ values }) => values[seen] !== 'no')
          .flatMap(({ values }) => this.#day(values, on) ?? []),
      ).sort((a, b) => a - b),
      updated: this.#at(updated),
    };
  }
}

/** An option, or the number on a scale, as text; empty for anything else. */
const plainText = (value: FieldValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : isDate(value) ? value.date : '';

/** What numbers are made of, from the answers of a case and what its log tells. Pure. */
export const pastOf = (document: CaseDocument, setting: PastSetting): CasePast =>
  new PastReader(document, setting).read();
