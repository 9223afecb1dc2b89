import { createHash } from 'node:crypto';
import { isRiskLevel } from '#core/casework/risk-history.ts';
import { dayIn } from '#core/casework/row-values.ts';
import { dueAfter, timesSpan } from '#core/casework/span.ts';
import type { Task } from '#core/casework/tasks.ts';
import { dayAt } from '#core/casework/working-time.ts';
import type { AlertDef } from '#core/forms/alert-def.ts';
import { own } from '#core/forms/answer-kind.ts';
import type { Resolved } from '#core/forms/resolve.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { namesOf, type CaseFacts } from '#core/records/facts.ts';
import { homeOf } from '#core/records/home.ts';
import { codesIn, nameKeys, wordRuns, wordsOf, type Narrative } from '#core/records/narratives.ts';
import { normaliseName } from '#core/records/names.ts';
import type { FieldPath } from '#core/forms/view.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { FindingRow, KeyRow } from '../storage/finding.repo.ts';
import type { StoredCase } from './case-document.ts';
import { misfitsOf } from './merged-misfits.ts';
import type { OpenOffice } from './open-office.ts';
import { workingTime } from './working-time.ts';

type Stored = Pick<StoredCase, 'row' | 'records'>;
type Judge<J extends AlertDef['judge']> = Extract<AlertDef, { readonly judge: J }>;

/** A case and all that is known of it when its findings are made. */
export interface Judged {
  readonly stored: Stored;
  readonly document: CaseDocument;
  readonly facts: CaseFacts;
  /** Own, and open: only then is there work in it. */
  readonly works: boolean;
  /** The latest instant at which something was written in it. */
  readonly touchedAt: number;
  readonly tasks: readonly Task[];
  /** All answers as they were worked out for today. */
  readonly resolved: () => Resolved;
  /** The free texts of the document. */
  readonly texts: readonly Narrative[];
  /** It began in this transaction: nothing was found in it yet, and it stands under no key. */
  readonly isNew: boolean;
  /** What it told before the change; absent when all of it is to be made. */
  readonly before?:
    { readonly facts: CaseFacts; readonly works: boolean; readonly texts: readonly Narrative[] } | undefined;
}

/** Where a finding stands, as it is kept: `collection/row/field`. */
const spotOf = ({ collection, row, field }: Narrative): string => [collection, row, field].join('/');

const placeOf = (path: FieldPath): string =>
  'rows' in path ? [path.rows, path.row, path.field].join('/') : [CASE_RECORD, CASE_RECORD, path.field].join('/');

function found(
  judged: Pick<Judged, 'stored'>,
  { id }: AlertDef,
  since: number,
  spot = '',
  about: object = {},
): FindingRow {
  return { caseN: judged.stored.row.n, rule: id, spot, since, about: JSON.stringify(about) };
}

/** From when on so many intervals of the risk level have passed since a day, while a contact is still waited for. */
function intervalsAfter(
  open: OpenOffice,
  judged: Judged,
  alert: Judge<'no_contact' | 'not_seen'>,
  dayOf: (contact: Task) => string | undefined,
): FindingRow[] {
  const table = open.configuration.workflow?.def.deadlines.find(({ id }) => id === alert.deadline)?.due;
  const waiting = judged.tasks.find((task) => task.deadline === alert.deadline && task.done === undefined);
  const level = judged.facts.risk;
  const span = isRiskLevel(level) ? table?.[level] : undefined;
  const day = waiting && dayOf(waiting);
  if (day === undefined || span === undefined) return [];
  const due = dueAfter({ day }, timesSpan(span, alert.intervals), workingTime(open), false);
  return due === undefined ? [] : [found(judged, alert, due.at, '', { from: day })];
}

/** DQ22: so many intervals of the risk level since the last contact, and none yet. */
const noContact = (open: OpenOffice, judged: Judged, alert: Judge<'no_contact'>): FindingRow[] =>
  intervalsAfter(open, judged, alert, ({ startsAt }) => dayAt(startsAt, open.self.timeZone));

