import { CASE_RECORD } from '#core/records/changes.ts';
import type { Change } from '#core/records/changes.ts';
import type { CaseDocument, FieldValue, Row, Values } from '#core/forms/types.ts';
import { LANDMARKS, STREETS, SUB_DISTRICTS } from './marabia.ts';
import { drawPhone } from './child.ts';
import { actionTaken } from './narratives.ts';
import { Random } from './random.ts';

/** Kinds and numbers of reference.md §10. */
export const CONFLICT_MIX = {
  same_field: 40,
  different_fields: 60,
  delete_edit: 10,
  status_owner: 5,
  consent_narrowing: 5,
} as const;
export type EditKind = keyof typeof CONFLICT_MIX;

/** What two offices do to one case while they are apart. */
export interface PairedEdit {
  readonly kind: EditKind;
  readonly index: number;
  readonly here: readonly Change[];
  readonly there: readonly Change[];
  /** Fields of the case that hold two values afterwards. */
  readonly conflicts: readonly string[];
  /** The value in force until a person decides, where the field is protective. */
  readonly inForce: Readonly<Record<string, FieldValue>>;
}

const setField = (field: string, value: FieldValue): Change => ({
  kind: 'set',
  collection: CASE_RECORD,
  row: CASE_RECORD,
  field,
  value,
});
const setCell = (collection: string, row: string, field: string, value: FieldValue): Change => ({
  kind: 'set',
  collection,
  row,
  field,
  value,
});

/** The document after the changes, as the office that makes them sees it. Rows that are not there are left alone. */
export function applyChanges(document: CaseDocument, changes: readonly Change[]): CaseDocument {
  const withValue = (values: Values, field: string, value: FieldValue | null): Values => {
    const { [field]: _old, ...rest } = values;
    return value === null ? rest : { ...rest, [field]: value };
  };
  let { values, rows } = document;
  for (const change of changes) {
    if (change.kind === 'set' && change.collection === CASE_RECORD) {
      values = withValue(values, change.field, change.value);
      continue;
    }
    const list = rows[change.collection] ?? [];
    const next: readonly Row[] =
      change.kind === 'add'
        ? [...list, { id: change.row, values: change.values }]
        : change.kind === 'remove'
          ? list.filter((row) => row.id !== change.row)
          : list.map((row) =>
              row.id === change.row ? { ...row, values: withValue(row.values, change.field, change.value) } : row,
            );
    rows = { ...rows, [change.collection]: next };
  }
  return { values, rows };
}

/** Two different items, in an order of chance. */
function two<T>(random: Random, items: readonly T[]): [T, T] {
  const first = random.pick(items);
  return [first, random.pick(items.filter((item) => item !== first))];
}
const other = (now: FieldValue | undefined, options: readonly string[]): readonly string[] =>
  options.filter((option) => option !== now);

type Pair = Omit<PairedEdit, 'kind' | 'index'>;
type Maker = (random: Random, document: CaseDocument) => Pair;
const RISKS = ['high', 'medium', 'low', 'none'];
const STATUSES = ['open', 'transferred', 'duplicate', 'closed'];
const moreProtective = (order: readonly string[], a: string, b: string): string =>
  order.indexOf(a) < order.indexOf(b) ? a : b;

/** Both set the field; each to something new. The protective order is that of the configuration, most careful first. */
function clash(random: Random, document: CaseDocument, field: string, order: readonly string[]): Pair {
  const [a, b] = two(random, other(document.values[field], order));
  const winner = moreProtective(order, a, b);
  return { here: [setField(field, a)], there: [setField(field, b)], conflicts: [field], inForce: { [field]: winner } };
}

