import { NEW_ACCOUNT, type Account } from '#core/people/account.ts';
import type { WritableDb } from './database.ts';

interface Raw {
  agency: string;
  position: string;
  from: string | null;
  until: string | null;
  suspendedAt: number | null;
  leftAt: number | null;
  fresh: number;
  conduct: number;
}

/** Accounts of the people of this office, by the number of the person; one that was never changed has no row. */
export class AccountRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  get(personN: number): Account {
    const row = this.#db
      .read<[number], Raw>(
        `SELECT agency, position, valid_from AS "from", valid_until AS until, suspended_at AS suspendedAt,
           left_at AS leftAt, new_passphrase AS fresh, conduct_version AS conduct FROM account WHERE person_n = ?`,
      )
      .get(personN);
    if (row === undefined) return NEW_ACCOUNT;
    const { agency, position, from, until, suspendedAt, leftAt, fresh, conduct } = row;
    return {
      agency,
      position,
      from: from ?? undefined,
      until: until ?? undefined,
      suspendedAt: suspendedAt ?? undefined,
      leftAt: leftAt ?? undefined,
      newPassphrase: fresh === 1,
      conduct,
    };
  }
  /** Changes what is named and leaves the rest. */
  change(personN: number, change: Partial<Account>): void {
    const next = { ...this.get(personN), ...change };
    this.#db
      .write<[number, string, string, string | null, string | null, number | null, number | null, number, number]>(
        `INSERT INTO account(person_n, agency, position, valid_from, valid_until, suspended_at, left_at, new_passphrase,
           conduct_version) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT(person_n) DO UPDATE SET agency = excluded.agency, position = excluded.position,
           valid_from = excluded.valid_from, valid_until = excluded.valid_until, suspended_at = excluded.suspended_at,
           left_at = excluded.left_at, new_passphrase = excluded.new_passphrase,
           conduct_version = excluded.conduct_version`,
      )
      .run(
        personN,
        next.agency,
        next.position,
        next.from ?? null,
        next.until ?? null,
        next.suspendedAt ?? null,
        next.leftAt ?? null,
        Number(next.newPassphrase),
        next.conduct,
      );
  }
}
