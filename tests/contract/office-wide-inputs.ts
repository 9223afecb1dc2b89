import { UNUSUAL_LIMITS } from '#core/audit/unusual.ts';
import type { Input } from '#core/contracts/index.ts';
import type { CaseId, OfficeId, UserId } from '#core/ids.ts';
import { asItIs, listPlan } from '../builders/made-lists.ts';
import type { OfficeName } from './role-office.ts';

const judged = { likely: 'low', severe: 'medium', measures: '' } as const;
const proposedAssessment: Input<'assessments.keep'> = {
  texts: { context: 'A town.', necessity: '', consulted: '', residual: '', decision: '' },
  risks: {
    theft: judged,
    onlooker: judged,
    'too-many': judged,
    'wrong-office': judged,
    paper: judged,
    false: judged,
    loss: judged,
    kept: judged,
    force: judged,
  },
};

export const nobody = 'AAAAAAAAAAAAAAAAAAAAAA';

type Feature =
  | 'exports'
  | 'imports'
  | 'audit'
  | 'safety'
  | 'keys'
  | 'seconds'
  | 'breaches'
  | 'dataRequests'
  | 'holds'
  | 'processing'
  | 'assessments'
  | 'agreements'
  | 'disputes'
  | 'restrictions'
  | 'keeping'
  | 'emergency'
  | 'settings'
  | 'paper';
type OfList = 'trust.past' | 'trust.changes' | 'trust.undo' | 'trust.drop' | 'trust.putBack';
type Name = Extract<OfficeName, `${Feature}.${string}`> | OfList;

