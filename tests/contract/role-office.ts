import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { CALL_NAMES } from '#core/contracts/call-names.ts';
import { findCall, type At, type CallName, type Input } from '#core/contracts/index.ts';
import type { FieldIndex } from '#core/forms/field-index.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, CommitId, DeviceId, DraftId, OfficeId, UserId } from '#core/ids.ts';
import type { CaseResource, Subject } from '#core/rights/decide.ts';
import { ROLES, type Role } from '#core/rights/roles.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Office } from '../../main/office/office.ts';
import {
  aCase,
  createOffice,
  done,
  everyCase,
  HEAD,
  PASSPHRASE,
  register,
  resourcesDir,
  withCheapKeys,
} from '../faults/temporary-office.ts';

export type OfficeName = { [N in CallName]: At<N> extends 'office' ? N : never }[CallName];
type Inputs = { readonly [N in OfficeName]: Input<N> };

const names = Object.entries(CALL_NAMES).flatMap(([feature, verbs]) =>
  verbs.map((verb) => `${feature}.${verb}` as CallName),
);
export const officeNames = names.filter((name): name is OfficeName => findCall(name)?.at === 'office');
export const needOf = (name: string): string => findCall(name)?.right ?? '';

/** One word for each field of a case, so that a reply tells by itself what it gives away. */
export const MARKED = [
  'full_name',
  'nickname',
  'current_address',
  'address_landmark',
  'physical_characteristics',
  'school_name',
  'interview_place',
  'risk_reason',
  'immediate_action',
  'source_details',
] as const;
export const WORDS = [
  'Quorvex',
  'Blimzat',
  'Drusket',
  'Fovanni',
  'Grelpon',
  'Hastrub',
  'Jolvyke',
  'Klemzor',
  'Mupfrin',
  'Nyxolde',
];
export const marked = (whose: string): CaseDocument =>
  aCase(Object.fromEntries(MARKED.map((field, i) => [field, `${WORDS[i] ?? ''}${whose}`])));
export const wordOf = (field: string, whose: string): string =>
  `${WORDS[MARKED.findIndex((f) => f === field)] ?? ''}${whose}`;

interface Planted {
  readonly caseId: CaseId;
  readonly whose: string;
  readonly resource: CaseResource;
}

const root = mkdtempSync(join(tmpdir(), 'hifadhi-calls-'));
const make = (name: string): Office =>
  new Office({
    dir: join(root, name),
    resourcesDir,
    version: 'test',
    clock: { now: () => Date.now() },
    emit: () => undefined,
  });
export const office = make('a');
const people = new Map<Role | 'head', UserId>();
export const planted: Planted[] = [];
let partner: OfficeId | undefined;

/** The office that ours knows. */
export function partnerId(): OfficeId {
  if (partner === undefined) throw new Error('the partner is not there yet');
  return partner;
}
/** Sensitivity class of a field of the case. */
export const classOf = (field: string): number => fields?.sensitivity('case', field) ?? 0;
let fields: FieldIndex | undefined;

const passphraseOf = (role: Role | 'head'): string =>
  role === 'head' ? PASSPHRASE : `nine gentle otters ${role} bridge`;
export async function become(role: Role | 'head'): Promise<Subject> {
  office.close();
  const user = people.get(role);
  if (user === undefined) throw new Error(`nobody is ${role}`);
  await done(office, 'session.signIn', { user, passphrase: passphraseOf(role) });
  return { user, roles: role === 'head' ? ['administrator', 'supervisor'] : [role] };
}

async function introduce(from: Office, to: Office): Promise<OfficeId> {
  const path = join(root, 'office.hifadhi-card');
  await from.shell('writeCard', { path });
  const { words } = await done(from, 'exchange.myCard', {});
  const read = await to.shell('readCard', { path });
  if (!read.ok) throw new Error(read.error.code);
  return (await done(to, 'exchange.confirmCard', { place: (read.value as { place: string }).place, words })).officeId;
}

