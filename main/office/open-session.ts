import { generateKeyPairSync } from 'node:crypto';
import type { DeviceId, SessionId, UserId } from '#core/ids.ts';
import type { Session } from '#core/contracts/app.contract.ts';
import { FieldIndex } from '#core/forms/field-index.ts';
import { asksFactor } from '#core/people/second-factor.ts';
import { Refusal } from '#core/result.ts';
import { rightsOf } from '#core/rights/decide.ts';
import { firstPage } from '#core/rights/first-page.ts';
import { publicBytes, signingKey } from '../crypto/ed25519.ts';
import { newId } from '../crypto/hashing.ts';
import type { UnlockedKeys } from '../crypto/key-file.ts';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { makeSessionCertificate } from '../crypto/session-certificate.ts';
import { AccountRepo } from '../storage/account.repo.ts';
import { AttachmentRepo } from '../storage/attachment.repo.ts';
import { AskedReferralRepo } from '../storage/asked-referral.repo.ts';
import { AuditRepo } from '../storage/audit.repo.ts';
import { BackupRepo } from '../storage/backup.repo.ts';
import { CaseGuardRepo } from '../storage/case-guard.repo.ts';
import { CaseListRepo } from '../storage/case-list.repo.ts';
import { CaseVisitRepo } from '../storage/case-visit.repo.ts';
import { CaseMarkRepo } from '../storage/case-mark.repo.ts';
import { CaseRepo } from '../storage/case.repo.ts';
import { ConductRepo } from '../storage/conduct.repo.ts';
import { CommitRepo } from '../storage/commit.repo.ts';
import type { WritableDb } from '../storage/database.ts';
import { DraftRepo } from '../storage/draft.repo.ts';
import { EmergencyAccessRepo } from '../storage/emergency-access.repo.ts';
import { ErasureRepo } from '../storage/erasure.repo.ts';
import { FindingRepo } from '../storage/finding.repo.ts';
import { AgencyRepo } from '../storage/agency.repo.ts';
import { GroupRepo } from '../storage/group.repo.ts';
import { HandoverRepo } from '../storage/handover.repo.ts';
import { HeldBeforeRepo } from '../storage/held-before.repo.ts';
import { ImportRepo } from '../storage/import.repo.ts';
import { FileDecisionRepo } from '../storage/file-decision.repo.ts';
import { KeptLongerRepo } from '../storage/kept-longer.repo.ts';
import { PassedGuardRepo } from '../storage/passed-guard.repo.ts';
import { ListViewRepo } from '../storage/list-view.repo.ts';
import { AsideRepo } from '../storage/aside.repo.ts';
import { LinkRepo } from '../storage/link.repo.ts';
import { NamedTexts } from '../storage/meta.repo.ts';
import { OfficeItemRepo } from '../storage/office-item.repo.ts';
import { OfficeRepo } from '../storage/office.repo.ts';
import { PastRepo } from '../storage/past.repo.ts';
import { PersonCertificateRepo } from '../storage/person-certificate.repo.ts';
import { RecordRepo } from '../storage/record.repo.ts';
import { RecordStateRepo } from '../storage/record-state.repo.ts';
import { RegisterRepo } from '../storage/register.repo.ts';
import { RestrictionRepo } from '../storage/restriction.repo.ts';
import { RoleRepo } from '../storage/role.repo.ts';
import { SavedReportRepo } from '../storage/saved-report.repo.ts';
import { SearchRepo } from '../storage/search.repo.ts';
import { SecondPersonRepo } from '../storage/second-person.repo.ts';
import { SecondFactorRepo } from '../storage/second-factor.repo.ts';
import { SiblingRepo } from '../storage/sibling.repo.ts';
import { SuspensionRepo } from '../storage/suspension.repo.ts';
import { SuccessionRepo } from '../storage/succession.repo.ts';
import { MergedCaseRepo } from '../storage/merged-case.repo.ts';
import { ReferralRepo } from '../storage/referral.repo.ts';
import { RefusedStateRepo } from '../storage/refused-state.repo.ts';
import { TakenOutRepo } from '../storage/taken-out.repo.ts';
import { TaskRepo } from '../storage/task.repo.ts';
import { TravellingFileRepo } from '../storage/travelling-file.repo.ts';
import { TrustRepo } from '../storage/trust.repo.ts';
import { WitnessRepo } from '../storage/witness.repo.ts';
import { conductToAccept } from './conduct.ts';
import { instantOf } from './clock.ts';
import { BackupRounds } from './backup-rounds.ts';
import { marksDir, reachedBy, tryMark } from './device-mark.ts';
import { MarkTimer } from './mark-timer.ts';
import type { Office } from './office.ts';
import { RelayVisits, systemWorld } from './relay/relay-visits.ts';
import { startView } from './list-views.ts';
import { officeConfiguration } from './office-configuration.ts';
import { valueOf, type Opened } from './office-files.ts';
import type { OpenOffice, Repos, Self } from './open-office.ts';
import { rolesHeld, subjectOf } from './roles-in-force.ts';
import { factorRule } from './second-factor.ts';
import { latestDay } from './today.ts';

