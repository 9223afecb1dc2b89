import type { FieldValue, Values } from '#core/forms/types.ts';
import { addDays, addHours, dayOf, daysBetween, exactDate, instantAt, minuteOf, momentAt } from './calendar-days.ts';
import type { GenerateOptions } from './case-shape.ts';
import { lastEvening } from './life.ts';
import { endOf } from './life-facts.ts';
import { withRow, type Life, type LifeSave, type WrittenRow } from './life-shape.ts';
import { Random } from './random.ts';

const SERVICES = ['medical', 'education_formal', 'legal', 'food', 'psychosocial_basic'];
const REPLIES = ['in_progress', 'in_progress', 'accepted', 'accepted', 'rejected', 'revoked', 'done', 'done', 'draft'];
const DECISIONS = ['requested', 'approved', 'approved', 'approved', 'returned', 'withdrawn'];

/**
 * What others have to do with a case beside the work on it: referrals and their answers, approvals, flags, feedback,
 * incidents, tracing, and who has the case. Written as acts of the office, which no form page holds back.
 */
class Oversight {
  readonly #random: Random;
  readonly #life: Life;
  /** Nothing happens before the first or after the last. */
  readonly #first: string;
  readonly #last: string;
  readonly #evening: string;
  readonly saves: LifeSave[] = [];

  constructor(options: GenerateOptions, index: number, life: Life) {
    this.#random = Random.from(options.seed, options.officeCode, 'oversight', index);
    this.#life = life;
    this.#evening = lastEvening(options.today);
    const { values } = life.document;
    const registered = values['registration_date'];
    const began = typeof registered === 'object' && 'date' in registered ? registered.date : '';
    this.#first = began.length === 10 ? began : dayOf(life.registeredAtUtc);
    const end = endOf(life);
    const ended = end === undefined || end.again !== undefined ? dayOf(this.#evening) : end.day;
    this.#last = ended < this.#first ? this.#first : ended;
  }

  /** A day of the case, at an hour of work. */
  #moment(from = this.#first, until = this.#last): string {
    const day = addDays(from, this.#random.int(0, Math.max(0, daysBetween(from, until))));
    return instantAt(day, this.#random.int(8, 15), this.#random.int(0, 59));
  }
  /** Some days after an instant, never in the time to come. */
  #after(instant: string, most: number): string {
    const at = addHours(instant, this.#random.int(1, most * 24));
    return at > this.#evening ? this.#evening : at;
  }
  /** Written when it happened, or when the finished file was typed in. */
  #write(happened: string, collection: string, id: string, values: Values): void {
    const { registeredAtUtc } = this.#life;
    const atUtc = happened < registeredAtUtc ? addHours(registeredAtUtc, 0.05) : happened;
    this.saves.push({ atUtc, rows: [{ collection, row: { id, values } }], act: true });
  }

  referrals(): void {
    const random = this.#random;
    for (let left = random.int(0, 3); left > 0; left -= 1) {
      const [id, sent, status] = [random.id(), this.#moment(), random.pick(REPLIES)];
      const values: Record<string, FieldValue> = {
        ...(status === 'draft' ? {} : { referral_date: momentAt(minuteOf(sent)) }),
        referral_status: status === 'draft' ? 'draft' : 'in_progress',
        referral_priority: random.pick(['24h', '72h', 'routine']),
        referral_service: random.pick(SERVICES),
        referral_kind: 'external',
      };
      this.#write(sent, 'referrals', id, values);
      if (status === 'draft' || status === 'in_progress') continue;
      const answered = this.#after(sent, 9);
      // Taken back before anybody answered, now and then.
      const silent = status === 'revoked' && random.chance(0.5);
      const given = this.#after(answered, 30);
      this.#write(answered, 'referrals', id, {
        ...values,
        referral_status: status,
        ...(silent ? {} : { referral_answered: momentAt(minuteOf(answered)) }),
        ...(status === 'done' ? { referral_service_given: exactDate(dayOf(given)) } : {}),
      });
    }
  }

