import { DROP_REASONS, type CutOff, type Dropped } from '#core/exchange/trust.ts';
import type { DeviceId, OfficeId, SessionId, UserId } from '#core/ids.ts';
import { bytesOf, idOf } from './id-bytes.ts';
import type { WritableDb } from './database.ts';

export interface OfficeRow {
  readonly n: number;
  readonly officeId: OfficeId;
  readonly code: string;
  readonly name: string;
  readonly isSelf: boolean;
  /** The signed card as it came; absent for this office before its card is made. */
  readonly card: Buffer | null;
  readonly confirmedAt: number | null;
  /** There when the programme's list says that it is not in the programme any more. */
  readonly dropped?: Dropped;
}
/** Whether it is another office that is no longer in the programme: nothing is sent to it. */
export const hasLeft = ({ dropped, isSelf }: Pick<OfficeRow, 'dropped' | 'isSelf'>): boolean =>
  dropped !== undefined && !isSelf;

export interface DeviceRow {
  readonly n: number;
  readonly deviceId: DeviceId;
  readonly officeN: number | null;
  readonly signingKey: Buffer;
  readonly recipient: string;
  /**
   * What the programme's directory says of it: nothing, so that its card alone counts (`known`), that it belongs to its
   * office (`listed`), that it was taken out (`revoked`), or that its office has other computers (`unlisted`).
   */
  readonly standing: Standing;
  readonly cutOff: CutOff | undefined;
  readonly sight: Sight;
}
/**
 * Whether people here know a computer of another office (exchange.md R4): nobody has looked (`new`), somebody knows it
 * (`known`), or somebody holds it back (`held`). Only for a known one anything is sealed.
 */
export type Sight = 'new' | 'known' | 'held';
export type Standing = 'known' | 'listed' | 'revoked' | 'unlisted';
type NewDevice = Omit<DeviceRow, 'n' | 'standing' | 'cutOff' | 'sight'>;
export interface PersonRow {
  readonly n: number;
  readonly userId: UserId;
  readonly name: string;
  readonly roles: string;
  readonly officeN: number | null;
  readonly signingKey: Buffer | null;
  readonly active: boolean;
}
export interface SessionRow {
  readonly n: number;
  readonly sessionId: SessionId;
  readonly deviceN: number;
  readonly personN: number;
  readonly startDseq: number;
  readonly cert: Buffer;
  readonly at: number;
}

type RawOffice = Omit<OfficeRow, 'officeId' | 'isSelf' | 'dropped'> & {
  id: Buffer;
  self: number;
  droppedAt: number | null;
  droppedWhy: string | null;
};
const OFFICE = `SELECT n, office_id AS id, code, name, is_self AS self, card, confirmed_at AS confirmedAt,
  dropped_at AS droppedAt, dropped_why AS droppedWhy FROM office`;
const office = ({ id, self, droppedAt, droppedWhy, ...rest }: RawOffice): OfficeRow => ({
  ...rest,
  officeId: idOf(id),
  isSelf: self === 1,
  ...(droppedAt === null
    ? {}
    : { dropped: { at: droppedAt, why: DROP_REASONS.find((why) => why === droppedWhy) ?? 'other' } }),
});

type RawDevice = Omit<DeviceRow, 'deviceId' | 'cutOff'> & { id: Buffer; cutAt: number | null; cutDseq: number | null };
const DEVICE = `SELECT n, device_id AS id, office_n AS officeN, signing_key AS signingKey, recipient, standing,
  cut_at AS cutAt, cut_dseq AS cutDseq, sight FROM device`;
const device = ({ id, cutAt, cutDseq, ...rest }: RawDevice): DeviceRow => ({
  ...rest,
  deviceId: idOf(id),
  cutOff: cutAt === null ? undefined : { at: cutAt, dseq: cutDseq ?? 0 },
});

type RawPerson = Omit<PersonRow, 'userId' | 'active'> & { id: Buffer; on: number };
const PERSON = `SELECT n, user_id AS id, name, roles, office_n AS officeN, signing_key AS signingKey, active AS "on" FROM person`;
const person = ({ id, on, ...rest }: RawPerson): PersonRow => ({ ...rest, userId: idOf(id), active: on === 1 });

type RawSession = Omit<SessionRow, 'sessionId'> & { id: Buffer };
const SESSION = `SELECT n, session_id AS id, device_n AS deviceN, person_n AS personN, start_dseq AS startDseq, cert, at FROM session`;
const session = ({ id, ...rest }: RawSession): SessionRow => ({ ...rest, sessionId: idOf(id) });