const reposOf = (db: WritableDb): Repos => ({
  cases: new CaseRepo(db),
  commits: new CommitRepo(db),
  records: new RecordStateRepo(db),
  offices: new OfficeRepo(db),
  groups: new GroupRepo(db),
  agencies: new AgencyRepo(db),
  accounts: new AccountRepo(db),
  conduct: new ConductRepo(db),
  factors: new SecondFactorRepo(db),
  guards: new CaseGuardRepo(db),
  items: new OfficeItemRepo(db),
  roles: new RoleRepo(db),
  emergencies: new EmergencyAccessRepo(db),
  trust: new TrustRepo(db),
  successions: new SuccessionRepo(db),
  siblings: new SiblingRepo(db),
  takenOut: new TakenOutRepo(db),
  refusedState: new RefusedStateRepo(db),
  backups: new BackupRepo(db),
  list: new CaseListRepo(db),
  marks: new CaseMarkRepo(db),
  listed: new RecordRepo(db),
  views: new ListViewRepo(db),
  visits: new CaseVisitRepo(db),
  search: new SearchRepo(db),
  tasks: new TaskRepo(db),
  past: new PastRepo(db),
  savedReports: new SavedReportRepo(db),
  registers: new RegisterRepo(db),
  restrictions: new RestrictionRepo(db),
  erasures: new ErasureRepo(db),
  keptLonger: new KeptLongerRepo(db),
  fileDecisions: new FileDecisionRepo(db),
  passedGuards: new PassedGuardRepo(db),
  findings: new FindingRepo(db),
  merged: new MergedCaseRepo(db),
  referrals: new ReferralRepo(db),
  asked: new AskedReferralRepo(db),
  handovers: new HandoverRepo(db),
  imports: new ImportRepo(db),
  drafts: new DraftRepo(db),
  links: new LinkRepo(db),
  aside: new AsideRepo(db),
  attachments: new AttachmentRepo(db),
  files: new TravellingFileRepo(db),
  audit: new AuditRepo(db),
  witnesses: new WitnessRepo(db),
  heldBefore: new HeldBeforeRepo(db),
  seconds: new SecondPersonRepo(db),
  suspensions: new SuspensionRepo(db),
  people: new PersonCertificateRepo(db),
});

function need(texts: ReadonlyMap<string, string>, key: string): string {
  const value = texts.get(key);
  if (value === undefined) throw new Error(`the database has no ${key}`);
  return value;
}

/** What this office is, and the computer as the database knows it now. */
export function selfOf(
  dir: string,
  db: WritableDb,
  repos: Repos,
): { readonly self: Self; readonly counters: OpenOffice['counters'] } {
  const meta = new NamedTexts(db, 'meta').all();
  const settings = new NamedTexts(db, 'setting').all();
  const file = valueOf(readKeyFile(dir));
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
    identities: [need(meta, 'device_identity'), ...repos.successions.own().flatMap(({ identity }) => identity ?? [])],
    recipient: device.recipient,
    demo: file.office.demo,
  };
  return { self, counters: { dseq, hlc: { wall, counter } } };
}

