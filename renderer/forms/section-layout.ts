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
  readonly lines: readonly Line[];
}

const WHOLE_LINE: ReadonlySet<string> = new Set(['rows', 'long_text', 'choices', 'case_links']);

/** Columns of the twelve-column grid that a field takes. */
export const widthOf = ({ def }: FieldView): number => def.width ?? (WHOLE_LINE.has(def.type) ? 12 : 6);

/** A check that is only a sentence at its field; the others have buttons and stand under the line. */
export const isPlain = (check: Check): boolean => check.kind === 'E' && check.fixes.length === 0 && !check.explainable;

/**
 * The relevant fields of a section in blocks and lines, so that a check can stand right under the fields it is about
 * without tearing a line apart.
 */
export function layOut(fields: readonly FieldView[], checks: readonly Check[]): readonly Block[] {
  const blocks: { key: string; relevant: string | undefined; lines: { fields: FieldView[]; used: number }[] }[] = [];
  for (const field of fields) {
    if (!field.relevant) continue;
    const { relevant } = field.def;
    let block = blocks.at(-1);
    if (block === undefined || block.relevant !== relevant) {
      block = { key: pathKey(field.path), relevant, lines: [] };
      blocks.push(block);
    }
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
    lines: block.lines.map((line) => {
      const keys = new Set(line.fields.map((field) => pathKey(field.path)));
      const here = (check: Check): boolean => {
        const [first] = check.paths;
        return !isPlain(check) && first !== undefined && keys.has(pathKey(first));
      };
      return { fields: line.fields, checks: checks.filter(here) };
    }),
  }));
}