/**
 * DQ22b: so many intervals since the child was seen, or registered, although there was contact since; without any, DQ22
 * says so already.
 */
function notSeen(open: OpenOffice, judged: Judged, alert: Judge<'not_seen'>): FindingRow[] {
  const contacts = (own(judged.document.rows, alert.rows) ?? []).flatMap(({ values }) => {
    const day = dayIn(values, alert.on);
    return day === undefined ? [] : [{ day, seen: values[alert.seen] === 'yes' }];
  });
  const seenOn = contacts.filter(({ seen }) => seen).map(({ day }) => day);
  const last = seenOn.toSorted().at(-1) ?? dayIn(judged.document.values, 'registration_date');
  if (last === undefined || !contacts.some(({ day, seen }) => !seen && day > last)) return [];
  return intervalsAfter(open, judged, alert, () => last);
}

/** A rule of the case itself that somebody else is to hear of. */
function brokenRule(open: OpenOffice, judged: Judged, alert: Judge<'rule'>): FindingRow[] {
  const rule = open.configuration.rules.find(({ def }) => def.id === alert.rule);
  if (rule === undefined) return [];
  const rows = rule.def.eachRow === undefined ? [...rule.brokenWhen.reads] : [rule.def.eachRow];
  // A rule over rows says nothing of a case without any: most cases need not be worked out.
  if (!rows.some((key) => (own(judged.document.rows, key.split('.')[0] ?? '') ?? []).length > 0)) return [];
  const all = judged.resolved();
  const records = rule.def.eachRow === undefined ? [all.case] : (all.rows.get(rule.def.eachRow) ?? []);
  return records.some((record) => all.run(rule.brokenWhen, record) === true)
    ? [found(judged, alert, judged.touchedAt)]
    : [];
}

/** When an answer that is in force was written, and under which dot. */
function writtenAt({ records }: Stored, { collection, row, field, text }: Narrative) {
  for (const { coll, rec, state } of records) {
    if (coll !== collection || rec !== row || state.values[field] !== text) continue;
    const sibling = state.fields[field]?.findLast(({ value }) => value === text);
    const stamp = sibling ?? state.created;
    if (stamp !== undefined) return { dot: stamp.dot, wall: stamp.wall };
  }
  return undefined;
}

/** DQ33: the code, or the whole name, of another child of the office in a text of this case. */
function otherChild(
  open: OpenOffice,
  judged: Judged,
  alert: Judge<'other_child'>,
  texts: readonly Narrative[],
): FindingRow[] {
  const { cases, findings, merged } = open.repos;
  const { n, caseId, code: ownCode } = judged.stored.row;
  // A case that was merged into this one is of the same child.
  const ours = new Set([n, ...merged.cameInto(caseId)]);
  const family = [...namesOf(judged.facts), ...judged.facts.relatives].map((name) => ` ${normaliseName(name)} `);
  return texts.flatMap((one) => {
    const named = findings
      .among(
        'name',
        wordRuns(one.text).filter((run) => !family.some((name) => name.includes(` ${run} `))),
      )
      .map(({ caseN }) => caseN);
    const coded = codesIn(one.text).flatMap((code) => (code === ownCode ? [] : (cases.byCode(code)?.n ?? [])));
    const others = [...new Set([...coded, ...named])].filter((other) => !ours.has(other));
    if (others.length === 0) return [];
    const since = writtenAt(judged.stored, one)?.wall ?? judged.touchedAt;
    return [found(judged, alert, since, spotOf(one), { others })];
  });
}

