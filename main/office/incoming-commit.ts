import { isUtf8 } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import type { CommitId, DeviceId, SessionId } from '#core/ids.ts';
import { dotOf, readHead, readOps, type CommitHead } from '#core/exchange/commit.ts';
import type { Op, UnknownOp } from '#core/exchange/op.ts';
import { lateReason } from '#core/exchange/late-work.ts';
import type { CutOff, Dropped } from '#core/exchange/trust.ts';
import type { UnpackedCommit } from '../crypto/bundle-segment.ts';
import { fitsSoon, strictPublicKey } from '../crypto/ed25519.ts';
import { sha256 } from '../crypto/hashing.ts';
import { readSessionCertificate, sessionSays } from '../crypto/session-certificate.ts';
import { COMMIT_LIST_TYPE } from './author.ts';
import { handsOf, takeHeldNotes, type Holder } from './held-before.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import { PERSON_ENDED, isSaid, nameSaid, proofOf, takePeople } from './people-proofs.ts';

const SALT = 16;
/** The kind under which certificates of sessions are kept. */
const SESSION = 'session';
/** Why a save is set aside that nobody can read, or this version cannot yet: judged anew by the next version. */
export const MALFORMED = 'malformed';

export interface KnownSession {
  readonly n: number;
  readonly device: DeviceId;
  readonly deviceN: number;
  readonly officeN: number;
  readonly key: KeyObject;
  readonly startDseq: number;
  /** There when the computer was taken out of the programme. */
  readonly cutOff: CutOff | undefined;
  /** There when its office was dropped from the programme. */
  readonly dropped: Dropped | undefined;
  /** Its office, another one, says that this person did not work there any more when it began. */
  readonly ended: boolean;
}

export type Incoming =
  | {
      readonly kind: 'checked';
      readonly id: CommitId;
      readonly head: CommitHead;
      readonly ops: readonly (Op | UnknownOp)[];
      readonly session: KnownSession;
      readonly raw: UnpackedCommit;
    }
  /** Cannot be read or is not proven: kept byte for byte, applied never as it is. */
  | {
      readonly kind: 'refused';
      readonly id: CommitId;
      readonly stream: string;
      readonly reason: string;
      readonly raw: UnpackedCommit;
    };

/** Sessions whose certificates were verified: those of the log, and those that a bundle brings. */
export class Sessions {
  readonly #open: OpenOffice;
  readonly #known = new Map<string, KnownSession | undefined>();
  readonly #counted = new Set<string>();
  constructor(open: OpenOffice) {
    this.#open = open;
  }