const sameField: Maker = (random, document) => {
  if (random.chance(0.5)) return clash(random, document, 'risk_level', RISKS);
  const field = random.pick(['phone', 'current_address', 'address_landmark']);
  const options = {
    phone: [drawPhone(random), drawPhone(random)],
    current_address: STREETS.map((street, i) => `${200 + i} ${street}`),
    address_landmark: LANDMARKS,
  }[field];
  const [a, b] = two(random, other(document.values[field], options ?? LANDMARKS));
  return { here: [setField(field, a)], there: [setField(field, b)], conflicts: [field], inForce: {} };
};
const differentFields: Maker = (random) => {
  const [a, b] = two(random, [
    'nickname',
    'school_name',
    'interview_landmark',
    'physical_characteristics',
    'occupation',
  ]);
  return {
    here: [setField(a, `Written here, ${random.int(100, 999)}`)],
    there: [setField(b, `Written there, ${random.int(100, 999)}`)],
    conflicts: [],
    inForce: {},
  };
};
/** One office removes a row that the other goes on editing: the row stays (exchange.md R11). */
const deleteEdit: Maker = (random, document) => {
  const row = document.rows['family_members']?.at(-1);
  if (!row) return differentFields(random, document);
  return {
    here: [{ kind: 'remove', collection: 'family_members', row: row.id }],
    there: [setCell('family_members', row.id, 'address', `${random.int(200, 299)} ${random.pick(STREETS)}`)],
    conflicts: [],
    inForce: {},
  };
};
const statusOwner: Maker = (random, document) => clash(random, document, 'status', STATUSES);
/** One office widens or keeps what the other narrows: the narrower consent is in force. */
const consentNarrowing: Maker = (random, document) => {
  const field = random.pick(['consent_share', 'consent_photo', 'consent_tracing']);
  const agreed = document.values[field] === 'yes' ? { missing: 'not_asked' as const } : 'yes';
  const narrowed = document.values[field] === 'no' ? [] : [setField(field, 'no')];
  const conflicts = narrowed.length > 0 ? [field] : [];
  return {
    here: narrowed,
    there: [setField(field, agreed)],
    conflicts,
    inForce: conflicts.length > 0 ? { [field]: 'no' } : {},
  };
};
const MAKERS: Readonly<Record<EditKind, Maker>> = {
  same_field: sameField,
  different_fields: differentFields,
  delete_edit: deleteEdit,
  status_owner: statusOwner,
  consent_narrowing: consentNarrowing,
};

/**
 * What two offices do to cases they share while apart. Each edit gets a case of its own as long as there are enough;
 * after that cases come round again. No documents: no edits.
 */
export function* pairedEdits(
  seed: number,
  documents: readonly CaseDocument[],
  mix: Readonly<Partial<Record<EditKind, number>>> = CONFLICT_MIX,
): Generator<PairedEdit, void, undefined> {
  let at = 0;
  for (const kind of Object.keys(MAKERS) as EditKind[]) {
    for (let i = 0; i < (mix[kind] ?? 0); i++, at++) {
      const index = at % Math.max(documents.length, 1);
      const document = documents[index];
      if (!document) return;
      yield { kind, index, ...MAKERS[kind](Random.from(seed, 'paired', kind, i), document) };
    }
  }
}

/** A field where nothing protects more than anything else. */
function plainField(random: Random): Change {
  const street = `${random.int(1, 999)} ${random.pick(STREETS)}`;
  const [field, value] = random.pick<readonly [string, string]>([
    ['phone', drawPhone(random)],
    ['current_area', random.pick(SUB_DISTRICTS).id],
    ['current_address', street],
    ['address_landmark', `${random.pick(LANDMARKS)}, ${random.int(1, 99)}`],
  ]);
  return setField(field, value);
}

/** One small change such as fills an ordinary day: a field, a new row, a cell of a row, a row removed. */
function oneChange(random: Random, document: CaseDocument): Change {
  const rows = document.rows['family_members'] ?? [];
  const kind = random.weighted([
    ['field', 70],
    ['note', 10],
    ['add', 10],
    ['cell', rows.length > 0 ? 7 : 0],
    ['remove', rows.length > 1 ? 3 : 0],
  ] as const);
  switch (kind) {
    case 'field':
      return random.chance(0.3)
        ? setField('risk_level', random.pick(other(document.values['risk_level'], RISKS)))
        : plainField(random);
    case 'note':
      return setField(
        'immediate_action',
        actionTaken(random, { place: random.pick(SUB_DISTRICTS).name, worker: 'The worker' }),
      );
    case 'add':
      return {
        kind: 'add',
        collection: 'family_members',
        row: random.id(),
        values: { name: `Amani ${random.int(100, 999)}`, relation: 'cousin', alive: 'alive', is_caregiver: 'no' },
      };
    case 'cell':
      return setCell(
        'family_members',
        random.pick(rows).id,
        'address',
        `${random.int(1, 999)} ${random.pick(STREETS)}`,
      );
    case 'remove':
      return { kind: 'remove', collection: 'family_members', row: random.pick(rows).id };
  }
}

/** Changes to one case, one after the other, each made on what those before it left. As many as are asked for. */
export function* editStream(seed: number, document: CaseDocument, count: number): Generator<Change, void, undefined> {
  let now = document;
  for (let i = 0; i < count; i++) {
    const change = oneChange(Random.from(seed, 'edit', i), now);
    now = applyChanges(now, [change]);
    yield change;
  }
}
