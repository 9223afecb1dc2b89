import { own } from './answer-kind.ts';
import { rowsOf } from './document-edit.ts';
import type { CaseDocument, FieldValue, Row } from './types.ts';

/** What makes an earlier state of some answers the later one: only what differs, and a row as a whole where it does. */
export interface DocumentPatch {
  /** The case's own answers that are others; null where there is none any more. */
  readonly values: Readonly<Record<string, FieldValue | null>>;
  /** Of each subform that is another the rows that are new or others; `order`: the ids of all, where these are others. */
  readonly rows: Readonly<Record<string, { readonly order?: readonly string[]; readonly rows: readonly Row[] }>>;
}

const idsOf = (rows: readonly Row[]): readonly string[] => rows.map(({ id }) => id);
const keysOf = (a: object, b: object): ReadonlySet<string> => new Set([...Object.keys(a), ...Object.keys(b)]);

/** Compares by identity, as documents are edited: what was not touched is the same object. */
export function patchBetween(before: CaseDocument, after: CaseDocument): DocumentPatch {
  const values = [...keysOf(before.values, after.values)]
    .filter((id) => own(before.values, id) !== own(after.values, id))
    .map((id): [string, FieldValue | null] => [id, own(after.values, id) ?? null]);
  const rows = [...keysOf(before.rows, after.rows)].flatMap((subform): [string, DocumentPatch['rows'][string]][] => {
    const [was, is] = [rowsOf(before, subform), rowsOf(after, subform)];
    if (was === is) return [];
    const known = new Map(was.map((row) => [row.id, row]));
    const others = is.filter((row) => known.get(row.id) !== row);
    const moved = was.length !== is.length || was.some(({ id }, i) => id !== is[i]?.id);
    if (moved) return [[subform, { order: idsOf(is), rows: others }]];
    return others.length === 0 ? [] : [[subform, { rows: others }]];
  });
  return { values: Object.fromEntries(values), rows: Object.fromEntries(rows) };
}

/** The answers with a patch of them; undefined when it was made for other answers: a row that it names is not there. */
export function patched(document: CaseDocument, patch: DocumentPatch): CaseDocument | undefined {
  const values = Object.entries({ ...document.values, ...patch.values }).flatMap(([id, value]) =>
    value === null ? [] : [[id, value] as const],
  );
  const rows: Record<string, readonly Row[]> = { ...document.rows };
  for (const [subform, part] of Object.entries(patch.rows)) {
    const was = rowsOf(document, subform);
    const known = new Map([...was, ...part.rows].map((row) => [row.id, row]));
    const order = part.order ?? idsOf(was);
    const list = order.flatMap((id) => known.get(id) ?? []);
    const named = new Set(order);
    const twice = part.order !== undefined && named.size !== order.length;
    if (twice || list.length !== order.length || part.rows.some(({ id }) => !named.has(id))) return undefined;
    rows[subform] = list;
  }
  return { values: Object.fromEntries(values), rows };
}