beforeAll(async () => {
  people.set('head', await createOffice(office));
  for (const role of ROLES) {
    const added = await withCheapKeys(() =>
      done(office, 'people.add', {
        name: `The ${role}`,
        roles: [role],
        passphrase: passphraseOf(role),
      }),
    );
    people.set(role, added.id);
  }
  if (!office.open) throw new Error('the office is closed');
  fields = office.open.fields;
  const ownerOffice = office.open.self.officeId;
  for (const owner of ['head', 'caseworker'] as const) {
    const { user } = await become(owner);
    const whose = owner === 'head' ? 'one' : 'two';
    const caseId = await register(office, marked(whose));
    planted.push({ caseId, whose, resource: { ownerUser: user, ownerOffice } });
  }
  await become('head');
  const other = make('b');
  await createOffice(other, 'BND');
  await introduce(office, other);
  partner = await introduce(other, office);
  other.close();
}, 60_000);

afterAll(() => {
  office.close();
  rmSync(root, { recursive: true, force: true });
});

export const nobody = 'AAAAAAAAAAAAAAAAAAAAAA';
export const query = everyCase.query;

const wish: Inputs['referrals.keep']['wish'] = {
  to: { kind: 'provider', agency: 'Red Acacia', person: '', phone: '', place: '' },
  serviceOther: '',
  reason: 'Help with school.',
  fields: [],
  notInformedWhy: '',
};

