import { NAME_PARTS } from '../records/name-parts.ts';
import { NAME_LETTERS } from '../records/spelling.ts';
import { isIsoDay } from './iso-date.ts';
import { SIGNATURES } from './expression-signatures.ts';
import type { Expression, ExpressionProblem, FunctionName, Parsed } from './expression-tree.ts';
import type { FieldDef, FieldType } from './types.ts';

/** What an expression gives. Texts know the options they can be, so that a misspelt option is found at loading. */
export type Shape =
  | { readonly is: 'boolean' | 'number' | 'date' | 'date_time' | 'age' }
  /** Kinds that only functions of their own look into, or none. */
  | { readonly is: 'date_range' | 'tally' | 'money' | 'nothing' }
  | { readonly is: 'text'; readonly options?: ReadonlySet<string>; readonly literals?: readonly string[] }
  | { readonly is: 'choices'; readonly options?: ReadonlySet<string> }
  | { readonly is: 'rows'; readonly id: string };

/** The fields an expression may speak of: those of a row first, then those of the case. */
export interface Scope {
  readonly fields: ReadonlyMap<string, FieldDef>;
  readonly row?: { readonly id: string; readonly fields: ReadonlyMap<string, FieldDef> };
  readonly rowsOf: (subform: string) => ReadonlyMap<string, FieldDef> | undefined;
  readonly optionsOf: (list: string) => ReadonlySet<string> | undefined;
}

export interface Checked {
  readonly shape: Shape;
  /** The fields it reads: `id`, or `subform.id` for a field of rows. */
  readonly reads: ReadonlySet<string>;
}

const SHAPES: Readonly<Record<FieldType, Shape['is']>> = {
  text: 'text',
  long_text: 'text',
  name: 'text',
  phone: 'text',
  identifier: 'text',
  case_code: 'text',
  choice: 'text',
  tick: 'text',
  place: 'text',
  row_link: 'text',
  scale: 'number',
  choices: 'choices',
  photo: 'choices',
  audio: 'choices',
  document: 'choices',
  signature: 'choices',
  case_links: 'choices',
  number: 'number',
  date: 'date',
  date_time: 'date_time',
  date_range: 'date_range',
  tally: 'tally',
  money: 'money',
  age: 'age',
  separator: 'nothing',
  form_link: 'nothing',
  rows: 'rows',
};
/** What the rows of `first` and `last` can be put in order by. */
const ORDERED: ReadonlySet<Shape['is']> = new Set(['number', 'date', 'date_time']);
const BRANCHES: ReadonlySet<Shape['is']> = new Set(['boolean', 'number', 'text', 'date', 'date_time']);
const TICKED = new Set(['yes']);
const MISSING = new Set(['unknown', 'refused', 'not_asked']);
const LETTERS: ReadonlySet<string> = new Set(NAME_LETTERS);
const PARTS: ReadonlySet<string> = new Set(NAME_PARTS);
const PRECISIONS = new Set(['day', 'month', 'year', 'about']);
const CALENDARS = new Set(['gregory', 'ethiopic', 'persian', 'islamic-umalqura', 'buddhist']);

class Wrong extends Error {
  readonly problem: ExpressionProblem;
  constructor(problem: string, name?: string) {
    super(problem);
    this.problem = { problem, ...(name === undefined ? {} : { name }) };
  }
}

/** What the field gives in an expression. */
export function shapeOf(def: FieldDef, optionsOf: Scope['optionsOf']): Shape {
  const is = SHAPES[def.type];
  if (is === 'rows') return { is, id: def.id };
  if (is !== 'text' && is !== 'choices') return { is };
  if (def.type === 'tick') return { is: 'text', options: TICKED };
  const options = def.options === undefined ? undefined : optionsOf(def.options);
  return options === undefined ? { is } : { is, options };
}

class Checker {
  readonly reads = new Set<string>();
  private readonly scope: Scope;
  private readonly row: Scope['row'];

  constructor(scope: Scope, row: Scope['row'] = scope.row) {
    this.scope = scope;
    this.row = row;
  }

