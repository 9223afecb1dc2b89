import { fieldsIn, keyOf, type PlacedField } from './known-fields.ts';
import { AREAS } from './place-tree.ts';
import { LANGUAGES, type Configuration, type FieldDef, type FieldType, type Text } from './types.ts';

/** Why stored answers could not be read any more. */
export type Unreadable =
  /** The same id takes answers of another kind. */
  | 'type'
  /** Its answers would be kept in another part of the case, beside those that are there. */
  | 'compartment'
  /** Its links would name entries of another list. */
  | 'link'
  /** The id stood for another question, or another option, before. */
  | 'reused';

export interface UnreadableAnswers {
  readonly why: Unreadable;
  readonly form: string;
  /** `field` or `rows.field`. */
  readonly field: string;
  /** Set when it is about one option of the field. */
  readonly option?: string;
  readonly was: Text;
  readonly now: Text;
}

/** Types whose answers are the same to whoever reads them. */
const ALIKE: readonly (readonly FieldType[])[] = [['text', 'long_text']];
/** A choice from the areas of the configuration stores what a place does: the code. */
const kindOf = ({ type, options }: FieldDef): FieldType => (type === 'choice' && options === AREAS ? 'place' : type);
const sameKind = (a: FieldDef, b: FieldDef): boolean => {
  const kinds = [kindOf(a), kindOf(b)] as const;
  return kinds[0] === kinds[1] || ALIKE.some((types) => kinds.every((kind) => types.includes(kind)));
};

/** A wording may be mended in one language; another one in each of them is another question. */
const related = (a: Text, b: Text): boolean => LANGUAGES.some((language) => a[language] === b[language]);

type Index = ReadonlyMap<string, PlacedField>;
const indexOf = (fields: readonly PlacedField[]): Index =>
  new Map(fields.map((one) => [keyOf(one.collection, one.def.id), one]));
const everyField = ({ forms, retired = [] }: Configuration): Index => indexOf(fieldsIn([...retired, ...forms]));

const optionsOf = (configuration: Configuration, { options }: FieldDef): ReadonlyMap<string, Text> => {
  const list = configuration.lists.find(({ id }) => id === options)?.options ?? [];
  return new Map(list.filter(({ active }) => active !== false).map(({ id, label }) => [id, label]));
};

/** Options that stand for something else than when they were chosen. A mended wording in the same list is none. */
function reusedOptions(
  now: Configuration,
  next: FieldDef,
  before: readonly (readonly [Configuration, FieldDef])[],
): readonly { readonly option: string; readonly was: Text; readonly now: Text }[] {
  return [...optionsOf(now, next)].flatMap(([option, label]) => {
    const [latest] = before;
    const offered = latest && optionsOf(...latest).has(option);
    if (offered === true && latest?.[1].options === next.options) return [];
    const earlier = before.flatMap((one) => optionsOf(...one).get(option) ?? []);
    const [was] = earlier;
    return was === undefined || earlier.some((one) => related(one, label)) ? [] : [{ option, was, now: label }];
  });
}

function whyNot(next: PlacedField, [latest, ...older]: readonly PlacedField[], asked: boolean): Unreadable | undefined {
  if (latest === undefined) return undefined;
  const { def } = next;
  if (!sameKind(def, latest.def)) return asked ? 'type' : 'reused';
  if (def.type === 'row_link' && def.of !== latest.def.of) return 'link';
  if (def.compartment !== latest.def.compartment) return 'compartment';
  const known = [latest, ...older].some((one) => related(one.def.label, def.label));
  return asked || known ? undefined : 'reused';
}

/**
 * The places at which a configuration would make stored answers unreadable, or readable as something that nobody
 * answered. Empty: it can be switched to.
 *
 * @param earlier what the office worked with, the configuration that is in force first.
 */
export function unreadableAnswers(now: Configuration, earlier: readonly Configuration[]): readonly UnreadableAnswers[] {
  const indexes = earlier.map((one) => [one, everyField(one)] as const);
  const asked = indexOf(fieldsIn(earlier[0]?.forms ?? []));
  return fieldsIn(now.forms).flatMap((next): UnreadableAnswers[] => {
    const key = keyOf(next.collection, next.def.id);
    const found = indexes.flatMap(([one, index]): (readonly [Configuration, PlacedField])[] => {
      const field = index.get(key);
      return field === undefined ? [] : [[one, field]];
    });
    const [latest] = found;
    if (latest === undefined) return [];
    const place = { form: next.form.id, field: next.collection === 'case' ? next.def.id : key };
    const fields = found.map(([, field]) => field);
    const why = whyNot(next, fields, asked.has(key));
    if (why !== undefined) return [{ ...place, why, was: latest[1].def.label, now: next.def.label }];
    const options = reusedOptions(
      now,
      next.def,
      found.map(([one, { def }]) => [one, def] as const),
    );
    return options.map((one) => ({ ...place, why: 'reused' as const, ...one }));
  });
}