  approvals(): void {
    const random = this.#random;
    const subjects = [
      ['case_plan', 'case_plans', 'plan_date'],
      ['assessment', 'assessments', 'assessment_completed'],
      ['closure', 'closures', 'closure_date'],
    ] as const;
    for (const [about, collection, on] of subjects) {
      for (const { id: row, values } of this.#life.document.rows[collection] ?? []) {
        const day = values[on];
        if (random.chance(0.4) || typeof day !== 'object' || !('date' in day)) continue;
        const wanted = this.#moment(day.date, addDays(day.date, 2));
        const asked = wanted > this.#evening ? this.#evening : wanted;
        const [id, status] = [random.id(), random.pick(DECISIONS)];
        const request = {
          approval_for: about,
          approval_row: row,
          approval_status: 'requested',
          approval_requested_by: 'somebody',
          approval_requested_at: momentAt(minuteOf(asked)),
        };
        this.#write(asked, 'approvals', id, request);
        if (status === 'requested') continue;
        const decided = this.#after(asked, 8);
        this.#write(decided, 'approvals', id, {
          ...request,
          approval_status: status,
          ...(status === 'withdrawn' ? {} : { approval_decided_at: momentAt(minuteOf(decided)) }),
        });
      }
    }
  }

  flags(): void {
    const random = this.#random;
    if (random.chance(0.6)) return;
    const [id, set] = [random.id(), this.#moment()];
    const flag = { flag_message: 'Ask again', flag_at: momentAt(minuteOf(set)) };
    this.#write(set, 'flags', id, flag);
    if (random.chance(0.5)) return;
    const resolved = this.#after(set, 12);
    this.#write(resolved, 'flags', id, { ...flag, flag_resolved_at: momentAt(minuteOf(resolved)) });
  }

  /** Some rows stay as empty as a form puts them there: they count for nothing. */
  feedback(): void {
    const random = this.#random;
    for (let left = random.int(0, 2); left > 0; left -= 1) {
      const at = this.#moment();
      const said = random.chance(0.8) ? { feedback_satisfaction: random.int(1, 5) } : {};
      const values = random.chance(0.15) ? {} : { feedback_date: exactDate(dayOf(at)), ...said };
      this.#write(at, 'feedbacks', random.id(), values);
    }
  }

  /** Mostly before the registration, at any distance; some after it, and some of which only the month is known. */
  incidents(): void {
    const random = this.#random;
    for (let left = random.int(0, 2); left > 0; left -= 1) {
      const back = random.pick([0, 2, 3, 4, 5, 6, 14, 15, 30, 31, 91, 92, 300, -4]);
      const wanted = addDays(this.#first, -back);
      const day = wanted > this.#last ? this.#last : wanted;
      const date: FieldValue = random.chance(0.1)
        ? { date: day.slice(0, 7), precision: 'month', calendar: 'gregory' }
        : exactDate(day);
      this.#write(this.#moment(), 'incidents', random.id(), { incident_type: 'neglect', incident_date: date });
    }
  }

  tracing(): void {
    const random = this.#random;
    if (!['unaccompanied', 'separated'].includes(String(this.#life.document.values['protection_status']))) return;
    if (random.chance(0.3)) return;
    const found = this.#moment();
    const result = random.pick(['verified', 'verified', 'unverified']);
    const traced = { verification_date: exactDate(dayOf(found)), verification_result: result };
    this.#write(found, 'verifications', random.id(), traced);
    if (result !== 'verified' || random.chance(0.3)) return;
    const home = this.#after(found, 40);
    const status = random.pick(['done', 'done', 'planned']);
    const row = { reunification_status: status, reunification_date: exactDate(dayOf(home)) };
    this.#write(home, 'reunifications', random.id(), row);
    if (status !== 'done') return;
    const visited = this.#after(home, 45);
    if (visited >= this.#evening || dayOf(visited) > this.#last) return;
    const visit = { followup_type: 'after_reunification', followup_done: exactDate(dayOf(visited)), child_seen: 'yes' };
    this.#write(visited, 'followups', random.id(), visit);
  }

  /** One in three cases is given to a colleague, and some of those come back. */
  hands(): void {
    const random = this.#random;
    if (random.chance(0.67)) return;
    const given = this.#moment();
    const begun = given < this.#life.registeredAtUtc ? addHours(this.#life.registeredAtUtc, 1) : given;
    this.saves.push({ atUtc: begun, rows: [], act: true, givenTo: 1 });
    const back = this.#after(begun, 60);
    if (random.chance(0.4) && back > begun) this.saves.push({ atUtc: back, rows: [], act: true, givenTo: 0 });
  }
}

const inOrder = (saves: readonly LifeSave[]): LifeSave[] =>
  saves.toSorted((a, b) => Date.parse(a.atUtc) - Date.parse(b.atUtc));

/** The same life with what others have to do with it. A duplicate stays what it is: nobody works on it. */
export function withOversight(options: GenerateOptions, index: number, life: Life): Life {
  if (life.document.values['status'] === 'duplicate') return life;
  const more = new Oversight(options, index, life);
  more.referrals();
  more.approvals();
  more.flags();
  more.feedback();
  more.incidents();
  more.tracing();
  more.hands();
  const acts = inOrder(more.saves);
  const rows = acts.flatMap((save): readonly WrittenRow[] => save.rows);
  return { ...life, saves: inOrder([...life.saves, ...acts]), document: rows.reduce(withRow, life.document) };
}