  /**
   * Takes the certificates of a bundle, and those that were kept: what offices say of their people, and persons and sessions
   * that were not known. In the running transaction.
   */
  learn(certs: readonly Uint8Array[]): void {
    const { offices } = this.#open.repos;
    const keyOf = (device: DeviceId): KeyObject | undefined => {
      const row = offices.deviceById(device);
      return row && strictPublicKey(row.signingKey);
    };
    takePeople(this.#open, certs);
    for (const bytes of [...certs, ...offices.keptCerts(SESSION)]) {
      const cert = readSessionCertificate(bytes, keyOf);
      const device = cert && offices.deviceById(cert.device);
      const office = officeOfDevice(this.#open, device);
      if (!cert || !device || office?.officeId !== cert.office || offices.sessionById(cert.session)) continue;
      const known = offices.personById(cert.user);
      // A person's key never changes silently: another key under the same id counts once their office says so.
      if (known?.signingKey && !known.signingKey.equals(cert.userKey) && !isSaid(this.#open, cert)) continue;
      const personN =
        known?.n ??
        offices.putPerson({
          userId: cert.user,
          name: nameSaid(this.#open, cert) ?? cert.userName,
          roles: '[]',
          officeN: office.n,
          signingKey: Buffer.from(cert.userKey),
          active: false,
        });
      offices.addSession({
        sessionId: cert.session,
        deviceN: device.n,
        personN,
        startDseq: cert.startDseq,
        cert: Buffer.from(bytes),
        at: cert.start,
      });
    }
    takeHeldNotes(this.#open, certs);
    this.#known.clear();
  }

  /**
   * Keeps the certificates that commits wait for: their computer may become known later, and the bundle comes only
   * once. Those that nothing waits for any more are let go.
   */
  keep(certs: readonly Uint8Array[]): void {
    const { offices, commits } = this.#open.repos;
    const wanted = new Set(commits.parked().map((row) => row.waitsFor));
    const named = (bytes: Uint8Array): boolean => wanted.has(`session:${sessionSays(bytes)?.session ?? ''}`);
    const kept = wanted.size === 0 ? [] : [...certs, ...offices.keptCerts(SESSION)].filter(named);
    offices.keepCerts(
      SESSION,
      kept.map((body) => ({ hash: sha256(body), body })),
      this.#open.clock.now(),
    );
  }

  /** Says that a save stood in this office's own log: it is not asked again whether it came in time. */
  counts(id: Buffer): void {
    this.#counted.add(id.toString('base64url'));
  }
  hasCounted(id: Buffer): boolean {
    return this.#counted.has(id.toString('base64url'));
  }

  find(id: SessionId): KnownSession | undefined {
    if (!this.#known.has(id)) this.#known.set(id, this.#load(id));
    return this.#known.get(id);
  }

  #load(id: SessionId): KnownSession | undefined {
    const { offices } = this.#open.repos;
    const row = offices.sessionById(id);
    const device = row && offices.device(row.deviceN);
    const office = officeOfDevice(this.#open, device);
    if (!row || !device || !office) return undefined;
    const cert = readSessionCertificate(row.cert, () => strictPublicKey(device.signingKey));
    const key = cert && strictPublicKey(cert.sessionKey);
    return (
      key && {
        n: row.n,
        device: device.deviceId,
        deviceN: device.n,
        officeN: office.n,
        key,
        startDseq: row.startDseq,
        cutOff: device.cutOff,
        dropped: office.dropped,
        // What this office wrote itself stands: a copy that was put back knows the end of a person before what they wrote.
        ended: !office.isSelf && proofOf(this.#open, cert) === 'ended',
      }
    );
  }
}

/** Bytes that are no UTF-8 would be read differently by different readers: they are read as nothing. */
const textOf = (bytes: Uint8Array): string => (isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : '');

function check(
  open: OpenOffice,
  sessions: Sessions,
  raw: UnpackedCommit,
  head: CommitHead | undefined,
  holder: Holder | undefined,
): Incoming | string {
  if (!head) return MALFORMED;
  if (head.programme !== open.self.programmeId) return 'other-programme';
  // What an erased case says is read no more: that it was written is all that is kept.
  const gone = open.repos.erasures.stream(head.stream) !== undefined;
  if (!gone && sha256(raw.payload).toString('base64url') !== head.payload) return 'payload-hash';
  const session = sessions.find(head.session);
  if (!session) return `session:${head.session}`;
  if (session.device !== head.device) return 'session-of-another-device';
  if (head.dseq < session.startDseq) return 'before-its-session';
  const counted = sessions.hasCounted(raw.id) || open.repos.aside.isLetIn(raw.id);
  const late = counted ? undefined : whyLate(open, session, { head, raw, holder });
  if (late !== undefined) return late;
  const ops = gone ? [] : readOps(textOf(raw.payload.subarray(SALT)));
  if (!ops || (!gone && raw.payload.length < SALT)) return MALFORMED;
  if (!listed(raw)) return 'not-in-signed-list';
  return { kind: 'checked', id: raw.id.toString('base64url') as CommitId, head, ops, session, raw };
}

/** Why a save does not count by itself: its computer was taken out, or its author's time had ended. */
function whyLate(
  open: OpenOffice,
  { cutOff, deviceN, dropped, ended }: KnownSession,
  { head, raw, holder }: { head: CommitHead; raw: UnpackedCommit; holder: Holder | undefined },
): string | undefined {
  const save = { id: raw.id, deviceN, item: () => packParked(open, head.stream, raw) };
  const late = lateReason(head, cutOff, dropped, handsOf(open, save, cutOff, holder));
  return late ?? (ended ? PERSON_ENDED : undefined);
}

function listed(raw: UnpackedCommit): boolean {
  for (let i = 0; i < raw.list.length; i += 32) if (raw.id.equals(raw.list.subarray(i, i + 32))) return true;
  return false;
}

/**
 * Checks commits of a segment one by one: shape, programme, content, author. Signatures are verified on the thread
 * pool, each once however many commits it covers. A commit that proves bad inside a good bundle is set aside; the
 * bundle goes on.
 *
 * @param holder whose bundle brings them, where it does now: not for what waited here.
 */
export async function checkCommits(
  open: OpenOffice,
  sessions: Sessions,
  commits: readonly UnpackedCommit[],
  holder?: Holder,
): Promise<Incoming[]> {
  const verified = new Map<string, Promise<boolean>>();
  return Promise.all(
    commits.map(async (raw): Promise<Incoming> => {
      const id = raw.id.toString('base64url') as CommitId;
      const head = readHead(textOf(raw.head));
      const stream = head?.stream ?? dotOf(id);
      const refused = (reason: string): Incoming => ({ kind: 'refused', id, stream, reason, raw });
      const checked = check(open, sessions, raw, head, holder);
      if (typeof checked === 'string') return refused(checked);
      if (checked.kind === 'refused') return checked;
      const key = `${checked.session.n}/${Buffer.from(raw.sig).toString('base64')}/${sha256(raw.list).toString('base64')}`;
      let proof = verified.get(key);
      if (!proof) verified.set(key, (proof = fitsSoon(COMMIT_LIST_TYPE, raw.list, checked.session.key, raw.sig)));
      return (await proof) ? checked : refused('signature');
    }),
  );
}

export interface Parked {
  readonly head: string;
  readonly payload: string;
  readonly list: string;
  readonly sig: string;
}
/**
 * A commit as it is kept while it waits, byte for byte; of an erased case without what it says.
 *
 * @param stream id of its stream.
 */
export const packParked = ({ repos }: OpenOffice, stream: string, raw: UnpackedCommit): Buffer =>
  Buffer.from(
    JSON.stringify({
      head: Buffer.from(raw.head).toString('base64url'),
      payload: repos.erasures.stream(stream) ? '' : Buffer.from(raw.payload).toString('base64url'),
      list: Buffer.from(raw.list).toString('base64url'),
      sig: Buffer.from(raw.sig).toString('base64url'),
    } satisfies Parked),
  );

export function unpackParked(item: Uint8Array): UnpackedCommit {
  const parked = JSON.parse(Buffer.from(item).toString('utf8')) as Parked;
  const head = Buffer.from(parked.head, 'base64url');
  return {
    head,
    payload: Buffer.from(parked.payload, 'base64url'),
    list: Buffer.from(parked.list, 'base64url'),
    sig: Buffer.from(parked.sig, 'base64url'),
    id: sha256(head),
  };
}