const first = <A, B>(row: A | undefined, make: (row: A) => B): B | undefined =>
  row === undefined ? undefined : make(row);

/** Who is known here: offices, their devices, people, and the sessions in which people wrote. */
export class OfficeRepo {
  readonly #db: WritableDb;
  readonly #ids = new Map<number, OfficeId>();
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Adds an office or renews its code, name, card and confirmation. Answers its row number. */
  putOffice(entry: Omit<OfficeRow, 'n' | 'dropped'>): number {
    this.#db
      .write<[Buffer, string, string, number, Buffer | null, number | null]>(
        `INSERT INTO office(office_id, code, name, is_self, card, confirmed_at) VALUES(?, ?, ?, ?, ?, ?)
         ON CONFLICT(office_id) DO UPDATE SET code = excluded.code, name = excluded.name, card = excluded.card,
           confirmed_at = excluded.confirmed_at`,
      )
      .run(bytesOf(entry.officeId), entry.code, entry.name, Number(entry.isSelf), entry.card, entry.confirmedAt);
    const row = this.officeById(entry.officeId);
    if (!row) throw new Error('an office that was just stored is missing');
    return row.n;
  }
  offices(): OfficeRow[] {
    return this.#db.read<[], RawOffice>(`${OFFICE} ORDER BY is_self DESC, name`).all().map(office);
  }
  office(n: number): OfficeRow | undefined {
    return first(this.#db.read<[number], RawOffice>(`${OFFICE} WHERE n = ?`).get(n), office);
  }
  /** The id of an office by its number, which every line of a list asks for. Neither ever changes once it is written. */
  officeId(n: number): OfficeId | undefined {
    const known = this.#ids.get(n);
    if (known !== undefined) return known;
    const id = this.office(n)?.officeId;
    if (id !== undefined && !this.#db.inTransaction()) this.#ids.set(n, id);
    return id;
  }
  /** Writes beside an office what the programme's list says of it: dropped from a moment on, or not. */
  setDropped(n: number, dropped: Dropped | undefined): void {
    this.#db
      .write<[number | null, string | null, number]>(`UPDATE office SET dropped_at = ?, dropped_why = ? WHERE n = ?`)
      .run(dropped?.at ?? null, dropped?.why ?? null, n);
  }
  officeById(id: OfficeId): OfficeRow | undefined {
    const found = first(this.#db.read<[Buffer], RawOffice>(`${OFFICE} WHERE office_id = ?`).get(bytesOf(id)), office);
    // What a transaction wrote may still be taken back.
    if (found && !this.#db.inTransaction()) this.#ids.set(found.n, found.officeId);
    return found;
  }
  self(): OfficeRow | undefined {
    return first(this.#db.read<[], RawOffice>(`${OFFICE} WHERE is_self = 1`).get(), office);
  }

  /** Adds a device, or answers the number it has. A known device never changes its keys: that is a new device. */
  addDevice(entry: NewDevice, at: number): number {
    const known = this.deviceById(entry.deviceId);
    if (known) return known.n;
    return this.#db
      .write<[Buffer, number | null, Buffer, string, number]>(
        `INSERT INTO device(device_id, office_n, signing_key, recipient, added_at) VALUES(?, ?, ?, ?, ?)`,
      )
      .run(bytesOf(entry.deviceId), entry.officeN, entry.signingKey, entry.recipient, at).rowid;
  }
  device(n: number): DeviceRow | undefined {
    return first(this.#db.read<[number], RawDevice>(`${DEVICE} WHERE n = ?`).get(n), device);
  }
  deviceById(id: DeviceId): DeviceRow | undefined {
    return first(this.#db.read<[Buffer], RawDevice>(`${DEVICE} WHERE device_id = ?`).get(bytesOf(id)), device);
  }
  devicesOf(officeN: number): DeviceRow[] {
    return this.#db.read<[number], RawDevice>(`${DEVICE} WHERE office_n = ? ORDER BY n`).all(officeN).map(device);
  }
  devices(): DeviceRow[] {
    return this.#db.read<[], RawDevice>(`${DEVICE} ORDER BY n`).all().map(device);
  }
  /** Notes what people here said of a device. */
  setSight(n: number, sight: Sight): void {
    this.#db.write<[string, number]>(`UPDATE device SET sight = ? WHERE n = ?`).run(sight, n);
  }
  /** When a device became known here, and when a session last began on it as far as it is known; milliseconds. */
  heardOf(n: number): { readonly addedAt: number; readonly heardAt: number | null } {
    const found = this.#db
      .read<[number], { addedAt: number; heardAt: number | null }>(
        `SELECT added_at AS addedAt, (SELECT max(at) FROM session WHERE device_n = d.n) AS heardAt FROM device d WHERE n = ?`,
      )
      .get(n);
    return found ?? { addedAt: 0, heardAt: null };
  }
  setStanding(n: number, standing: Standing, cutOff?: CutOff): void {
    this.#db
      .write<[string, number | null, number | null, number]>(
        `UPDATE device SET standing = ?, cut_at = ?, cut_dseq = ? WHERE n = ?`,
      )
      .run(standing, cutOff?.at ?? null, cutOff?.dseq ?? null, n);
  }

  /** Adds a person or renews name, roles, key and whether they are active. Answers the row number. */
  putPerson(entry: Omit<PersonRow, 'n'>): number {
    // Lists are ordered by the names of owners.
    if (this.personById(entry.userId)?.name !== entry.name) this.#db.changes.list.noteAll();
    this.#db
      .write<[Buffer, string, string, number | null, Buffer | null, number]>(
        `INSERT INTO person(user_id, name, roles, office_n, signing_key, active) VALUES(?, ?, ?, ?, ?, ?)
         ON CONFLICT(user_id) DO UPDATE SET name = excluded.name, roles = excluded.roles, office_n = excluded.office_n,
           signing_key = excluded.signing_key, active = excluded.active`,
      )
      .run(bytesOf(entry.userId), entry.name, entry.roles, entry.officeN, entry.signingKey, Number(entry.active));
    const row = this.personById(entry.userId);
    if (!row) throw new Error('a person who was just stored is missing');
    return row.n;
  }
  people(): PersonRow[] {
    return this.#db.read<[], RawPerson>(`${PERSON} ORDER BY name`).all().map(person);
  }
  person(n: number): PersonRow | undefined {
    return first(this.#db.read<[number], RawPerson>(`${PERSON} WHERE n = ?`).get(n), person);
  }
  personById(id: UserId): PersonRow | undefined {
    return first(this.#db.read<[Buffer], RawPerson>(`${PERSON} WHERE user_id = ?`).get(bytesOf(id)), person);
  }

  addSession(entry: Omit<SessionRow, 'n'>): number {
    const known = this.sessionById(entry.sessionId);
    if (known) return known.n;
    return this.#db
      .write<[Buffer, number, number, number, Buffer, number]>(
        `INSERT INTO session(session_id, device_n, person_n, start_dseq, cert, at) VALUES(?, ?, ?, ?, ?, ?)`,
      )
      .run(bytesOf(entry.sessionId), entry.deviceN, entry.personN, entry.startDseq, entry.cert, entry.at).rowid;
  }
  /** Certificates of a kind that were kept, not proven, for what waits for them. */
  keptCerts(kind: string): Buffer[] {
    return this.#db
      .read<[string], { body: Buffer }>(`SELECT body FROM cert WHERE kind = ? ORDER BY hash`)
      .all(kind)
      .map((row) => row.body);
  }
  /** Keeps exactly these certificates of a kind. */
  keepCerts(
    kind: string,
    certs: readonly { readonly hash: Uint8Array; readonly body: Uint8Array }[],
    at: number,
  ): void {
    this.#db.write<[string]>(`DELETE FROM cert WHERE kind = ?`).run(kind);
    for (const { hash, body } of certs)
      this.#db
        .write<[Uint8Array, string, Uint8Array, number]>(
          `INSERT OR IGNORE INTO cert(hash, kind, body, at) VALUES(?, ?, ?, ?)`,
        )
        .run(hash, kind, body, at);
  }
  session(n: number): SessionRow | undefined {
    return first(this.#db.read<[number], RawSession>(`${SESSION} WHERE n = ?`).get(n), session);
  }
  /** When the last session of a person began that is known here; 0 where there is none. */
  lastSessionOf(personN: number, until: number): number {
    const text = `SELECT max(at) AS at FROM session WHERE person_n = ? AND at <= ?`;
    return this.#db.read<[number, number], { at: number | null }>(text).get(personN, until)?.at ?? 0;
  }
  sessionById(id: SessionId): SessionRow | undefined {
    return first(this.#db.read<[Buffer], RawSession>(`${SESSION} WHERE session_id = ?`).get(bytesOf(id)), session);
  }
}
