import type { FieldType } from '#core/forms/types.ts';
import { pathKey, type Check, type FieldView } from '#core/forms/view.ts';

export interface Line {
  readonly fields: readonly FieldView[];
  /** Checks that stand under this line. */
  readonly checks: readonly Check[];
}
/** Fields that are asked for the same reason, in lines of twelve columns. */
export interface Block {
  readonly key: string;
  /** The condition that they are asked under; undefined when always. */
  readonly relevant: string | undefined;
  /** Stands over it. */
  readonly heading: FieldView | undefined;
  readonly lines: readonly Line[];
}

const WHOLE_LINE: ReadonlySet<string> = new Set(['rows', 'long_text', 'choices', 'case_links', 'tally', 'separator']);
const FILES: ReadonlySet<string> = new Set(['photo', 'audio', 'document', 'signature']);

/** Whether the answer is a list of attachments. */
export const isFile = ({ def }: FieldView): boolean => FILES.has(def.type);

/** Less room than this tears the parts of an answer apart. */
const LEAST: Readonly<Partial<Record<FieldType, number>>> = { date: 4, date_time: 4, date_range: 6, age: 4, money: 4 };

/** Columns of the twelve-column grid that a field takes. */
export const widthOf = ({ def }: FieldView): number =>
  Math.max(def.width ?? (WHOLE_LINE.has(def.type) ? 12 : 6), LEAST[def.type] ?? 0);

/**
 * Whether a question is shown for reading: one without an answer only when it is needed or wanted.
 *
 * @param all without an answer too. `closed`: there is an answer that is closed to this person.
 */
export function isRead(field: FieldView, all: boolean, closed: boolean): boolean {
  if (!field.relevant) return false;
  if (all || closed || field.def.type === 'form_link') return true;
  return field.def.type !== 'separator' && (field.state !== 'blank' || field.need !== 'none');
}

/** A check that is only a sentence at its field; the others have buttons and stand under the line. */
export const isPlain = (check: Check): boolean => check.kind === 'E' && check.fixes.length === 0 && !check.explainable;

/** The checks that stand under a line, by the path of the question; kept as long as the list is the same. */
const standing = new WeakMap<readonly Check[], ReadonlyMap<string, readonly Check[]>>();

function checksUnder(checks: readonly Check[]): ReadonlyMap<string, readonly Check[]> {
  const known = standing.get(checks);
  if (known !== undefined) return known;
  const found = new Map<string, Check[]>();
  for (const check of checks) {
    const [first] = check.paths;
    if (isPlain(check) || first === undefined) continue;
    const key = pathKey(first);
    found.set(key, [...(found.get(key) ?? []), check]);
  }
  standing.set(checks, found);
  return found;
}

/**
 * The relevant fields of a section in blocks and lines, so that a check can stand right under the fields it is about
 * without tearing a line apart.
 */
export function layOut(fields: readonly FieldView[], checks: readonly Check[]): readonly Block[] {
  const under = checksUnder(checks);
  const blocks: (Omit<Block, 'lines'> & { lines: { fields: FieldView[]; used: number }[] })[] = [];
  for (const field of fields) {
    if (!field.relevant) continue;
    const { relevant, type } = field.def;
    const heading = type === 'separator' ? field : undefined;
    let block = blocks.at(-1);
    if (block === undefined || heading !== undefined || block.relevant !== relevant) {
      // The questions right under a heading stand with it, whatever condition the heading has of its own.
      const under = block?.heading !== undefined && block.lines.length === 0 && heading === undefined;
      if (under && block !== undefined) blocks.pop();
      block = { key: pathKey(field.path), relevant, heading: under ? block?.heading : heading, lines: [] };
      blocks.push(block);
    }
    if (heading !== undefined) continue;
    const width = widthOf(field);
    const line = block.lines.at(-1);
    if (line === undefined || line.used + width > 12) block.lines.push({ fields: [field], used: width });
    else {
      line.fields.push(field);
      line.used += width;
    }
  }
  return blocks.map((block) => ({
    ...block,
    lines: block.lines.map(({ fields: inLine }) => ({
      fields: inLine,
      checks: under.size === 0 ? [] : inLine.flatMap(({ path }) => under.get(pathKey(path)) ?? []),
    })),
  }));
}
