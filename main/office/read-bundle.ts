import type { ErrorCode } from '#core/errors.ts';
import type { BundleId, DeviceId, OfficeId } from '#core/ids.ts';
import type { ImportReport } from '#core/contracts/exchange.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import {
  checkBundle,
  holdsFiles,
  readChunks,
  readSegments,
  type BundleReader,
  type CheckedBundle,
} from '../crypto/bundle-read.ts';
import { idFrom } from '../crypto/cbor.ts';
import { strictPublicKey } from '../crypto/ed25519.ts';
import { removeQuietly } from '../crypto/remove-quietly.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { isAside, takeAside } from './aside/tell-aside.ts';
import { audit } from './audit.ts';
import { keepCounters } from './author.ts';
import { isBarred } from './case-exceptions.ts';
import { initialsIn } from './case-line.ts';
import { isForkProof, provesTwin, takeForks } from './commit-forks.ts';
import { tryToFinish } from './finish-erasures.ts';
import { goOnAsNew } from './go-on-as-new.ts';
import { holderOf } from './held-before.ts';
import { takeCarried, vouchedFor } from './carried-trust.ts';
import { certifyPeople } from './certify-people.ts';
import { instantOf } from './clock.ts';
import { undone } from './holidays.ts';
import { isWant, takeWants } from './files/ask-for-files.ts';
import { newFileTally, takeFiles, type FileTally } from './files/take-files.ts';
import { Sessions } from './incoming-commit.ts';
import { newTally, type ImportTally } from './merge-incoming.ts';
import { retryParked } from './retry-parked.ts';
import { noteHeard } from './note-heard.ts';
import { passOn } from './offer-changes.ts';
import { officeOfDevice, speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import { renewStandings } from './keep-trust.ts';
import { possibleDuplicates } from './possible-duplicates.ts';
import { followConfiguration } from './own-state/follow-configuration.ts';
import { followInKeyFile } from './own-state/follow-in-key-file.ts';
import { applyWaitingState, takeOwnState } from './own-state/own-state.ts';
import { tellChanged } from './project-case.ts';
import { readingThrough } from './reading-through.ts';
import { filesIn, isInTrain, trainOf } from './read-train.ts';
import { owesAgain, seenFurther, takeReceipts, type Owed } from './receipts.ts';
import { renewSubject } from './roles-in-force.ts';
import { isRequest, takeRequests } from './send-again.ts';
import { isHead, takeHeads } from './witnessed-heads.ts';
import { takeCommits } from './take-commits.ts';
import { keepSuccessions, succeedsKnown, waitsForAnswer } from './successions.ts';

const isUnlisted = (open: OpenOffice, device: DeviceId): boolean =>
  open.repos.offices.deviceById(device)?.standing === 'unlisted';

const readerOf = (open: OpenOffice): BundleReader => ({
  identities: open.self.identities,
  office: open.self.officeId,
  programme: open.self.programmeId,
  signer: (id: DeviceId) => {
    const device = open.repos.offices.deviceById(id);
    const office = officeOfDevice(open, device);
    const key = device && strictPublicKey(device.signingKey);
    if (!key || !office || device.standing === 'unlisted') return undefined;
    // Another computer of this office speaks for all of it, as long as nobody took it out.
    if (office.isSelf && (id === open.self.deviceId || device.standing === 'revoked')) return undefined;
    return { office: office.officeId, key };
  },
  vouched: (device, brings) => vouchedFor(open, device, brings) ?? succeedsKnown(open, device, brings),
  isUnanswered: (device, brings) => waitsForAnswer(open, device, brings),
  isUnlisted: (device) => isUnlisted(open, device),
  rest: open.turn.lend,
});

/** From so many changes on a backup is made before they are taken in. */
const MANY = 1000;

const KEEPS_NOTHING: ReadonlySet<ErrorCode> = new Set();

async function checked(
  open: OpenOffice,
  place: string,
  keeps: ReadonlySet<ErrorCode>,
): Promise<{ bundle: CheckedBundle; office: OfficeRow; id: BundleId }> {
  const path = open.places.path(place);
  try {
    const bundle = await checkBundle(path, readerOf(open));
    takeCarried(open, bundle.manifest);
    // The list that it brought may say so itself.
    if (isUnlisted(open, idFrom<DeviceId>(bundle.manifest.from))) throw new Refusal('SYNC_NOT_LISTED');
    const office = open.repos.offices.officeById(idFrom<OfficeId>(bundle.manifest.from_office));
    if (!office) throw new Refusal('SYNC_UNKNOWN_SENDER');
    return { bundle, office, id: idFrom<BundleId>(bundle.manifest.bid) };
  } catch (error) {
    // Nothing was found out about it: whoever opens the office again reads it again.
    if (error instanceof Refusal && error.error.code === 'AUTH_LOCKED') throw error;
    if (!(error instanceof Refusal && keeps.has(error.error.code))) removeQuietly(path);
    if (error instanceof Refusal) audit(open, 'bundle.refused', 'file', 'refused', error.error.code);
    throw error;
  }
}

interface Facts {
  readonly office: OfficeRow;
  readonly bundle: CheckedBundle;
  readonly id: BundleId;
  readonly already: boolean;
}

function reportOf(
  open: OpenOffice,
  facts: Facts,
  tally: ImportTally,
  more: { duplicates: number; confirms: number; files?: FileTally | undefined },
): ImportReport {
  const { manifest } = facts.bundle;
  const files = filesIn(open, facts, more.files ?? newFileTally());
  const list = [...tally.touched].slice(0, 500).flatMap((caseN) => {
    const line = open.repos.list.get(caseN);
    if (!line || isBarred(open, line.caseId)) return [];
    const what = line.conflicts > 0 ? 'conflict' : tally.newCases.has(caseN) ? 'new' : 'changed';
    return [{ caseId: line.caseId, code: line.code, initials: initialsIn(open, line), what } as const];
  });
  const conflicts = [...tally.touched].reduce((sum, n) => sum + (open.repos.list.get(n)?.conflicts ?? 0), 0);
  return {
    bundleId: facts.id,
    from: facts.office.name,
    fromCode: facts.office.code,
    writtenAtUtc: instantOf(manifest.at),
    already: facts.already,
    cases: manifest.cases,
    newCases: tally.newCases.size,
    changedCases: [...tally.touched].filter((n) => !tally.newCases.has(n)).length,
    changes: manifest.commits,
    newChanges: tally.fresh,
    waiting: tally.waiting,
    quarantined: tally.quarantined,
    conflicts,
    possibleDuplicates: more.duplicates,
    confirms: more.confirms,
    referrals: tally.referrals.size,
    ...(files !== undefined || !isInTrain(manifest) ? {} : { train: trainOf(open, facts) }),
    ...(files === undefined ? {} : { files }),
    list,
  };
}

/**
 * Whether this very bundle was imported: its number alone is public and could be used by somebody else first, so the
 * signed manifest has to be the same.
 */
function wasRead(open: OpenOffice, { manifestHash }: CheckedBundle, id: BundleId): boolean {
  const row = open.repos.links.bundle(id, 'in');
  return row !== undefined && (JSON.parse(row.body) as Owed).manifestHash === hashText(manifestHash);
}
const hashText = (hash: Buffer): string => hash.toString('base64url');

/** The first segment that is not applied yet, what was wrong before it; another manifest of the number begins anew. */
function goesOn(open: OpenOffice, { manifestHash }: CheckedBundle, id: BundleId): { first: number; wrong: number } {
  const progress = open.repos.links.progress(id);
  if (progress?.body !== hashText(manifestHash)) return { first: 0, wrong: 0 };
  return { first: progress.segment + 1, wrong: progress.wrong };
}

/**
 * Reads a bundle to the end and checks everything; changes nothing but the audit trail and what the programme's keys say
 * about who belongs to it.
 */
export async function checkBundleFile(open: OpenOffice, { place }: Input<'exchange.check'>): Promise<ImportReport> {
  const { bundle, office, id } = await checked(open, place, KEEPS_NOTHING);
  audit(open, 'bundle.checked', id, 'done', office.code);
  const already = wasRead(open, bundle, id);
  const tally = newTally();
  if (!already && !holdsFiles(bundle.manifest)) {
    for await (const commits of readSegments(bundle, readerOf(open), 0)) {
      for (const commit of commits) {
        tally.commits += 1;
        if (!open.repos.commits.has(commit.id.toString('base64url') as never)) tally.fresh += 1;
      }
      await open.turn.lend();
    }
  }
  const { receipts, short } = bundle.manifest;
  const isOther = (one: Uint8Array): boolean => [isRequest, isForkProof, isWant, isHead, isAside].some((is) => is(one));
  const signed = receipts.filter((one) => !isOther(one)).length;
  const confirms = already ? 0 : signed + (short?.confirms.length ?? 0);
  return reportOf(open, { office, bundle, id, already }, tally, { duplicates: 0, confirms });
}

/**
 * Imports a bundle: one transaction per segment, going on behind the last durable one after a crash. A bundle that was
 * imported before does nothing and says so (exchange.md R8). A file that is refused is removed, unless it is for a reason
 * of which the caller `keeps` it.
 */
export async function applyBundle(
  open: OpenOffice,
  { place }: Input<'exchange.apply'>,
  keeps = KEEPS_NOTHING,
): Promise<ImportReport> {
  const { bundle, office, id } = await checked(open, place, keeps);
  const { manifest } = bundle;
  const tally = newTally();
  if (wasRead(open, bundle, id)) {
    owesAgain(open, office, id);
    removeQuietly(bundle.path);
    return reportOf(open, { office, bundle, id, already: true }, tally, { duplicates: 0, confirms: 0 });
  }
  if (manifest.commits >= MANY) await open.turn.lendWhile(open.backups.before(open));
  const hadCases = open.repos.cases.count() > 0;
  // Who wrote what, who is suspended and which cases are held is known before anything of the cases is taken. Nobody but a
  // computer of this office says it.
  const { state } = manifest;
  if (office.isSelf && state && speakerOf(open, office, idFrom<DeviceId>(manifest.from)))
    undone(open, () => {
      open.db.transaction(() => {
        takeOwnState(open, state, idFrom<DeviceId>(manifest.from));
        // Whoever answered for a further computer may have become known with it.
        if (keepSuccessions(open, manifest)) renewStandings(open);
      });
      followConfiguration(open);
      // Whose rights are less by it, or whose roles changed, has no others while the cases come.
      renewSubject(open);
    });
  const sessions = new Sessions(open);
  open.db.transaction(() => void sessions.learn(manifest.certs));
  if (seenFurther(open, office, manifest) || provesTwin(open, manifest.receipts))
    await goOnAsNew(open, 'seen-by-others');
  const facts = { office, bundle, id, already: false };
  const files = holdsFiles(manifest) ? await takeParts(open, facts) : undefined;
  if (files === undefined) {
    const holder = holderOf(open, idFrom<DeviceId>(bundle.manifest.from), bundle.manifest.at);
    const from = { officeN: office.n, bundle: id, holder, manifestHash: hashText(bundle.manifestHash) };
    const { first } = goesOn(open, bundle, id);
    await readingThrough(open, () => takeCommits(open, bundle, readerOf(open), { ...from, first }, sessions, tally));
  }
  // Now that it knows again what it said of its people, and who works here.
  certifyPeople(open);
  await retryParked(open, sessions, { officeN: office.n, bundle: id }, tally);
  // Cases may have been merged elsewhere, which are guarded as one from now on.
  renewSubject(open);
  const confirms = undone(open, () => finish(open, facts, sessions, { ...tally, files }));
  if (office.isSelf) {
    renewSubject(open);
    followConfiguration(open);
    await followInKeyFile(open);
    // Settings, views and reports are no case's.
    open.emit({ type: 'changed', cases: [], all: true });
  }
  // A decision of this office may have come back with it.
  await tryToFinish(open, id);
  removeQuietly(bundle.path);
  const touched = [...tally.touched, ...tally.answered, ...(files?.cases ?? [])].flatMap(
    (n) => open.repos.cases.byNumber(n)?.caseId ?? [],
  );
  tellChanged(open, touched);
  const duplicates = hadCases ? await possibleDuplicates(open, tally.newCases) : 0;
  return reportOf(open, facts, tally, { duplicates, confirms, files });
}

/** Takes in what a bundle of attachments holds, behind the last part that is durable. */
const takeParts = (open: OpenOffice, { office, bundle, id }: Facts): Promise<FileTally> => {
  const from = { office, id, ...goesOn(open, bundle, id), manifestHash: hashText(bundle.manifestHash) };
  return takeFiles(open, readChunks(bundle, readerOf(open), from.first), from, bundle.manifest.segs.length);
};

/** The end of an import, in one transaction: ledger, receipts, what is owed, the clock, the audit line. */
function finish(
  open: OpenOffice,
  { office, bundle, id }: Facts,
  sessions: Sessions,
  { files, ...tally }: ImportTally & { readonly files: FileTally | undefined },
): number {
  const { manifest } = bundle;
  return open.db.transaction(() => {
    const owed: Owed = {
      link: manifest.link,
      manifestHash: hashText(bundle.manifestHash),
      pos: manifest.range[1],
      phone: {
        key: idFrom(manifest.ack_key),
        setAside: (files?.wrong ?? 0) + open.repos.commits.setAsideOf(id),
      },
      ...(holdsFiles(manifest) || isInTrain(manifest)
        ? { train: [idFrom(manifest.train[0]), manifest.train[1], manifest.train[2]] as const }
        : {}),
      ...(holdsFiles(manifest) ? { parts: manifest.segs.length } : {}),
    };
    open.repos.links.putBundle({
      bundleId: id,
      dir: 'in',
      sha256: bundle.fileHash,
      officeN: office.n,
      state: 'received',
      bytes: bundle.bytes,
      cases: manifest.cases,
      commits: manifest.commits,
      body: JSON.stringify(owed),
      at: open.clock.now(),
    });
    open.repos.links.endProgress(id);
    keepCounters(open);
    passOn(open, tally.touched, office.isSelf);
    sessions.keep(manifest.certs);
    audit(open, 'bundle.read', id, 'done', `${office.code} ${String(tally.fresh)} of ${String(manifest.commits)}`);
    noteHeard(open, office, manifest);
    if (office.isSelf) applyWaitingState(open);
    takeForks(open, manifest.receipts);
    takeAside(open, office, manifest.receipts);
    open.repos.heldBefore.tidy(open.self.deviceN);
    const confirms = takeReceipts(open, office, manifest);
    takeRequests(open, office, manifest.receipts);
    takeWants(open, office, manifest.receipts);
    takeHeads(open, office, manifest.receipts);
    return confirms;
  });
}
