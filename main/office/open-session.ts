import { generateKeyPairSync } from 'node:crypto';
import type { DeviceId, SessionId } from '#core/ids.ts';
import type { Session } from '#core/contracts/app.contract.ts';
import { FieldIndex } from '#core/forms/field-index.ts';
import { rightsOf } from '#core/rights/decide.ts';
import { ROLES, type Role } from '#core/rights/roles.ts';
import { publicBytes, signingKey } from '../crypto/ed25519.ts';
import { newId } from '../crypto/hashing.ts';
import type { UnlockedKeys } from '../crypto/key-file.ts';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { makeSessionCertificate } from '../crypto/session-certificate.ts';
import { AttachmentRepo } from '../storage/attachment.repo.ts';
import { AskedReferralRepo } from '../storage/asked-referral.repo.ts';
import { AuditRepo } from '../storage/audit.repo.ts';
import { CaseListRepo } from '../storage/case-list.repo.ts';
import { CaseRepo } from '../storage/case.repo.ts';
import { CommitRepo } from '../storage/commit.repo.ts';
import type { WritableDb } from '../storage/database.ts';
import { DraftRepo } from '../storage/draft.repo.ts';
import { FindingRepo } from '../storage/finding.repo.ts';
import { HandoverRepo } from '../storage/handover.repo.ts';
import { LinkRepo } from '../storage/link.repo.ts';
import { NamedTexts } from '../storage/meta.repo.ts';
import { OfficeRepo } from '../storage/office.repo.ts';
import { RecordStateRepo } from '../storage/record-state.repo.ts';
import { SearchRepo } from '../storage/search.repo.ts';
import { MergedCaseRepo } from '../storage/merged-case.repo.ts';
import { ReferralRepo } from '../storage/referral.repo.ts';
import { TaskRepo } from '../storage/task.repo.ts';
import { TrustRepo } from '../storage/trust.repo.ts';
import { instantOf } from './clock.ts';
import type { Office } from './office.ts';
import { RelayVisits, systemWorld } from './relay/relay-visits.ts';
import { officeConfiguration } from './office-configuration.ts';
import { valueOf, type Opened } from './office-files.ts';
import type { OpenOffice, Repos, Self } from './open-office.ts';
import { roleTableOf } from './role-table.ts';

const reposOf = (db: WritableDb): Repos => ({
  cases: new CaseRepo(db),
  commits: new CommitRepo(db),
  records: new RecordStateRepo(db),
  offices: new OfficeRepo(db),
  trust: new TrustRepo(db),
  list: new CaseListRepo(db),
  search: new SearchRepo(db),
  tasks: new TaskRepo(db),
  findings: new FindingRepo(db),
  merged: new MergedCaseRepo(db),
  referrals: new ReferralRepo(db),
  asked: new AskedReferralRepo(db),
  handovers: new HandoverRepo(db),
  drafts: new DraftRepo(db),
  links: new LinkRepo(db),
  attachments: new AttachmentRepo(db),
  audit: new AuditRepo(db),
});

function need(texts: ReadonlyMap<string, string>, key: string): string {
  const value = texts.get(key);
  if (value === undefined) throw new Error(`the database has no ${key}`);
  return value;
}

export const roleList = (texts: readonly string[]): Role[] => ROLES.filter((role) => texts.includes(role));

function selfOf(office: Office, db: WritableDb, repos: Repos): { self: Self; counters: OpenOffice['counters'] } {
  const meta = new NamedTexts(db, 'meta').all();
  const settings = new NamedTexts(db, 'setting').all();
  const file = valueOf(readKeyFile(office.options.dir));
  const row = repos.offices.self();
  const deviceId = need(meta, 'device_id') as DeviceId;
  const device = repos.offices.deviceById(deviceId);
  if (!row || !device) throw new Error('the database does not know its own office');
  const [dseq = 0, wall = 0, counter = 0] = JSON.parse(need(meta, 'counters')) as number[];
  const self: Self = {
    officeN: row.n,
    officeId: row.officeId,
    code: row.code,
    name: row.name,
    programmeId: file.programme.id,
    programme: file.programme.name,
    timeZone: need(settings, 'time_zone'),
    deviceId,
    deviceN: device.n,
    deviceKey: signingKey(Buffer.from(need(meta, 'device_seed'), 'base64url')),
    identity: need(meta, 'device_identity'),
    recipient: device.recipient,
    demo: file.office.demo,
  };
  return { self, counters: { dseq, hlc: { wall, counter } } };
}

/**
 * Makes an opened database an open office for one person: a fresh session key, certified by the person's and this
 * computer's key, under which everything is signed until the lock.
 */
export function openSession(office: Office, opened: Opened, keys: UnlockedKeys): OpenOffice {
  const { db } = opened.database;
  const { dir, resourcesDir, version, clock, emit } = office.options;
  const repos = reposOf(db);
  const { self, counters } = selfOf(office, db, repos);
  const person = repos.offices.personById(keys.userId);
  if (!person) throw new Error('a person with a key slot is not in the database');
  const configuration = officeConfiguration(db, resourcesDir, clock.now());
  const { privateKey } = generateKeyPairSync('ed25519');
  const startedAt = clock.now();
  const sessionId = newId<SessionId>();
  const cert = makeSessionCertificate({
    session: sessionId,
    user: person.userId,
    userName: person.name,
    userKey: signingKey(keys.signingSeed),
    office: self.officeId,
    device: self.deviceId,
    deviceKey: self.deviceKey,
    sessionKey: publicBytes(privateKey),
    startDseq: counters.dseq + 1,
    start: startedAt,
  });
  const n = repos.offices.addSession({
    sessionId,
    deviceN: self.deviceN,
    personN: person.n,
    startDseq: counters.dseq + 1,
    cert,
    at: startedAt,
  });
  const roles = roleList(JSON.parse(person.roles) as string[]);
  return {
    dir,
    resourcesDir,
    version,
    clock,
    emit,
    places: office.places,
    relay: new RelayVisits((work) => office.enter(work), office.options.relay ?? systemWorld(clock)),
    db,
    repos,
    configuration,
    fields: new FieldIndex(configuration.configuration),
    subject: { user: person.userId, roles, table: roleTableOf(db) },
    me: { id: person.userId, name: person.name, roles, n: person.n },
    self,
    session: { n, id: sessionId, key: privateKey, startedAt },
    keys,
    counters,
    close: opened.close,
  };
}

export function sessionView(open: OpenOffice): Session {
  const minutes = Number(new NamedTexts(open.db, 'setting').get('idle_minutes') ?? '5');
  return {
    user: { id: open.me.id, name: open.me.name, roles: [...open.me.roles] },
    rights: rightsOf(open.subject),
    startedAtUtc: instantOf(open.session.startedAt),
    idleMinutes: minutes,
  };
}