/** Something every call takes, about this case where it is about one. */
export const inputsFor = (caseId: CaseId, draftId: DraftId): Inputs => ({
  'app.state': {},
  'app.restoreLastGoodCopy': {},
  'setup.profiles': {},
  'setup.suggestPassphrase': {},
  'setup.prepareKit': {},
  'setup.verifyKit': { words: ['one', 'two', 'three'] },
  'setup.create': {
    language: 'en',
    programmeName: 'Another',
    officeName: 'Another',
    officeCode: 'ANO',
    timeZone: 'Africa/Nairobi',
    workingDays: [1],
    administrator: { name: HEAD, passphrase: PASSPHRASE, alsoSupervisor: true },
    profile: 'full',
  },
  'setup.createDemo': { language: 'en' },
  'session.signIn': { user: nobody as UserId, passphrase: 'x' },
  'session.recover': { words: Array.from({ length: 24 }, () => 'abandon'), user: nobody as UserId, passphrase: 'x' },
  'people.list': {},
  'people.add': { name: 'Somebody', roles: ['clerk'], passphrase: 'short' },
  'people.changePassphrase': { current: 'x', next: 'short' },
  'people.remove': { user: nobody as UserId },
  'config.get': {},
  'config.packages': {},
  'config.areas': {},
  'config.takeAreas': { hash: '0'.repeat(64) },
  'config.look': { profile: 'full' },
  'config.switch': { hash: '0'.repeat(64) },
  'cases.list': { ...everyCase, query: { ...query } },
  'cases.counts': {},
  'cases.ids': { query: { ...query } },
  'cases.findSame': { name: 'Nothing Alike', sex: '', ageYears: null, caregiver: '', place: '' },
  'cases.sameNumbers': { except: null, numbers: [{ kind: 'identifier', text: 'MB-NOBODYS-0001' }] },
  'cases.open': { caseId },
  'cases.byCode': { code: 'KSM-26-00000-0' },
  'cases.keepSearch': {
    search: {
      name: 'Amani',
      sex: '',
      ageYears: null,
      caregiver: '',
      place: '',
      nameUnknown: false,
      notSameAs: [],
    },
  },
  'cases.keptSearch': { draftId },
  'history.entries': { caseId },
  'history.compare': { caseId, from: 'A'.repeat(43) as CommitId },
  'cases.startRegistration': { notSameAs: [] },
  'cases.startEdit': { caseId },
  'cases.drafts': {},
  'cases.openDraft': { draftId },
  'cases.saveDraft': { draftId, document: { values: {}, rows: {} }, accepted: [], notSameAs: [] },
  'cases.changeDraft': { draftId, patch: { values: {}, rows: {} }, accepted: [], notSameAs: [] },
  'cases.save': { draftId },
  'cases.discardDraft': { draftId },
  'tasks.list': { of: 'office', days: 92 },
  'tasks.ofCase': { caseId },
  'tasks.snooze': { caseId, key: 'first_contact//0', until: '2099-01-01', why: 'the road is closed' },
  'tasks.move': { caseId, key: 'first_contact//0', due: '2099-01-01', why: 'the road is closed' },
  'casework.activity': { caseId },
  'casework.addNote': { caseId, text: 'Met at the market.' },
  'casework.addFlag': { caseId, message: 'ask the school' },
  'casework.resolveFlag': { caseId, flag: nobody, how: 'asked' },
  'casework.requestApproval': { caseId, for: 'assessment', row: nobody },
  'casework.withdrawApproval': { caseId, approval: nobody },
  'casework.decideApproval': { caseId, approval: nobody, decision: 'approve', comment: '' },
  'casework.approvals': {},
  'casework.returned': {},
  'casework.colleagues': {},
  'casework.assign': { cases: [caseId], to: nobody as UserId, why: 'because of this' },
  'casework.offerTransfer': { caseId, to: nobody as UserId, why: 'because of this' },
  'casework.requestTransfer': { of: caseId, why: 'because of this' },
  'casework.offers': {},
  'casework.answerTransfer': { of: caseId, transfer: nobody, accept: true, why: '' },
  'casework.revokeTransfer': { of: caseId, transfer: nobody },
  'casework.close': { caseId },
  'casework.reopen': { caseId, why: 'because of this' },
  'casework.recordAfterClosure': { caseId, key: 'x', day: '2026-01-01', note: 'All is well.' },
  'casework.disable': { caseId, why: 'because of this' },
  'casework.enable': { caseId, why: 'because of this' },
  'alerts.list': { of: 'office' },
  'alerts.ofCase': { caseId },
  'alerts.workers': {},
  'alerts.checks': {},
  'alerts.accept': { caseId, rule: 'DQ33', field: 'immediate_action', why: 'because of this' },
  'family.ofCase': { caseId },
  'family.siblingQuery': { caseId },
  'family.startSibling': {
    caseId,
    known: { name: 'Nobody', sex: '', ageYears: null, caregiver: '', place: '' },
    notSameAs: [],
    concerns: true,
  },
  'family.join': { caseId, other: 'ZZZ-26-22222-2' },
  'family.leave': { caseId, why: 'because of this' },
  'family.differences': { caseId },
  'family.share': { caseId, to: [{ other: caseId, marks: [nobody] }] },
  'family.linkIncident': { caseId, row: nobody, other: caseId },
  'family.unlinkIncident': { caseId, row: nobody, otherCode: 'ZZZ-26-22222-2' },
  'referrals.prepare': { caseId, to: 'colleague' },
  'referrals.keep': { caseId, wish },
  'referrals.send': { caseId, wish, why: '' },
  'referrals.inbox': {},
  'referrals.read': { of: caseId, referral: nobody },
  'referrals.answer': { of: caseId, referral: nobody, accept: true, why: '' },
  'referrals.finish': { of: caseId, referral: nobody, given: '2026-01-01', feedback: '' },
  'referrals.revoke': { caseId, referral: nobody, why: 'because of this' },
  'officeReferrals.inbox': {},
  'officeReferrals.read': { referral: nobody },
  'officeReferrals.answer': { referral: nobody, accept: false, why: 'because of this' },
  'officeReferrals.close': { referral: nobody, report: 'because of this' },
  'officeReferrals.query': { referral: nobody },
  'officeReferrals.register': {
    referral: nobody,
    known: { name: 'A', sex: '', ageYears: null, caregiver: '', place: '' },
    notSameAs: [],
  },
  'handovers.prepare': { caseId },
  'handovers.keep': { caseId, typed: { why: '', summary: 'Came in March.', safety: '' } },
  // To an office that is not known: a case that waits for a stick would be told of to everybody who writes one.
  'handovers.offer': {
    caseId,
    office: nobody as OfficeId,
    reason: 'family_moved',
    why: '',
    summary: 'Came in March.',
    safety: 'Nothing to watch for.',
    childTold: 'yes',
    caregiverTold: 'yes',
  },
  'handovers.inbox': {},
  'handovers.answer': { of: caseId, transfer: nobody, accept: false, why: 'because of this' },
  'attachments.list': { caseId },
  'attachments.begin': {
    caseId,
    of: { rows: 'closures', field: 'closure_signature_child' },
    kind: 'signature',
    name: 'A',
    signed: 'typed',
    bytes: 10,
  },
  'attachments.append': { caseId, upload: 'x', at: 0, bytes: new Uint8Array(1) },
  'attachments.finish': { caseId, upload: 'x' },
  'attachments.read': { caseId, id: nobody, at: 0 },
  'attachments.thumbnail': { caseId, id: nobody },
  'attachments.keepPicked': {
    caseId,
    of: { rows: 'case_documents', field: 'document_file' },
    kind: 'document',
    place: 'x',
  },
  'attachments.readPicked': { caseId, place: 'x', at: 0 },
  'review.list': {},
  'merging.lookAlikes': { caseId },
  'merging.notSame': { caseId, other: caseId, same: false },
  'merging.compare': { caseId, other: caseId },
  'merging.merge': { caseId, other: caseId, take: {}, bring: {}, why: 'because of this', seen: 'x' },
  'merging.since': { caseId, merge: nobody },
  'merging.takeApart': { caseId, merge: nobody, fieldsBack: [], rowsBack: [], why: 'because of this', seen: 'x' },
  'review.decide': { caseId, record: 'case', field: 'risk_level', keep: 'x', shown: ['x'], why: 'because of this' },
  'exchange.offices': {},
  'exchange.journal': {},
  'exchange.myCard': {},
  'exchange.confirmCard': { place: 'x', words: ['a', 'b', 'c', 'd', 'e', 'f'] },
  'exchange.release': { caseId, office: partnerId(), why: 'The child agreed.' },
  'exchange.preview': { office: partnerId(), selection: { cases: [caseId] } },
  'exchange.write': { office: partnerId(), selection: { cases: [caseId] }, place: 'x' },
  'exchange.check': { place: 'x' },
  'exchange.apply': { place: 'x' },
  'trust.state': {},
  'trust.request': {},
  'trust.take': { place: 'x' },
  'trust.begin': {},
  'trust.openKey': { place: 'x', passphrase: 'x' },
  'trust.writeKey': { place: 'x', holder: 'One', passphrase: 'x' },
  'trust.finish': {},
  'trust.enrol': { place: 'x', words: ['a', 'b', 'c', 'd', 'e', 'f'] },
  'trust.revoke': {
    deviceId: nobody as DeviceId,
    goodUntil: { at: '2026-01-01T08:00', zone: 'Africa/Nairobi' },
    why: 'It was stolen.',
  },
  'exports.columns': {},
  'exports.count': { cases: [caseId] },
  'exports.stop': {},
  'audit.list': { limit: 500 },
  'audit.verify': {},
  'settings.workingTime': {},
  'settings.setHolidays': { holidays: [] },
  'settings.focalPoint': {},
  'settings.setFocalPoint': { user: null },
  'settings.ownApprovals': {},
  'settings.setOwnApprovals': { allowed: false },
  'settings.optionalQuestions': {},
  'settings.setOptionalQuestions': { on: [] },
  'settings.naming': {},
  'settings.setNaming': { order: 'given_first', letters: ['arabic'] },
});
