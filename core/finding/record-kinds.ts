import type { Filter } from './filter.ts';

/** What has a list of its own beside the cases. Every record stands in one case, and is read there. */
export const RECORD_LISTS = [
  'incidents',
  'tracing',
  'families',
  'referrals',
  'approvals',
  'tasks',
  'supervision',
] as const;
export type RecordList = (typeof RECORD_LISTS)[number];
/** What has saved views. */
export const VIEWED_LISTS = ['cases', ...RECORD_LISTS] as const;
export type ViewedList = (typeof VIEWED_LISTS)[number];

/** A view that everybody has who may ask what it asks. */
export interface RecordView {
  readonly id: string;
  readonly where: Filter;
}

export interface RecordKind {
  readonly id: RecordList;
  /** `rows`: each entry of a subform. `family`: all cases of one number. `task`: what a case still needs. */
  readonly of: 'rows' | 'family' | 'task';
  /** The answer that tells of the record by being there at all: the subform, or the family number; tasks tell of none. */
  readonly tells: string;
  /** Answers of the record that the list is narrowed by and sorted by, beside those marked `filterable`. */
  readonly facts: readonly string[];
  /** Of those the ones that hold who in this office it is about. */
  readonly people: readonly string[];
  /** The day by which the list is ordered as long as nobody chose, the newest first. */
  readonly at: string | undefined;
  /** Names and references by which the record itself is found, beside its case; names of a child table with them. */
  readonly found: readonly string[];
  readonly foundIn: { readonly rows: string; readonly link: string; readonly fields: readonly string[] } | undefined;
  /** What else may stand in a column: texts and names, and what is made of several answers (`@…`). */
  readonly texts: readonly string[];
  /** The columns as long as nobody chose others, after risk, code and child. */
  readonly columns: readonly string[];
  readonly views: readonly RecordView[];
}

const MINE: RecordView = { id: 'mine', where: { on: 'owner', in: ['me'] } };
const ALL: RecordView = { id: 'all', where: { all: [] } };
const among = (fact: string, ids: string[]): Filter => ({ on: 'record', fact, is: { in: ids } });
const nothing = { facts: [], people: [], found: [], foundIn: undefined, texts: [], at: undefined } as const;

/** One declaration for each list; everything that reads, counts, narrows or draws records goes by it. */
export const RECORD_KINDS: Readonly<Record<RecordList, RecordKind>> = {
  incidents: {
    ...nothing,
    id: 'incidents',
    of: 'rows',
    tells: 'incidents',
    facts: ['incident_date', 'incident_status', 'incident_type', 'incident_identification'],
    at: 'incident_date',
    columns: ['incident_date', 'incident_type', 'incident_status', 'case:owner', 'case:office'],
    views: [{ id: 'open', where: among('incident_status', ['open']) }, MINE, ALL],
  },
  tracing: {
    ...nothing,
    id: 'tracing',
    of: 'rows',
    tells: 'tracing_requests',
    facts: ['request_date', 'request_status', 'inquirer_relation', 'inquirer_area'],
    at: 'request_date',
    found: ['request_reference', 'inquirer_name', 'inquirer_nickname'],
    foundIn: {
      rows: 'persons_sought',
      link: 'sought_request',
      fields: ['sought_name', 'sought_nickname', 'sought_other_names'],
    },
    texts: ['request_reference', 'inquirer_name'],
    columns: ['request_date', 'request_status', 'inquirer_relation', 'request_reference', 'case:owner', 'case:office'],
    views: [{ id: 'open', where: among('request_status', ['open', 'tracing_in_progress', 'verified']) }, MINE, ALL],
  },
  families: {
    ...nothing,
    id: 'families',
    of: 'family',
    tells: 'family_number',
    texts: ['@family', '@children'],
    columns: ['@family', '@children', 'case:status', 'case:owner', 'case:updated'],
    views: [ALL, MINE],
  },
  referrals: {
    ...nothing,
    id: 'referrals',
    of: 'rows',
    tells: 'referrals',
    facts: [
      'referral_date',
      'referral_status',
      'referral_service',
      'referral_priority',
      'referral_kind',
      'referral_until',
      'referral_service_given',
      'referral_recipient_user',
    ],
    people: ['referral_recipient_user'],
    at: 'referral_date',
    found: ['referral_recipient_agency', 'referral_recipient_person'],
    texts: ['referral_recipient_agency', 'referral_sender'],
    columns: [
      'referral_date',
      'referral_status',
      'referral_recipient_agency',
      'referral_recipient_user',
      'referral_priority',
      'case:owner',
    ],
    views: [
      { id: 'waiting', where: among('referral_status', ['in_progress']) },
      { id: 'accepted', where: among('referral_status', ['accepted']) },
      { id: 'to_me', where: among('referral_recipient_user', ['me']) },
      ALL,
    ],
  },
  approvals: {
    ...nothing,
    id: 'approvals',
    of: 'rows',
    tells: 'approvals',
    facts: [
      'approval_for',
      'approval_status',
      'approval_requested_at',
      'approval_requested_by',
      'approval_decided_at',
      'approval_decided_by',
    ],
    people: ['approval_requested_by', 'approval_decided_by'],
    at: 'approval_requested_at',
    columns: [
      'approval_for',
      'approval_status',
      'approval_requested_at',
      'approval_requested_by',
      'approval_decided_at',
      'approval_decided_by',
    ],
    views: [
      { id: 'waiting', where: among('approval_status', ['requested']) },
      { id: 'decided', where: among('approval_status', ['approved', 'returned']) },
      { id: 'asked_by_me', where: among('approval_requested_by', ['me']) },
      ALL,
    ],
  },
  tasks: {
    ...nothing,
    id: 'tasks',
    of: 'task',
    tells: 'tasks',
    texts: ['@task', '@due'],
    columns: ['@task', '@due', 'case:status', 'case:owner', 'case:office'],
    views: [
      { id: 'late', where: { on: 'task', due: 'late' } },
      { id: 'week', where: { on: 'task', due: { within: 7 } } },
      MINE,
      ALL,
    ],
  },
  supervision: {
    ...nothing,
    id: 'supervision',
    of: 'rows',
    tells: 'supervisions',
    facts: [
      'supervision_date',
      'supervision_by',
      'supervision_worker',
      'supervision_due',
      'supervision_done',
      'supervision_seen',
    ],
    people: ['supervision_by', 'supervision_worker'],
    at: 'supervision_date',
    columns: [
      'supervision_date',
      'supervision_worker',
      'supervision_by',
      'supervision_due',
      'supervision_done',
      'supervision_seen',
    ],
    views: [
      {
        id: 'agreed',
        where: {
          all: [
            { on: 'record', fact: 'supervision_done', is: { missing: true } },
            { not: { on: 'record', fact: 'supervision_due', is: { missing: true } } },
          ],
        },
      },
      { id: 'to_acknowledge', where: { on: 'record', fact: 'supervision_seen', is: { missing: true } } },
      { id: 'with_me', where: among('supervision_worker', ['me']) },
      ALL,
    ],
  },
};