/** DQ39: a text by its words, who wrote it, and the day. */
function textKeys(
  open: OpenOffice,
  { stored }: Judged,
  { least }: Judge<'copied_text'>,
  texts: readonly Narrative[],
): Pick<KeyRow, 'key' | 'spot' | 'about'>[] {
  return texts.flatMap((one) => {
    const words = wordsOf(one.text).join(' ');
    const written = words.length < least ? undefined : writtenAt(stored, one);
    const session = written && open.repos.commits.sessionOf(written.dot);
    const personN = session === undefined ? undefined : open.repos.offices.session(session)?.personN;
    if (written === undefined || personN === undefined) return [];
    const day = dayAt(written.wall, open.self.timeZone);
    const key = createHash('sha256')
      .update(`${String(personN)} ${day} ${words}`)
      .digest('base64url');
    return [{ key, spot: spotOf(one), about: JSON.stringify({ personN, at: written.wall }) }];
  });
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Writes what the office's own rules find in a case, and the keys by which other cases are compared with it. What only
 * time breaks is written with the instant from which it holds.
 */
export function projectFindings(open: OpenOffice, judged: Judged): void {
  const { findings } = open.repos;
  const alerts = open.configuration.workflow?.def.alerts ?? [];
  const { stored, document, facts, works, before, isNew } = judged;
  const { n } = stored.row;
  const renamed =
    before === undefined || (!same(before.facts, facts) && !same(nameKeys(before.facts), nameKeys(facts)));
  if (renamed)
    findings.putKeys(
      n,
      'name',
      nameKeys(facts).map((key) => ({ key, spot: '', about: '{}' })),
      isNew,
    );
  const home = works ? homeOf(document) : undefined;
  const homes = home === undefined ? [] : [{ key: home.at, spot: '', about: JSON.stringify(home) }];
  findings.putKeys(n, 'home', homes, isNew);
  const texts = works ? judged.texts : [];
  // Nothing was found in a case while nobody worked on it.
  const rewritten = renamed || !works || before?.works !== true || !same(before.texts, texts);
  const copied = alerts.find((alert) => alert.judge === 'copied_text');
  if (copied !== undefined && rewritten) findings.putKeys(n, 'text', textKeys(open, judged, copied, texts), isNew);
  const judging = alerts.filter((alert) => isJudgedHere(alert) && (alert.judge !== 'other_child' || rewritten));
  findings.put(
    n,
    judging.map(({ id }) => id),
    works ? judging.flatMap((alert) => judge(open, judged, alert, texts)) : [],
  );
}

const misfits = (open: OpenOffice, judged: Pick<Judged, 'stored' | 'resolved'>, alert: AlertDef): FindingRow[] =>
  misfitsOf(open, judged.stored, judged.resolved).map(({ path, since }) => found(judged, alert, since, placeOf(path)));

/** Makes again, for an own open case, what answers of several offices break together: a rule may ask what day it is. */
export function projectMisfits(open: OpenOffice, judged: Pick<Judged, 'stored' | 'resolved'>): void {
  for (const alert of open.configuration.workflow?.def.alerts ?? [])
    if (alert.judge === 'merged')
      open.repos.findings.put(judged.stored.row.n, [alert.id], misfits(open, judged, alert));
}

/** The others are read from the list of cases, or from the keys of all of them, when somebody asks. */
const HERE: ReadonlySet<AlertDef['judge']> = new Set(['no_contact', 'not_seen', 'rule', 'other_child', 'merged']);
const isJudgedHere = ({ judge: by }: AlertDef): boolean => HERE.has(by);

function judge(open: OpenOffice, judged: Judged, alert: AlertDef, texts: readonly Narrative[]): FindingRow[] {
  switch (alert.judge) {
    case 'no_contact':
      return noContact(open, judged, alert);
    case 'not_seen':
      return notSeen(open, judged, alert);
    case 'rule':
      return brokenRule(open, judged, alert);
    case 'other_child':
      return otherChild(open, judged, alert, texts);
    case 'merged':
      return misfits(open, judged, alert);
    case 'untouched':
    case 'same_home':
    case 'copied_text':
      return [];
  }
}
