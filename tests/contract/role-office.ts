import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { CALL_NAMES } from '#core/contracts/call-names.ts';
import { findCall, type At, type CallName } from '#core/contracts/index.ts';
import type { FieldIndex } from '#core/forms/field-index.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, OfficeId, UserId } from '#core/ids.ts';
import type { CaseResource, Subject } from '#core/rights/decide.ts';
import { sightOf, type Sight } from '#core/rights/sight.ts';
import { inRoles, ROLE_IDS } from '../builders/office-roles.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Office } from '../../main/office/office.ts';
import {
  aCase,
  createOffice,
  done,
  PASSPHRASE,
  register,
  resourcesDir,
  withCheapKeys,
} from '../faults/temporary-office.ts';

export type OfficeName = { [N in CallName]: At<N> extends 'office' ? N : never }[CallName];

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
const people = new Map<string, UserId>();
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
/** What somebody may see of a case in the office, by the rights alone. */
export function sightFor(subject: Subject, resource: CaseResource): Sight {
  if (fields === undefined) throw new Error('the office is not there yet');
  return sightOf(subject, resource, fields);
}

const passphraseOf = (role: string): string => (role === 'head' ? PASSPHRASE : `nine gentle otters ${role} bridge`);
export async function become(role: string): Promise<Subject> {
  office.close();
  const user = people.get(role);
  if (user === undefined) throw new Error(`nobody is ${role}`);
  await done(office, 'session.signIn', { user, passphrase: passphraseOf(role) });
  if (!office.open) throw new Error('the office is closed');
  return inRoles(user, office.open.self.officeId, role === 'head' ? ['administrator', 'supervisor'] : [role]);
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
  for (const role of ROLE_IDS) {
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
    planted.push({ caseId, whose, resource: { caseId, ownerUser: user, ownerOffice } });
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
