import type { Area } from '#core/forms/area.ts';
import type { WritableDb } from './database.ts';

interface Raw {
  readonly code: string;
  readonly parent: string | null;
  readonly en: string;
  readonly fr: string;
  readonly ar: string;
  readonly active: number;
  readonly merged_into: string | null;
}

/** The office's own tree of areas. */
export class AreaRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** In the order of the file, those that left the tree at the end. */
  all(): Area[] {
    return this.#db
      .read<[], Raw>(`SELECT code, parent, en, fr, ar, active, merged_into FROM area ORDER BY active DESC, place`)
      .all()
      .map(({ code, parent, en, fr, ar, active, merged_into: mergedInto }) => ({
        code,
        ...(parent === null ? {} : { parent }),
        label: { en, fr, ar },
        active: active === 1,
        ...(mergedInto === null ? {} : { mergedInto }),
      }));
  }
  /** Puts another tree in place. Codes that it does not have stay as they were, inactive. */
  take(areas: readonly Area[]): void {
    this.#db.write<[]>(`UPDATE area SET active = 0`).run();
    const put = this.#db.write<[string, string | null, string, string, string, number, number, string | null]>(
      `INSERT INTO area(code, parent, en, fr, ar, active, place, merged_into) VALUES(?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET parent = excluded.parent, en = excluded.en, fr = excluded.fr, ar = excluded.ar,
         active = excluded.active, place = excluded.place, merged_into = excluded.merged_into`,
    );
    for (const [place, { code, parent, label, active, mergedInto }] of areas.entries())
      put.run(code, parent ?? null, label.en, label.fr, label.ar, active ? 1 : 0, place, mergedInto ?? null);
  }
}