  shape(e: Expression): Shape {
    switch (e.kind) {
      case 'text':
        return { is: 'text', literals: [e.value] };
      case 'integer':
        return { is: 'number' };
      case 'boolean':
        return { is: 'boolean' };
      case 'field':
        return shapeOf(this.field(e), this.scope.optionsOf);
      case 'not':
        this.want(e.of, 'boolean');
        return { is: 'boolean' };
      case 'and':
      case 'or':
        for (const part of e.all) this.want(part, 'boolean');
        return { is: 'boolean' };
      case 'negative':
        this.want(e.of, 'number');
        return { is: 'number' };
      case 'arithmetic':
        this.want(e.left, 'number');
        this.want(e.right, 'number');
        return { is: 'number' };
      case 'compare':
        this.compare(e.left, e.right, e.by === '=' || e.by === '!=');
        return { is: 'boolean' };
      case 'call':
        return this.call(e.name, e.args);
    }
  }

  private field(e: Expression): FieldDef {
    if (e.kind !== 'field') throw new Wrong('field_expected');
    const own = this.row?.fields.get(e.id);
    const def = own ?? this.scope.fields.get(e.id);
    if (def === undefined) throw new Wrong('unknown_field', e.id);
    if (SHAPES[def.type] === 'nothing') throw new Wrong('field_without_value', e.id);
    this.reads.add(own === undefined ? e.id : `${this.row?.id ?? ''}.${e.id}`);
    return def;
  }

  private want(e: Expression, is: Shape['is']): Shape {
    const shape = this.shape(e);
    // A moment lies on a day: where a date is wanted, its day counts.
    if (shape.is === is || (is === 'date' && (shape.is === 'date_time' || isDateText(shape)))) return shape;
    throw new Wrong(`${is}_expected`, e.kind === 'field' ? e.id : undefined);
  }

  private compare(left: Expression, right: Expression, equality: boolean): void {
    const a = this.shape(left);
    const b = this.shape(right);
    const dates = (isDated(a) && (isDated(b) || isDateText(b))) || (isDated(b) && isDateText(a));
    if (dates || (a.is === 'number' && b.is === 'number')) return;
    if (!equality || a.is !== 'text' || b.is !== 'text') throw new Wrong('cannot_compare', `${a.is}, ${b.is}`);
    knownOptions(a, b);
    knownOptions(b, a);
  }

  private call(name: FunctionName, args: readonly Expression[]): Shape {
    const [a, b, c] = args;
    const count = (from: number, to = from): void => {
      if (args.length < from || args.length > to) throw new Wrong('wrong_number_of_arguments', name);
    };
    const signature = SIGNATURES[name];
    if (signature !== undefined) {
      count(signature.takes.length);
      signature.takes.forEach((kind, i) => {
        if (typeof kind === 'string') this.want(given(args[i]), kind);
        else this.typed(given(args[i]), kind.field, name);
      });
      return { is: signature.gives };
    }
    switch (name) {
      case 'answered':
      case 'blank':
        count(1);
        this.field(given(a));
        return { is: 'boolean' };
      case 'missing':
        count(1, 2);
        this.field(given(a));
        if (b !== undefined) this.word(b, MISSING);
        return { is: 'boolean' };
      case 'selected': {
        count(2);
        const list = shapeOf(this.field(given(a)), this.scope.optionsOf);
        if (list.is !== 'text' && list.is !== 'choices') throw new Wrong('choice_expected', name);
        knownOptions(list, this.want(given(b), 'text'));
        return { is: 'boolean' };
      }
      case 'count_selected':
        count(1);
        if (shapeOf(this.field(given(a)), this.scope.optionsOf).is !== 'choices') {
          throw new Wrong('choices_expected', name);
        }
        return { is: 'number' };
      case 'precision':
      case 'calendar':
        count(1);
        this.typed(given(a), 'date', name);
        return { is: 'text', options: name === 'precision' ? PRECISIONS : CALENDARS };
      case 'spelling':
        count(2);
        this.want(given(a), 'text');
        this.word(given(b), LETTERS);
        return { is: 'text' };
      case 'name_part':
        count(3);
        this.want(given(a), 'text');
        this.word(given(b), PARTS);
        this.want(given(c), 'text');
        return { is: 'text' };
      case 'count':
        count(1);
        this.rows(given(a));
        return { is: 'number' };
      case 'any':
      case 'all': {
        count(2);
        this.inRow(this.rows(given(a)), (inner) => inner.want(given(b), 'boolean'));
        return { is: 'boolean' };
      }
      case 'sum':
      case 'avg':
        count(2);
        this.inRow(this.rows(given(a)), (inner) => {
          if (inner.shape(given(b)).is !== 'number') throw new Wrong('number_expected', name);
        });
        return { is: 'number' };
      case 'first':
      case 'last':
        count(2, 3);
        return this.inRow(this.rows(given(a)), (inner) => {
          if (c !== undefined && !ORDERED.has(inner.shape(c).is)) throw new Wrong('order_expected', name);
          const shape = inner.shape(given(b));
          if (shape.is === 'rows' || shape.is === 'boolean') throw new Wrong('value_expected', name);
          return shape;
        });
      case 'streak':
        count(3);
        return this.inRow(this.rows(given(a)), (inner) => {
          if (!ORDERED.has(inner.shape(given(c)).is)) throw new Wrong('order_expected', name);
          inner.want(given(b), 'boolean');
          return { is: 'number' };
        });
      case 'concat':
        count(1, 50);
        for (const part of args) {
          const { is } = this.shape(part);
          if (is !== 'text' && is !== 'number' && is !== 'date') throw new Wrong('text_expected', name);
        }
        return { is: 'text' };
      case 'min':
      case 'max':
        count(1, 50);
        for (const part of args) this.want(part, 'number');
        return { is: 'number' };
      case 'if':
        count(3);
        this.want(given(a), 'boolean');
        return either(this.shape(given(b)), this.shape(given(c)));
      default:
        throw new Wrong('unknown_function', name);
    }
  }

