import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { CALL_NAMES } from '#core/contracts/call-names.ts';
import { CASE_CALLS } from '#core/contracts/case-calls.ts';
import type { CaseFile } from '#core/contracts/cases.contract.ts';
import { findCall } from '#core/contracts/index.ts';
import { fieldsIn, type PlacedField } from '#core/forms/known-fields.ts';
import type { CaseDocument, FieldDef, Row, Values } from '#core/forms/types.ts';
import type { CaseId, DraftId, OfficeId, UserId } from '#core/ids.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { RoleDef } from '#core/rights/roles.ts';
import type { Office } from '../../main/office/office.ts';
import { renewSubject } from '../../main/office/roles-in-force.ts';
import { RoleRepo } from '../../main/storage/role.repo.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { anyRole } from '../builders/any-role.ts';
import { disagrees, EXCEPTIONS, mayRead, mustRefuse, OWNERS, type Exception, type Owner } from './plain-calls.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { aCase } from '../builders/shareable-case.ts';
import { PASSPHRASE } from '../builders/office-words.ts';
import { inputsFor } from '../contract/call-inputs.ts';
import { nobody } from '../contract/office-wide-inputs.ts';

const PROBE = 'probe';

/** A word that stands in one answer of one case and nowhere else. */
interface Canary {
  readonly word: string;
  readonly owner: Owner;
  readonly caseId: CaseId;
  readonly field: PlacedField;
}
interface Made {
  readonly document: CaseDocument;
  readonly words: readonly { readonly word: string; readonly field: PlacedField }[];
}
const TEXTS: ReadonlySet<FieldDef['type']> = new Set(['text', 'long_text']);

