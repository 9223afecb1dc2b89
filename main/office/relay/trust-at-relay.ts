import { compareDirectories, type Directory } from '#core/exchange/trust.ts';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import type { TrustStanding } from '#core/relay/relay-messages.ts';
import { Refusal } from '#core/result.ts';
import { idFrom } from '../../crypto/cbor.ts';
import { readDirectory } from '../../crypto/directory.ts';
import { sha256 } from '../../crypto/hashing.ts';
import { judgeTrust } from '../../crypto/trust-chain.ts';
import { PACKAGE_LIMIT, packTrust } from '../../crypto/trust-package.ts';
import { heldDirectory, heldTrust } from '../held-trust.ts';
import { keepTrust } from '../keep-trust.ts';
import { takeWaiting } from '../office-cards.ts';
import type { OpenOffice } from '../open-office.ts';
import { tellChanged } from '../project-case.ts';
import { patiently, type Pace } from './patience.ts';
import type { Enter } from './receive-by-relay.ts';
import { putRelayState, relayState, type KnownList } from './relay-state.ts';
import type { RelayVisit } from './relay-visit.ts';

/** Cases go on without it: the next visit tries again. */
const TRIES = 3;
/**
 * Certificates of one package, beyond the first office's: proxies let small bodies through, and a cut loses little. As much
 * as the list where that is larger, for it goes along each time.
 */
const CERTIFICATES = 128 * 1024;

/** What the relay has of the programme's trust, as it came. */
interface Fetched {
  readonly roots: Uint8Array[];
  directory: Uint8Array | undefined;
  readonly certs: Uint8Array[];
}

/** Everything behind number `since`; it is judged together, for a certificate counts by the list that names it. */
async function fetchTrust(visit: RelayVisit, pace: Pace, since: number): Promise<Fetched & { last: number }> {
  const found: Fetched & { last: number } = { roots: [], directory: undefined, certs: [], last: since };
  for (let size = 0, more = true; more;) {
    const page = await patiently(pace, () => visit.trustPage(found.last), undefined, TRIES);
    for (const [seq, kind, , body] of page.l) {
      size += body.length;
      // Numbers that do not rise, or more than any programme has, would keep the visit busy for ever.
      if (seq <= found.last || size > PACKAGE_LIMIT) throw new Refusal('SYNC_RELAY_FAULT', { at: 'trust' });
      found.last = seq;
      if (kind === 'root') found.roots.push(body);
      else if (kind === 'directory') found.directory = body;
      else found.certs.push(body);
    }
    more = page.more && page.l.length > 0;
  }
  return found;
}

/**
 * Takes in what was fetched by the same judgement as a file from a stick: an older list changes nothing, a second one under
 * the same number is a proof. What does not belong to the pinned root is passed over, and looked at once.
 */
async function takeIn(open: OpenOffice, { roots, directory, certs, last }: Fetched & { last: number }): Promise<void> {
  const held = heldTrust(open);
  const own = held.directory?.bytes;
  const list = directory ?? own;
  const before = held.directory?.value;
  const offered = { roots: [...held.roots.map(({ bytes }) => bytes), ...roots], directory: list, certs };
  const verdict = list && judgeTrust(held, { ...offered, directory: list });
  const changed = open.db.transaction(() => {
    putRelayState(open, { trustSeq: last });
    const is = verdict && verdict.age !== 'foreign' ? keepTrust(open, verdict) : false;
    const now = heldDirectory(open)?.value;
    if (now && (!before || compareDirectories(before, now) < 0))
      putRelayState(open, { news: { root: now.minRoot, version: now.version, at: open.clock.now() } });
    return is;
  });
  if (!changed) return;
  await takeWaiting(open);
  tellChanged(open, []);
}

/** Keeps which list the relay has. `fetched`: the list that came from it in this visit, if one did. */
function noteList(open: OpenOffice, there: TrustStanding | undefined, fetched: Uint8Array | undefined): void {
  if (!there || there.dn === 0) {
    putRelayState(open, { list: undefined });
    return;
  }
  const at = { root: there.dr, version: there.dn };
  const { roots, directory } = heldTrust(open);
  const seen = fetched ? roots.flatMap(({ value }) => readDirectory(fetched, value)?.value ?? []) : [];
  const issued =
    [directory?.value ?? [], seen].flat().find((one) => one.minRoot === at.root && one.version === at.version)
      ?.issued ?? issuedBefore(relayState(open).list, at);
  putRelayState(open, { list: { ...at, ...(issued === undefined ? {} : { issued }) } });
}

const issuedBefore = (known: KnownList | undefined, at: KnownList): number | undefined =>
  known?.root === at.root && known.version === at.version ? known.issued : undefined;

/** Whether a list of this number is later than the one here. */
function isBehind(open: OpenOffice, there: Pick<Directory, 'minRoot' | 'version'>): boolean {
  const own = heldDirectory(open);
  return own === undefined || compareDirectories(own.value, there) < 0;
}

/** The certificates of an office and its computers, the office's first: together they prove each other. */
function certificatesOf(open: OpenOffice, officeId: OfficeId): Uint8Array[] {
  const { trust, offices } = open.repos;
  const n = offices.officeById(officeId)?.n;
  const devices = n === undefined ? [] : offices.devicesOf(n);
  return [
    trust.certificate('office', officeId),
    ...devices.map(({ deviceId }) => trust.certificate('device', deviceId)),
  ].flatMap((bytes) => bytes ?? []);
}

function officeOf(open: OpenOffice, entry: Directory['entries'][number]): OfficeId | undefined {
  if (entry.kind === 'office') return entry.subject as OfficeId;
  const n = open.repos.offices.deviceById(entry.subject as DeviceId)?.officeN;
  return n === undefined || n === null ? undefined : open.repos.offices.office(n)?.officeId;
}

