import type { RecordList, ViewedList } from '#core/finding/record-kinds.ts';
import type { UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

export interface ListViewRow {
  readonly viewId: string;
  readonly user: UserId;
  readonly name: string;
  readonly shared: boolean;
  /** The list that it is a view of: `cases`, or one of records. */
  readonly list: ViewedList;
  /** JSON of what it shows. */
  readonly body: string;
}
/** What a person chose for themselves at this office, and how far they have come with an import. */
export type ChoiceKey = 'start_view' | 'case_columns' | `columns_${RecordList}` | 'import_draft';

type Raw = Omit<ListViewRow, 'viewId' | 'user' | 'shared'> & { id: Buffer; user: Buffer; all_: number };
const SELECT = `SELECT view_id AS id, user_id AS user, name, shared AS all_, list, body FROM list_view`;
const view = ({ id, user, all_, ...rest }: Raw): ListViewRow => ({
  ...rest,
  viewId: idOf(id),
  user: idOf(user),
  shared: all_ === 1,
});

/** Saved views, and the choices of each person. */
export class ListViewRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** The own views of a person and the shared ones, in the order in which they were made; of one list where it is named. */
  for(user: UserId, list?: ViewedList): ListViewRow[] {
    return this.#db
      .read<[Buffer], Raw>(`${SELECT} WHERE user_id = ? OR shared = 1 ORDER BY n`)
      .all(bytesOf(user))
      .map(view)
      .filter((one) => list === undefined || one.list === list);
  }
  get(viewId: string): ListViewRow | undefined {
    const found = this.#db.read<[Buffer], Raw>(`${SELECT} WHERE view_id = ?`).get(bytesOf(viewId));
    return found && view(found);
  }
  put({ viewId, user, name, shared, list, body }: ListViewRow, at: number): void {
    this.#db
      .write<[Buffer, Buffer, string, number, string, string, number]>(
        `INSERT INTO list_view(view_id, user_id, name, shared, list, body, at) VALUES(?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT(view_id) DO UPDATE SET name = excluded.name, shared = excluded.shared, body = excluded.body`,
      )
      .run(bytesOf(viewId), bytesOf(user), name, Number(shared), list, body, at);
  }
  remove(viewId: string): void {
    this.#db.write<[Buffer]>(`DELETE FROM list_view WHERE view_id = ?`).run(bytesOf(viewId));
  }

  choice(user: UserId, key: ChoiceKey): string | undefined {
    return this.#db
      .read<[Buffer, string], { value: string }>(`SELECT value FROM person_choice WHERE user_id = ? AND key = ?`)
      .get(bytesOf(user), key)?.value;
  }
  /** `null`: as if the person had never chosen. */
  choose(user: UserId, key: ChoiceKey, value: string | null): void {
    if (value === null)
      this.#db
        .write<[Buffer, string]>(`DELETE FROM person_choice WHERE user_id = ? AND key = ?`)
        .run(bytesOf(user), key);
    else
      this.#db
        .write<[Buffer, string, string]>(`INSERT OR REPLACE INTO person_choice(user_id, key, value) VALUES(?, ?, ?)`)
        .run(bytesOf(user), key, value);
  }
}