/** Questions that take a text as it is: one for each form and class, of the case itself and of its subforms. */
function plantedIn(open: NonNullable<Office['open']>): readonly PlacedField[] {
  const seen = new Set<string>();
  const forms = open.configuration.configuration.forms.filter(({ system }) => system !== true);
  return fieldsIn(forms).filter(({ collection, def, form }) => {
    const plain = TEXTS.has(def.type) && def.calculate === undefined && def.constraint === undefined;
    const limited =
      (def.max ?? 100) < 40 || def.readOnly === true || def.offByDefault === true || def.check !== undefined;
    const key = `${form.id} ${collection === CASE_RECORD ? '' : 'rows'} ${String(def.sensitivity)}`;
    if (!plain || limited || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function made(fields: readonly PlacedField[], owner: Owner): Made {
  const words = fields.map((field, i) => ({ field, word: `Zq${owner}${String(i)}x` }));
  const base = aCase({ full_name: `Child of ${owner}` });
  const values: Record<string, Values[string]> = { ...base.values };
  const rows: Record<string, readonly Row[]> = { ...base.rows };
  for (const { field, word } of words) {
    if (field.collection === CASE_RECORD) values[field.def.id] = word;
    else {
      const [row = { id: newId(), values: {} }] = rows[field.collection] ?? [];
      rows[field.collection] = [{ id: row.id, values: { ...row.values, [field.def.id]: word } }];
    }
  }
  return { document: { values, rows }, words };
}

/** Writes each word of the case itself once more, so that its history tells of a change. */
async function touch(caller: OfficeCaller, planted: readonly Canary[]): Promise<void> {
  const [first] = planted;
  if (first === undefined) return;
  const { draftId, document } = await caller.call('cases.startEdit', { caseId: first.caseId });
  const own = planted.filter(({ field }) => field.collection === CASE_RECORD);
  const values = {
    ...document.values,
    ...Object.fromEntries(own.map(({ field, word }) => [field.def.id, `${word} again`])),
  };
  await caller.call('cases.saveDraft', { draftId, document: { ...document, values }, accepted: [], notSameAs: [] });
  const reply = await caller.office.call('cases.save', { draftId });
  if (!reply.ok) throw new Error(`${reply.error.code} ${JSON.stringify(reply.error.params)}`);
}

/** Registers a case with as many of the words as the forms take; what they refuse is left out. */
async function plant(caller: OfficeCaller, owner: Owner, fields: readonly PlacedField[]): Promise<readonly Canary[]> {
  let left = fields;
  for (;;) {
    const { document, words } = made(left, owner);
    const { draftId } = await caller.call('cases.startRegistration', { notSameAs: [] });
    const saved = { draftId, document: document as never, accepted: [], notSameAs: [] };
    await caller.call('cases.saveDraft', saved);
    const reply = await caller.office.call('cases.save', { draftId });
    if (reply.ok) {
      const { caseId } = reply.value as { caseId: CaseId };
      return words.map((one) => ({ ...one, owner, caseId }));
    }
    const refused = String(reply.error.params['field']);
    const next = left.filter(({ collection, def }) => def.id !== refused && collection !== refused);
    if (next.length === left.length) throw new Error(`${reply.error.code} ${JSON.stringify(reply.error.params)}`);
    left = next;
  }
}

export interface TriedOffice {
  readonly office: Office;
  readonly canaries: readonly Canary[];
  readonly cases: Readonly<Record<Owner, CaseId>>;
  /**
   * Goes on as somebody in this role alone, for whom something else holds in the case of the friend. `given`: the role
   * that a referral gives in it.
   */
  readonly become: (role: RoleDef, exception: Exception, given: RoleDef) => void;
  /** The code of the friend's case. */
  readonly code: string;
  readonly remove: () => void;
}

function except(open: NonNullable<Office['open']>, caseId: CaseId, exception: Exception): void {
  const { guards, emergencies, cases } = open.repos;
  const [caseN, user, at] = [cases.byId(caseId)?.n ?? 0, open.me.id, open.clock.now()];
  const made = { caseN, why: 'For the test.', by: user, at };
  guards.unhide(caseN);
  for (const { n } of guards.conflictsIn(caseN)) guards.liftConflict(n, user, at, 'For the next.');
  for (const { n } of emergencies.runningFor(user)) emergencies.end(n, 'self', at);
  if (exception === 'unnamed') guards.hide({ ...made, people: [], roles: [] });
  if (exception === 'barred') guards.addConflict({ ...made, user, kind: 'other' });
  if (exception === 'lent')
    emergencies.begin({ ...made, user, fromAt: at, untilAt: at + 3_600_000, auditN: open.repos.audit.head().n });
}

/** An office with a case of one's own, one of somebody of the group and one of a stranger, each full of canaries. */
export async function triedOffice(resourcesDir: string): Promise<TriedOffice> {
  const dir = mkdtempSync(join(tmpdir(), 'hifadhi-rights-'));
  const caller = new OfficeCaller(join(dir, 'office'), resourcesDir, 'test');
  const { office } = caller;
  const kit = await caller.call('setup.prepareKit', {});
  await caller.call('setup.verifyKit', { words: kit.check.map((n) => kit.words[n - 1] ?? '') });
  const administrator = { name: 'Head', passphrase: PASSPHRASE, alsoSupervisor: true };
  const { user: head } = await withCheapKeys(() =>
    caller.call('setup.create', {
      language: 'en',
      programmeName: 'Marabia',
      officeName: 'Kisimani',
      officeCode: 'KSM',
      timeZone: 'Africa/Nairobi',
      workingDays: [1, 2, 3, 4, 5],
      administrator,
      profile: 'full',
    }),
  );
  const people = new Map<Owner, UserId>([['stranger', head.id]]);
  for (const owner of ['mine', 'friend'] as const) {
    const person = { name: owner, roles: ['supervisor'], passphrase: PASSPHRASE };
    people.set(owner, (await withCheapKeys(() => caller.call('people.add', person))).id);
  }
  const members = [people.get('mine'), people.get('friend')].flatMap((user) => user ?? []);
  await caller.call('people.saveGroup', { groupId: null, name: 'Ours', members });
  const canaries: Canary[] = [];
  if (!office.open) throw new Error('the office is closed');
  const fields = plantedIn(office.open);
  for (const owner of OWNERS) {
    const planted = await plant(caller, owner, fields);
    await touch(caller, planted);
    const [to, cases] = [people.get(owner), planted.slice(0, 1).map(({ caseId }) => caseId)];
    if (to !== undefined && to !== head.id) await caller.call('casework.assign', { cases, to, why: 'Made for it.' });
    canaries.push(...planted);
  }
  const me = people.get('mine');
  if (me === undefined) throw new Error('nobody is me');
  office.close();
  await caller.call('session.signIn', { user: me, passphrase: PASSPHRASE });
  const caseOf = (owner: Owner): CaseId => {
    const found = canaries.find((one) => one.owner === owner);
    if (found === undefined) throw new Error(`no case of ${owner}`);
    return found.caseId;
  };
  const code = office.open.repos.cases.byId(caseOf('friend'))?.code ?? '';
  const become = (role: RoleDef, exception: Exception, given: RoleDef): void => {
    const { open } = office;
    if (!open) throw new Error('the office is closed');
    except(open, caseOf('friend'), exception);
    new RoleRepo(open.db).put({ roleId: PROBE, body: JSON.stringify({ ...role, id: PROBE }), base: null });
    const person = open.repos.offices.personById(open.me.id);
    if (person) open.repos.offices.putPerson({ ...person, roles: JSON.stringify([PROBE]) });
    renewSubject(open);
    if (exception !== 'referred') return;
    const { exceptions } = open.subject;
    const referred = new Map([[caseOf('friend'), given]]);
    open.subject = { ...open.subject, exceptions: { ...exceptions, referred } };
  };
  return {
    office,
    canaries,
    code,
    cases: { mine: caseOf('mine'), friend: caseOf('friend'), stranger: caseOf('stranger') },
    become,
    remove: () => {
      office.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Calls that end the office, leave it, or are asked with a dialog: they are tried elsewhere. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'setup.create',
  'setup.createDemo',
  'session.signIn',
  'session.recover',
]);

const CALLS: ReadonlySet<string> = new Set(CASE_CALLS);

export interface Tried {
  readonly roles: number;
  readonly replies: number;
  readonly canaries: number;
  /** Canaries that a reply told to somebody who may read them: with none the search would prove nothing. */
  readonly told: number;
  /** Calls that a case told its person of and that were then tried. */
  readonly allowed: number;
}

/** Throws for the first reply that tells an answer beyond the rights of who asked. */
export async function checkCalls(
  tried: TriedOffice,
  options: { readonly roles: number; readonly seed: number },
): Promise<Tried> {
  const { office, canaries, cases, code, become } = tried;
  const forms = [...new Set(canaries.map(({ field }) => field.form.id))];
  const groups = [...new Set(canaries.flatMap(({ field }) => field.form.group ?? []))];
  const generous = anyRole(PROBE, forms, groups).map((role) => ({
    ...role,
    rights: [
      ...new Set([...role.rights, 'case.list', 'case.view', 'case.history', 'case.write', 'case.print'] as const),
    ],
  }));
  const roles = fc.sample(fc.oneof(anyRole(PROBE, forms, groups), generous), {
    numRuns: options.roles,
    seed: options.seed,
  });
  const givenRoles = fc.sample(generous, { numRuns: options.roles, seed: options.seed + 1 });
  const names = Object.entries(CALL_NAMES).flatMap(([feature, verbs]) => verbs.map((verb) => `${feature}.${verb}`));
  let replies = 0;
  let told = 0;
  let allowed = 0;
  for (const [i, role] of roles.entries()) {
    const exception = EXCEPTIONS[i % EXCEPTIONS.length] ?? 'none';
    const given = givenRoles[i] ?? role;
    const trying = { own: role, given, exception };
    const closed = canaries.filter((one) => !mayRead(trying, one));
    const openOnes = canaries.filter((one) => mayRead(trying, one));
    const untold =
      exception === 'barred'
        ? [cases.friend, code, 'Child of friend']
        : exception === 'unnamed'
          ? ['Child of friend']
          : [];
    const heard = (name: string, reply: unknown): void => {
      replies += 1;
      const text = JSON.stringify(reply);
      const leak = closed.find(({ word }) => text.includes(word));
      if (leak !== undefined) {
        const { form, def } = leak.field;
        throw new Error(
          `${name} told ${form.id}.${def.id} of class ${String(def.sensitivity)}, ${leak.owner}, to ${JSON.stringify({ ...role, label: 0, description: 0 })}`,
        );
      }
      const word = untold.find((one) => text.includes(one));
      if (word !== undefined) throw new Error(`${name} told ${word}, ${exception}: ${text.slice(0, 400)}`);
      told += openOnes.filter(({ word }) => text.includes(word)).length;
    };
    for (const owner of OWNERS) {
      const caseId = cases[owner];
      become(role, exception, given);
      const edit = await office.call('cases.startEdit', { caseId });
      const draftId = edit.ok ? (edit.value as { draftId: DraftId }).draftId : (nobody as DraftId);
      if (edit.ok) heard('cases.startEdit', edit);
      const inputs: Readonly<Record<string, unknown>> = {
        ...inputsFor(caseId, draftId, nobody as OfficeId),
        'dataRequests.list': { caseId },
      };
      become(role, exception, given);
      const opened = await office.call('cases.open', { caseId });
      const told = opened.ok ? new Set<string>((opened.value as CaseFile).mayCall) : undefined;
      for (const name of names) {
        const contract = findCall(name);
        if (contract?.at !== 'office' || LEFT_OUT.has(name) || inputs[name] === undefined) continue;
        become(role, exception, given);
        const reply = await office.call(name, contract.input.parse(inputs[name]));
        const refused = !reply.ok && ['PERM_DENIED', 'FORM_CASE_NOT_FOUND'].includes(reply.error.code);
        if (mustRefuse(trying, name, inputs[name], owner) && !refused)
          throw new Error(`${name} was answered for ${owner} to ${JSON.stringify(role.rights)} ${role.scope}`);
        heard(name, reply);
        if (told === undefined || !CALLS.has(name)) continue;
        if (told.has(name)) allowed += 1;
        const wrong = disagrees(told, name, inputs[name], reply);
        if (wrong !== undefined) throw new Error(`${wrong}, ${owner}, ${exception}: ${JSON.stringify(reply)}`);
      }
      become(role, exception, given);
      for (const report of [
        { kind: 'case-summary', caseId },
        { kind: 'registration', caseId },
      ]) {
        if (!(await office.shell('authorise', { right: 'case.print' })).ok) continue;
        const print = { language: 'en', paper: 'A4', names: 'default', purpose: 'test' };
        heard(`print ${report.kind}`, await office.shell('printDocument', { report, ...print }));
      }
    }
  }
  return { roles: roles.length, replies, canaries: canaries.length, told, allowed };
}