  private typed(e: Expression, type: FieldType, name: FunctionName): void {
    if (this.field(e).type !== type) throw new Wrong(`${type}_expected`, name);
  }

  private word(e: Expression, words: ReadonlySet<string>): void {
    if (e.kind !== 'text') throw new Wrong('literal_expected');
    if (!words.has(e.value)) throw new Wrong('unknown_option', e.value);
  }

  private rows(e: Expression): string {
    const def = this.field(e);
    if (def.type !== 'rows') throw new Wrong('rows_expected', def.id);
    // Whose row a row of a child table is decides which of them are seen.
    if (def.within !== undefined) this.reads.add(`${def.id}.${def.within.by}`);
    return def.id;
  }

  /** What is read inside rows counts as read by the whole. */
  private inRow<T>(id: string, judge: (inner: Checker) => T): T {
    const inner = new Checker(this.scope, { id, fields: this.scope.rowsOf(id) ?? new Map<string, FieldDef>() });
    const result = judge(inner);
    for (const read of inner.reads) this.reads.add(read);
    return result;
  }
}

function given(e: Expression | undefined): Expression {
  if (e === undefined) throw new Wrong('wrong_number_of_arguments');
  return e;
}

const isDated = ({ is }: Shape): boolean => is === 'date' || is === 'date_time';
const isDateText = (shape: Shape): boolean =>
  shape.is === 'text' && shape.literals !== undefined && shape.literals.every(isIsoDay);

function knownOptions(list: Shape, word: Shape): void {
  if (!('options' in list) || word.is !== 'text') return;
  const stray = (word.literals ?? []).find((literal) => !list.options?.has(literal));
  if (stray !== undefined) throw new Wrong('unknown_option', stray);
}

/** Both branches of an `if` give the same kind; what they can be is what either can be. */
function either(a: Shape, b: Shape): Shape {
  if (a.is !== b.is || !BRANCHES.has(a.is)) throw new Wrong('branches_differ');
  if (a.is !== 'text' || b.is !== 'text') return a;
  if (a.literals !== undefined && b.literals !== undefined) {
    return { is: 'text', literals: [...a.literals, ...b.literals] };
  }
  return { is: 'text' };
}

/** Judges a tree in its scope: every field, option and kind. Errors name the field, function or option. */
export function checkExpression(tree: Expression, scope: Scope): Parsed<Checked> {
  const checker = new Checker(scope);
  try {
    const shape = checker.shape(tree);
    return { ok: true, value: { shape, reads: checker.reads } };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, error: error.problem };
    throw error;
  }
}