/** Something that the calls about the office as a whole take: its files, its trail, its registers and its settings. */
export const officeWideInputs = (caseId: CaseId): { readonly [N in Name]: Input<N> } => ({
  'exports.columns': {},
  'exports.count': { cases: [caseId] },
  'exports.stop': {},
  'imports.list': {},
  'imports.read': { place: 'none', as: asItIs },
  'imports.words': { place: 'none', column: 0, plan: listPlan.columns[0] },
  'imports.keepDraft': { draft: null },
  'imports.keepMapping': { name: 'Mine', plan: listPlan },
  'imports.removeMapping': { id: nobody },
  'imports.check': { place: 'none', plan: listPlan, owner: nobody as UserId, again: true },
  'imports.rows': { run: nobody, verdict: '', from: 0, most: 10 },
  'imports.decide': { run: nobody, rows: 'duplicate', choice: 'skip', why: '' },
  'imports.goOn': { run: nobody },
  'imports.stop': { run: nobody },
  'imports.undo': { run: nobody, why: 'because of this' },
  'imports.drop': { run: nobody },
  'trust.past': {},
  'trust.changes': { root: 1, version: 1 },
  'trust.undo': { since: { root: 1, version: 1 }, subjects: [nobody as OfficeId] },
  'trust.drop': {
    officeId: nobody as OfficeId,
    until: { at: '2026-01-01T08:00', zone: 'Africa/Nairobi' },
    kind: 'closed',
    why: 'It closed.',
  },
  'trust.putBack': { officeId: nobody as OfficeId, why: 'It opened again.' },
  'audit.list': { limit: 500 },
  'safety.state': {},
  'safety.seen': {},
  'keys.state': {},
  'keys.change': {},
  'seconds.list': {},
  'seconds.decide': { id: nobody, agrees: false },
  'seconds.rule': {},
  'seconds.setRule': { kinds: [] },
  'seconds.suspended': {},
  'audit.people': {},
  'audit.ofCase': { caseId },
  'audit.standing': { again: false },
  'audit.unusual': {},
  'audit.limits': {},
  'audit.setLimits': { ...UNUSUAL_LIMITS },
  'breaches.list': {},
  'breaches.told': {},
  'breaches.read': { id: nobody },
  'breaches.open': {
    title: 'A stick is gone',
    sort: 'stick',
    known: { at: '2026-01-05T09:00', zone: 'Africa/Nairobi' },
    what: 'Lost on the way to the clinic.',
    data: ['names'],
    lost: '',
    measures: '',
  },
  'breaches.add': { id: nobody, entry: { kind: 'note', text: 'Nobody found it.' } },
  'breaches.affected': {
    from: { at: '2026-01-05T09:00', zone: 'Africa/Nairobi' },
    to: { at: '2026-01-05T09:00', zone: 'Africa/Nairobi' },
  },
  'dataRequests.list': { caseId },
  'dataRequests.read': { id: nobody },
  'dataRequests.open': {
    sort: 'access',
    by: 'child',
    who: 'Somebody',
    received: '2026-01-05',
    what: 'What is written about me?',
    identity: '',
    code: '',
  },
  'dataRequests.add': { id: nobody, entry: { kind: 'note', text: 'Nobody came.' } },
  'processing.read': {},
  'processing.version': { number: 1 },
  'processing.keep': { note: '' },
  'processing.setOffice': {
    capacity: 'controller',
    controller: '',
    contact: 'Mlimani road 4',
    officer: '',
    authority: '',
    country: 'KE',
  },
  'processing.setCountry': { office: nobody as OfficeId, country: 'UG' },
  'processing.purposes': {},
  'processing.decide': {
    form: 'registration',
    purpose: 'identify',
    basis: 'public-task',
    condition: 'social',
    note: '',
    why: 'By the children’s act.',
  },
  'processing.explain': { form: 'registration', field: 'full_name', why: 'To know whom we help.' },
  'assessments.read': {},
  'assessments.keep': proposedAssessment,
  'assessments.selfCheck': {},
  'assessments.keepSelfCheck': { given: { purpose_clear: { answer: 'yes', note: '' } } },
  'agreements.list': {},
  'agreements.read': { id: nobody },
  'agreements.open': {
    sort: 'processor',
    with: 'A printer of forms',
    contact: '',
    country: '',
    about: 'Prints our forms.',
    from: '2026-01-05',
    remind: 60,
    kept: '',
  },
  'agreements.add': { id: nobody, entry: { kind: 'note', text: 'Nobody signed it.' } },
  'disputes.list': { caseId },
  'disputes.mark': { caseId, path: 'sex', by: 'child', why: 'I am a girl.' },
  'disputes.settle': { caseId, dispute: nobody, how: 'It was corrected.' },
  'keeping.queue': {},
  'keeping.rules': {},
  'keeping.setRules': { rules: [{ rule: 'care', months: 900, basis: 'Children’s act, section 12' }] },
  'keeping.keep': { caseId, until: '2099-12-31', why: 'A claim may come.' },
  'keeping.files': {},
  'keeping.lookAtFiles': { cases: [caseId] },
  'keeping.takeFiles': { cases: [caseId], leavePhoto: true, why: 'Nobody needs them.' },
  'keeping.keepFiles': { cases: [caseId], until: '2099-12-31', why: 'A claim may come.' },
  'keeping.find': { code: 'KSM-26-00000-0' },
  'keeping.look': { caseId },
  'keeping.erase': {
    caseId,
    kind: 'erased',
    why: 'Its time is over.',
    second: { user: nobody as UserId, passphrase: 'not the passphrase of anybody' },
  },
  'keeping.refuse': { request: 'A'.repeat(22), why: 'A court needs it.' },
  'keeping.erasures': {},
  'restrictions.list': {},
  'restrictions.ofCase': { caseId },
  'restrictions.set': { code: 'KSM-26-00000-0', why: 'The caregiver contests it.', authority: 'The caregiver' },
  'restrictions.lift': { caseId, restriction: 'A'.repeat(22), why: 'It was checked.' },
  'holds.list': {},
  'holds.ofCase': { caseId },
  'holds.set': { code: 'KSM-26-00000-0', why: 'A court asks for it.', authority: 'District court' },
  'holds.lift': { caseId, why: 'The court has decided.' },
  'emergency.state': {},
  'emergency.setPlan': { safePlace: 'Mlimani', call: '', takeAlong: '', destroy: '' },
  'emergency.declare': { why: 'Fighting in the town.' },
  'emergency.end': {},
  'emergency.duress': {},
  'emergency.setDuress': { passphrase: 'short', own: { passphrase: 'x' }, kitElsewhere: true },
  'emergency.endDuress': { own: { passphrase: 'x' } },
  'emergency.tryDuress': { passphrase: 'x' },
  'emergency.drilled': { page: 0, carried: 41.5 },
  'audit.note': { kind: 'night', who: 'nobody', fromN: 1, why: 'On call that night.' },
  'safety.start': { job: 'backup' },
  'safety.startRelay': { words: Array.from({ length: 24 }, () => 'abandon') },
  'safety.stopRelay': {},
  'safety.putRelay': {},
  'settings.workingTime': {},
  'settings.setHolidays': { holidays: [] },
  'settings.focalPoint': {},
  'settings.setFocalPoint': { user: null },
  'settings.ownApprovals': {},
  'settings.setOwnApprovals': { allowed: false },
  'settings.optionalQuestions': {},
  'settings.setOptionalQuestions': { on: [] },
  'settings.naming': {},
  'settings.setUp': {},
  'settings.setSetUpAside': { step: 'places', aside: true },
  'paper.get': {},
  'paper.set': { duplex: true },
  'paper.logo': {},
  'paper.setLogo': { bytes: null },
  'settings.setNaming': { order: 'given_first', letters: ['arabic'] },
});