const nameOf = (certs: readonly Uint8Array[]): string => sha256(Buffer.concat(certs)).toString('base64url');

/** What was brought for this list, whole offices each, and is not proven at the relay all the same. */
function unprovenFor(open: OpenOffice, { minRoot, version }: Pick<Directory, 'minRoot' | 'version'>): string[] {
  const { unproven } = relayState(open);
  return unproven?.root === minRoot && unproven.version === version ? unproven.brought : [];
}

/**
 * Remembers what of the offices that were brought the relay lacks all the same: nobody of them signed for it, say, or their
 * own certificate is nowhere here. Only another list, or other certificates of theirs, can change that.
 */
function noteUnproven(open: OpenOffice, there: TrustStanding, brought: ReadonlySet<OfficeId>): void {
  const directory = heldDirectory(open)?.value;
  if (!directory || directory.minRoot !== there.dr || directory.version !== there.dn) return;
  const missing = new Set(there.m.map((hash) => idFrom<string>(hash)));
  const known = unprovenFor(open, directory);
  const names = new Set(known);
  for (const entry of directory.entries) {
    const office = missing.has(entry.cert) ? officeOf(open, entry) : undefined;
    if (office !== undefined && brought.has(office)) names.add(nameOf(certificatesOf(open, office)));
  }
  if (names.size === known.length) return;
  putRelayState(open, { unproven: { root: directory.minRoot, version: directory.version, brought: [...names] } });
}

/**
 * The next package for the relay: the list with as many of the missing certificates as fit, whole offices each. Undefined
 * when it has the list and lacks nothing that is here, was not `tried` in this visit and was not in vain before.
 */
function nextPackage(open: OpenOffice, there: TrustStanding, tried: Set<OfficeId>): Uint8Array | undefined {
  const held = heldTrust(open);
  const { directory } = held;
  if (!directory) return undefined;
  const order = compareDirectories(directory.value, { minRoot: there.dr, version: there.dn });
  // A later list there was taken in before this; where it was not, it is none of this office's.
  if (order < 0) return undefined;
  const about = { roots: held.roots.map(({ bytes }) => bytes), directory: directory.bytes };
  const certs: Uint8Array[] = [];
  const room = RELAY_LIMITS.trustObject - packTrust({ ...about, certs: [] }).length - 1024;
  let left = Math.min(room, Math.max(CERTIFICATES, directory.bytes.length));
  const inVain = new Set(unprovenFor(open, directory.value));
  const missing = new Set(order > 0 ? [] : there.m.map((hash) => idFrom<string>(hash)));
  for (const entry of directory.value.entries) {
    const office = missing.has(entry.cert) ? officeOf(open, entry) : undefined;
    if (office === undefined || tried.has(office)) continue;
    const own = certificatesOf(open, office);
    if (inVain.has(nameOf(own))) continue;
    const size = own.reduce((sum, { length }) => sum + length + 8, 0);
    if (size > left && certs.length > 0) break;
    tried.add(office);
    if (size > left) continue;
    certs.push(...own);
    left -= size;
  }
  // New keys of the programme go there at once: they may be there because the old ones were stolen.
  const newKeys = (held.roots.at(-1)?.value.version ?? 0) > there.root;
  return order > 0 || newKeys || certs.length > 0 ? packTrust({ ...about, certs }) : undefined;
}

/**
 * What a visit does for the programme's list: takes in what the relay has of it, and brings what the relay lacks. Nothing is
 * done where the relay serves no programme, or where no root was compared here.
 */
export async function exchangeTrust(visit: RelayVisit, pace: Pace, enter: Enter): Promise<void> {
  const since = await enter((open) =>
    open.repos.trust.roots().length === 0 ? undefined : (relayState(open).trustSeq ?? 0),
  );
  let there = since === undefined ? undefined : await patiently(pace, () => visit.trustStanding(), undefined, TRIES);
  if (since === undefined || !there || there.root === 0) {
    await enter((open) => {
      noteList(open, undefined, undefined);
    });
    return;
  }
  let fetched: Uint8Array | undefined;
  if (there.last !== since) {
    const { last, dr: minRoot, dn: version } = there;
    // A relay that was put back counts from an earlier number: all of it is looked at again.
    const from = last < since ? 0 : since;
    const found = await fetchTrust(visit, pace, from);
    fetched = found.directory;
    await enter((open) => takeIn(open, found));
    // It may have counted beyond `since` again meanwhile: then its list lies behind a number that was passed over.
    if (from > 0 && (await enter((open) => isBehind(open, { minRoot, version })))) {
      const all = await fetchTrust(visit, pace, 0);
      fetched = all.directory;
      await enter((open) => takeIn(open, all));
    }
  }
  const tried = new Set<OfficeId>();
  let told: TrustStanding = there;
  const noted = (list: TrustStanding | undefined): Promise<void> =>
    enter((open) => {
      if (list) noteUnproven(open, list, tried);
      noteList(open, list, fetched);
    });
  await noted(told);
  for (let rounds = 0; ; rounds++) {
    const before = tried.size;
    const bytes = await enter((open) => nextPackage(open, told, tried));
    // After the list itself only what was not brought yet: a relay that never has enough is not brought it for ever.
    if (bytes === undefined || (rounds > 0 && tried.size === before)) return;
    there = await patiently(pace, () => visit.putTrust(bytes), undefined, TRIES);
    await noted(there);
    // It serves another programme: nothing that is brought changes that.
    if (!there) return;
    told = there;
  }
}
