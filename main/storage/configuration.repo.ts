import type { WritableDb } from './database.ts';
import { packedText, unpackedText } from './packed.ts';

export interface ConfigurationRow {
  /** Of the body. */
  readonly hash: string;
  readonly profile: string;
  readonly version: number;
  /** JSON, the caller's own. */
  readonly body: string;
}
export interface KeptConfiguration extends Omit<ConfigurationRow, 'body'> {
  /** When the office took it, the last time that it did. */
  readonly since: number;
}

/** The configurations of the office, the one in force and those before it. */
export class ConfigurationRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Without their bodies, the one in force first. */
  all(): KeptConfiguration[] {
    return this.#db
      .read<[], KeptConfiguration>(`SELECT hash, profile, version, since FROM configuration ORDER BY turn DESC`)
      .all();
  }
  body(hash: string): string | undefined {
    const found = this.#db
      .read<[string], { body: string | Buffer }>(`SELECT body FROM configuration WHERE hash = ?`)
      .get(hash);
    return found && unpackedText(found.body);
  }
  /** One that waits until a second person agrees to it. */
  waitingBody(hash: string): string | undefined {
    return this.#db.read<[string], { body: string }>(`SELECT body FROM waiting_package WHERE hash = ?`).get(hash)?.body;
  }
  keepWaiting(hash: string, body: string): void {
    this.#db
      .write<[string, string]>(`INSERT INTO waiting_package(hash, body) VALUES(?, ?) ON CONFLICT(hash) DO NOTHING`)
      .run(hash, body);
  }
  isWaiting(hash: string): boolean {
    return (
      this.#db.read<[string], object>(`SELECT 1 AS waits FROM waiting_package WHERE hash = ?`).get(hash) !== undefined
    );
  }
  /** Keeps none for which no request waits any more. */
  dropUnasked(): void {
    this.#db
      .write<[]>(
        `DELETE FROM waiting_package WHERE hash NOT IN
           (SELECT body ->> '$.hash' FROM second_person WHERE decision IS NULL AND call = 'config.switch')`,
      )
      .run();
  }
  /** Keeps one that only another computer of the office worked with: what it asked is read here as what was asked before. */
  keepEarlier({ hash, profile, version, body }: ConfigurationRow, since: number): void {
    this.#db
      .write<[string, string, number, string | Buffer, number]>(
        `INSERT INTO configuration(hash, profile, version, body, turn, since)
         VALUES(?, ?, ?, ?, (SELECT min(turn) - 1 FROM configuration), ?) ON CONFLICT(hash) DO NOTHING`,
      )
      .run(hash, profile, version, packedText(body), since);
  }
  /** Puts a configuration in force. One that was before comes to the front again. */
  use({ hash, profile, version, body }: ConfigurationRow, at: number): void {
    this.#db
      .write<[string, string, number, string | Buffer, number]>(
        `INSERT INTO configuration(hash, profile, version, body, turn, since)
         VALUES(?, ?, ?, ?, (SELECT coalesce(max(turn), 0) + 1 FROM configuration), ?)
         ON CONFLICT(hash) DO UPDATE SET turn = excluded.turn, since = excluded.since`,
      )
      .run(hash, profile, version, packedText(body), at);
  }
}