/** A passphrase that somebody else chose, a phone to make known and a code of conduct to accept come before the work. */
function firstThings(db: WritableDb, repos: Repos, personN: number, roles: readonly string[]): OpenOffice['before'] {
  const before: OpenOffice['before'] = new Set();
  if (repos.accounts.get(personN).newPassphrase) before.add('passphrase');
  if (asksFactor(factorRule(db), roles) && repos.factors.get(personN) === undefined) before.add('second-factor');
  if (conductToAccept({ repos }, personN) !== undefined) before.add('conduct');
  return before;
}

type Author = Pick<OpenOffice, 'repos' | 'self' | 'keys'> & {
  readonly clock: OpenOffice['clock'];
  readonly me: { readonly id: UserId; readonly name: string; readonly n: number };
  readonly counters: Pick<OpenOffice['counters'], 'dseq'>;
};

/** A fresh session key, certified by the person's and this computer's key, under which everything is signed from now on. */
export function signedSession({ repos, self, keys, clock, me, counters }: Author): OpenOffice['session'] {
  const { privateKey } = generateKeyPairSync('ed25519');
  const startedAt = clock.now();
  const sessionId = newId<SessionId>();
  const cert = makeSessionCertificate({
    session: sessionId,
    user: me.id,
    userName: me.name,
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
    personN: me.n,
    startDseq: counters.dseq + 1,
    cert,
    at: startedAt,
  });
  return { n, id: sessionId, key: privateKey, startedAt };
}

/** Makes an opened database an open office for one person, until the lock. */
export function openSession(office: Office, opened: Opened, keys: UnlockedKeys): OpenOffice {
  const { db } = opened.database;
  const { dir, resourcesDir, version, clock, emit } = office.options;
  const repos = reposOf(db);
  const { self, counters } = selfOf(dir, db, repos);
  const person = repos.offices.personById(keys.userId);
  if (!person) throw new Error('a person with a key slot is not in the database');
  const configuration = officeConfiguration(db, resourcesDir, clock.now());
  const roles = rolesHeld(person.roles);
  const me = { id: person.userId, name: person.name, roles, n: person.n };
  let isClosed = false;
  const stillOpen = (): void => {
    if (isClosed) throw new Refusal('AUTH_LOCKED');
  };
  return {
    dir,
    marks: marksDir(office.options),
    resourcesDir,
    version,
    clock,
    emit,
    places: office.places,
    relay: new RelayVisits((work) => office.enter(work), office.options.relay ?? systemWorld(clock)),
    opened,
    db,
    repos,
    configuration,
    fields: new FieldIndex(configuration.configuration),
    day: latestDay({ self, counters, clock, repos }),
    subject: subjectOf({ db, repos, self, configuration, counters, clock }, person.userId, roles),
    trial: undefined,
    before: firstThings(db, repos, person.n, roles),
    me,
    self,
    session: signedSession({ repos, self, keys, clock, me, counters }),
    keys,
    machine: office.machine,
    counters,
    backups: new BackupRounds(office),
    mark: new MarkTimer(() => {
      // A sign-in that fails behind this closes the database without ever opening the office.
      if (office.open?.db === db) tryMark(office.options, reachedBy(db));
    }),
    turn: {
      lend: async () => {
        await office.turns.lend();
        stillOpen();
      },
      lendWhile: async (work) => {
        await office.turns.lendWhile(work);
        stillOpen();
      },
      // Who came while the turn was lent to somebody else is begun with, and still waits.
      isAwaited: () => office.turns.isAwaited || (office.options.isAwaited?.() ?? true),
    },
    close: () => {
      isClosed = true;
      opened.close();
    },
  };
}

export function sessionView(open: OpenOffice): Session {
  const start = startView(open);
  const begins = firstPage(open.subject);
  const minutes = Number(new NamedTexts(open.db, 'setting').get('idle_minutes') ?? '5');
  return {
    user: { id: open.me.id, name: open.me.name, roles: [...open.me.roles] },
    rights: rightsOf(open.subject),
    before: [...open.before],
    ...(open.trial === undefined ? {} : { trial: open.trial }),
    startedAtUtc: instantOf(open.session.startedAt),
    idleMinutes: minutes,
    ...(begins === undefined ? {} : { begins }),
    ...(start === undefined ? {} : { startView: start }),
  };
}
