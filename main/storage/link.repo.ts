import type { BundleId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

export interface LedgerRow {
  readonly bundleId: BundleId;
  readonly dir: 'in' | 'out';
  readonly sha256: Uint8Array;
  readonly officeN: number | null;
  readonly state: string;
  readonly bytes: number;
  readonly cases: number;
  readonly commits: number;
  /** JSON, the caller's own. */
  readonly body: string;
  readonly at: number;
}
type RawLedger = Omit<LedgerRow, 'bundleId'> & { id: Buffer };
const LEDGER = `SELECT bundle_id AS id, dir, sha256, office_n AS officeN, state, bytes, cases, commits, body, at FROM bundle_ledger`;
const ledger = ({ id, ...rest }: RawLedger): LedgerRow => ({ ...rest, bundleId: idOf(id) });

/** Links to other offices, the bundles that went either way, and with whom a case is shared. */
export class LinkRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Gives a commit the next position of a link; one that has a position keeps it. */
  offer(link: string, commitN: number): void {
    this.#db
      .write<[string, string, number]>(
        `INSERT OR IGNORE INTO link_out(link, pos, commit_n)
         VALUES(?, (SELECT coalesce(max(pos), 0) + 1 FROM link_out WHERE link = ?), ?)`,
      )
      .run(link, link, commitN);
  }
  /** As `offer`, for all commits of a stream that have no position yet, without what one office wrote or sent here. */
  offerStream(link: string, sid: number, exceptOfficeN: number): void {
    this.#db
      .write<[string, string, number, number, number, string]>(
        `INSERT INTO link_out(link, pos, commit_n)
         SELECT ?, (SELECT coalesce(max(pos), 0) FROM link_out WHERE link = ?) + row_number() OVER (ORDER BY c.n), c.n
         FROM commit_log c JOIN device d ON d.n = c.device_n
         WHERE c.sid = ? AND d.office_n IS NOT ?
           AND NOT EXISTS (SELECT 1 FROM bundle_ledger b
                           WHERE b.bundle_id = c.origin_bundle AND b.dir = 'in' AND b.office_n = ?)
           AND NOT EXISTS (SELECT 1 FROM link_out l WHERE l.link = ? AND l.commit_n = c.n)`,
      )
      .run(link, link, sid, exceptOfficeN, exceptOfficeN, link);
  }
  /** Highest position given out on a link; 0 for none. */
  lastPosition(link: string): number {
    return (
      this.#db.read<[string], { p: number | null }>(`SELECT max(pos) AS p FROM link_out WHERE link = ?`).get(link)?.p ??
      0
    );
  }
  /** The position of a commit on a link; undefined where it has none. */
  positionOf(link: string, commitN: number): number | undefined {
    return this.#db
      .read<[string, number], { pos: number }>(`SELECT pos FROM link_out WHERE link = ? AND commit_n = ?`)
      .get(link, commitN)?.pos;
  }
  /** Highest position on a link of what belongs to a case; 0 for none. */
  lastPositionOf(link: string, caseN: number): number {
    return (
      this.#db
        .read<[string, number], { p: number | null }>(
          `SELECT max(l.pos) AS p FROM link_out l JOIN commit_log m ON m.n = l.commit_n JOIN stream s ON s.sid = m.sid
           WHERE l.link = ? AND s.case_n = ?`,
        )
        .get(link, caseN)?.p ?? 0
    );
  }
  /** Positions from `from` up to and including `to`, with the commits that stand at them. */
  positions(link: string, from: number, to: number): { readonly pos: number; readonly commitN: number }[] {
    return this.#db
      .read<[string, number, number], { pos: number; commitN: number }>(
        `SELECT pos, commit_n AS commitN FROM link_out WHERE link = ? AND pos BETWEEN ? AND ? ORDER BY pos`,
      )
      .all(link, from, to);
  }
  /**
   * The link to the computers of this office leaves nothing out: a commit stands there at its number in the log, and none is
   * ever taken out of the log. Those behind `n`, with who wrote them and the bundle that brought them.
   */
  logAfter(n: number): { readonly n: number; readonly deviceN: number; readonly origin: BundleId | undefined }[] {
    return this.#db
      .read<[number], { n: number; deviceN: number; origin: Buffer | null }>(
        `SELECT n, device_n AS deviceN, origin_bundle AS origin FROM commit_log WHERE n > ? ORDER BY n`,
      )
      .all(n)
      .map(({ origin, ...rest }) => ({ ...rest, origin: origin === null ? undefined : idOf<BundleId>(origin) }));
  }
  /** The last number in the log; 0 for none. */
  lastOfLog(): number {
    return this.#db.read<[], { n: number | null }>(`SELECT max(n) AS n FROM commit_log`).get()?.n ?? 0;
  }
  /** Numbers of the cases that commits at these positions are about. */
  casesAt(link: string, from: number, to: number): number[] {
    return this.#db
      .read<[string, number, number], { c: number }>(
        `SELECT DISTINCT s.case_n AS c FROM link_out l JOIN commit_log m ON m.n = l.commit_n JOIN stream s ON s.sid = m.sid
         WHERE l.link = ? AND l.pos BETWEEN ? AND ?`,
      )
      .all(link, from, to)
      .map((row) => row.c);
  }
  /** A link's own counters, JSON of the caller. */
  linkState(link: string): string | undefined {
    return this.#db.read<[string], { body: string }>(`SELECT body FROM link_state WHERE link = ?`).get(link)?.body;
  }
  putLinkState(link: string, officeN: number, body: string): void {
    this.#db
      .write<[string, number, string]>(
        `INSERT INTO link_state(link, office_n, body) VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body`,
      )
      .run(link, officeN, body);
  }

  /** Gives links another sender: what was given a place and confirmed stays so. `before`, `now`: how their names begin. */
  renameFrom(before: string, now: string): void {
    for (const table of ['link_out', 'link_state'])
      this.#db
        .write<[string, number, number, string]>(
          `UPDATE ${table} SET link = ? || substr(link, ?) WHERE substr(link, 1, ?) = ?`,
        )
        .run(now, before.length + 1, before.length, before);
  }

  /** Forgets the links of a sender, and what it prepared and nobody confirmed: that computer goes on with them itself. */
  forgetFrom(before: string): void {
    for (const table of ['link_out', 'link_state'])
      this.#db.write<[number, string]>(`DELETE FROM ${table} WHERE substr(link, 1, ?) = ?`).run(before.length, before);
    this.#db.write<[]>(`DELETE FROM bundle_ledger WHERE dir = 'out' AND state <> 'delivered'`).run();
  }

  putBundle(row: LedgerRow): void {
    this.#db
      .write<[Buffer, string, Uint8Array, number | null, string, number, number, number, string, number]>(
        `INSERT INTO bundle_ledger(bundle_id, dir, sha256, office_n, state, bytes, cases, commits, body, at)
         VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT(bundle_id, dir) DO UPDATE SET office_n = excluded.office_n, state = excluded.state,
           sha256 = excluded.sha256, bytes = excluded.bytes, cases = excluded.cases, commits = excluded.commits,
           body = excluded.body, at = excluded.at`,
      )
      .run(
        bytesOf(row.bundleId),
        row.dir,
        row.sha256,
        row.officeN,
        row.state,
        row.bytes,
        row.cases,
        row.commits,
        row.body,
        row.at,
      );
  }
  bundle(id: BundleId, dir: 'in' | 'out'): LedgerRow | undefined {
    const found = this.#db
      .read<[Buffer, string], RawLedger>(`${LEDGER} WHERE bundle_id = ? AND dir = ?`)
      .get(bytesOf(id), dir);
    return found && ledger(found);
  }
  /** Whether a file with this hash was read to its end, or was written by this computer itself. */
  hasRead(sha256: Uint8Array): boolean {
    const text = `SELECT 1 AS there FROM bundle_ledger WHERE sha256 = ? AND (dir = 'out' OR state = 'received') LIMIT 1`;
    return this.#db.read<[Uint8Array], { there: number }>(text).get(sha256) !== undefined;
  }
  setBundleState(id: BundleId, dir: 'in' | 'out', state: string): void {
    this.#db
      .write<[string, Buffer, string]>(`UPDATE bundle_ledger SET state = ? WHERE bundle_id = ? AND dir = ?`)
      .run(state, bytesOf(id), dir);
  }
  /** Newest first. */
  bundles(limit: number): LedgerRow[] {
    return this.#db.read<[number], RawLedger>(`${LEDGER} ORDER BY at DESC, n DESC LIMIT ?`).all(limit).map(ledger);
  }

  /** Bundles that went to or came from one office, in the order in which they did, whatever the clock said. */
  bundlesOf(officeN: number, dir: 'in' | 'out'): LedgerRow[] {
    return this.#db
      .read<[number, string], RawLedger>(`${LEDGER} WHERE office_n = ? AND dir = ? ORDER BY n`)
      .all(officeN, dir)
      .map(ledger);
  }

  /** Remembers the last segment whose transaction is durable, and how many parts of files were wrong up to it. */
  putProgress(id: BundleId, segment: number, body: string, wrong = 0): void {
    this.#db
      .write<[Buffer, number, string, number]>(
        `INSERT INTO import_progress(bundle_id, segment, body, wrong) VALUES(?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET segment = excluded.segment, body = excluded.body, wrong = excluded.wrong`,
      )
      .run(bytesOf(id), segment, body, wrong);
  }
  progress(id: BundleId): { readonly segment: number; readonly body: string; readonly wrong: number } | undefined {
    return this.#db
      .read<[Buffer], { segment: number; body: string; wrong: number }>(
        `SELECT segment, body, wrong FROM import_progress WHERE bundle_id = ?`,
      )
      .get(bytesOf(id));
  }
  endProgress(id: BundleId): void {
    this.#db.write<[Buffer]>(`DELETE FROM import_progress WHERE bundle_id = ?`).run(bytesOf(id));
  }

  /** Notes that an office has a case; the first date stays. */
  share(caseN: number, officeN: number, since: number, body = '{}'): void {
    this.#db
      .write<[number, number, number, string]>(
        `INSERT INTO case_share(case_n, office_n, since, body) VALUES(?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET body = excluded.body`,
      )
      .run(caseN, officeN, since, body);
  }
  /** Nothing more of a case goes to an office. What it has stays there. */
  unshare(caseN: number, officeN: number): void {
    this.#db.write<[number, number]>(`DELETE FROM case_share WHERE case_n = ? AND office_n = ?`).run(caseN, officeN);
  }
  /** Takes a case off a link on which no bundle has held anything of it. */
  takeBack(link: string, caseN: number): void {
    this.#db
      .write<[string, number]>(
        `DELETE FROM link_out WHERE link = ?
           AND commit_n IN (SELECT c.n FROM commit_log c JOIN stream s ON s.sid = c.sid WHERE s.case_n = ?)`,
      )
      .run(link, caseN);
  }
  sharesOf(caseN: number): { readonly officeN: number; readonly since: number; readonly body: string }[] {
    return this.#db
      .read<[number], { officeN: number; since: number; body: string }>(
        `SELECT office_n AS officeN, since, body FROM case_share WHERE case_n = ? ORDER BY since`,
      )
      .all(caseN);
  }
  /** Numbers of the cases that more than one other office has. */
  sharedWithSeveral(): number[] {
    return this.#db
      .read<[], { c: number }>(`SELECT case_n AS c FROM case_share GROUP BY case_n HAVING count(*) > 1`)
      .all()
      .map((row) => row.c);
  }
  /** Numbers of the cases shared with an office. */
  sharedWith(officeN: number): number[] {
    return this.#db
      .read<[number], { c: number }>(`SELECT case_n AS c FROM case_share WHERE office_n = ? ORDER BY case_n`)
      .all(officeN)
      .map((row) => row.c);
  }
}
