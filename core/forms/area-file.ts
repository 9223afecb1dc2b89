import type { Area } from './area.ts';

/** What is wrong with a line. */
export type AreaProblem =
  'columns' | 'cells' | 'quote' | 'code' | 'twice' | 'parent' | 'level' | 'name' | 'merged' | 'too_many' | 'empty';
export interface AreaFault {
  /** From 1, as an editor counts. */
  readonly line: number;
  readonly problem: AreaProblem;
  /** The code or column that it is about. */
  readonly about: string;
}

/** Twice the size that was tried. */
const MOST_AREAS = 200_000;
const MOST_FAULTS = 20;
const MOST_LEVELS = 9;
const LONGEST_NAME = 200;
const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const NEEDED = ['code', 'parent', 'level', 'name'] as const;

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The lines of a CSV text (RFC 4180): cells may be quoted and then hold the separator, quotes and line ends. */
function* linesOf(text: string, separator: string): Generator<Line | AreaFault> {
  let line = 1;
  let begun = 1;
  let cell = '';
  let cells: string[] = [];
  let quoted = false;
  for (let at = 0; at <= text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign !== undefined) {
      if (sign === '"' && text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === separator) {
      cells.push(cell);
      cell = '';
    } else if (sign === '\n' || sign === undefined) {
      if (quoted) yield { line: begun, problem: 'quote', about: '' };
      const last = cell.endsWith('\r') ? cell.slice(0, -1) : cell;
      if (cells.length > 0 || last.trim() !== '')
        yield { line: begun, cells: [...cells, last].map((one) => one.trim()) };
      cells = [];
      cell = '';
      begun = line + 1;
    } else cell += sign;
    if (sign === '\n') line += 1;
  }
}

const separatorOf = (head: string): string =>
  [',', ';', '\t'].reduce((best, one) => (head.split(one).length > head.split(best).length ? one : best), ',');

/**
 * Reads a tree of areas from CSV text: a line of headings `code`, `parent`, `level`, `name`, and if wanted `name_fr` and
 * `name_ar`, then one line for each area. `level` is 1 at the top, where `parent` is empty, and one more in each area below.
 * With a code in `merged_into`, the line is of an area that is part of another one today: it is not offered any more, and
 * `parent` and `level` may be empty.
 *
 * @returns the areas, or what is wrong with which lines, the first twenty: with any of them nothing is taken.
 */
export function readAreaFile(text: string): { readonly areas: readonly Area[]; readonly faults: readonly AreaFault[] } {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const faults: AreaFault[] = [];
  const found = new Map<string, { readonly area: Area; readonly level: number; readonly line: number }>();
  let columns: readonly string[] | undefined;
  for (const read of linesOf(plain, separatorOf(plain.slice(0, plain.indexOf('\n') + 1 || plain.length)))) {
    if (faults.length >= MOST_FAULTS) return { areas: [], faults };
    if ('problem' in read) {
      faults.push(read);
      continue;
    }
    const { line, cells } = read;
    if (columns === undefined) {
      columns = cells.map((cell) => cell.toLowerCase());
      const missing = NEEDED.find((name) => columns?.includes(name) !== true);
      if (missing === undefined) continue;
      return { areas: [], faults: [{ line, problem: 'columns', about: missing }] };
    }
    const at = (name: string): string => cells[columns?.indexOf(name) ?? -1] ?? '';
    const [code, parent, name] = [at('code'), at('parent'), at('name')];
    const fault = (problem: AreaProblem, about = code): void => {
      faults.push({ line, problem, about });
    };
    const level = /^[1-9]$/.test(at('level')) ? Number(at('level')) : MOST_LEVELS + 1;
    const mergedInto = at('merged_into');
    if (cells.length !== columns.length) fault('cells');
    else if (!CODE.test(code)) fault('code');
    else if (found.has(code)) fault('twice');
    else if (name === '' || [name, at('name_fr'), at('name_ar')].some((one) => one.length > LONGEST_NAME))
      fault('name');
    else if (mergedInto === '' && (level > MOST_LEVELS || (parent === '') !== (level === 1))) fault('level');
    else if (found.size >= MOST_AREAS) return { areas: [], faults: [{ line, problem: 'too_many', about: code }] };
    else {
      const label = { en: name, fr: at('name_fr') || name, ar: at('name_ar') || name };
      const within = parent === '' ? {} : { parent };
      const area = mergedInto === '' ? { active: true } : { active: false, mergedInto };
      found.set(code, { area: { code, ...within, label, ...area }, level, line });
    }
  }
  if (found.size === 0 && faults.length === 0) return { areas: [], faults: [{ line: 1, problem: 'empty', about: '' }] };
  // Lines that are wrong by themselves come first: what lies in their areas would only be named because of them.
  if (faults.length > 0) return { areas: [], faults };
  for (const { area, level, line } of found.values()) {
    if (faults.length >= MOST_FAULTS) break;
    if (area.mergedInto !== undefined) {
      if (found.get(area.mergedInto)?.area.active !== true)
        faults.push({ line, problem: 'merged', about: area.mergedInto });
      continue;
    }
    if (area.parent === undefined) continue;
    const parent = found.get(area.parent);
    // The level of an area is one more than that of the area around it, so that none can lie in itself.
    if (parent?.area.active !== true) faults.push({ line, problem: 'parent', about: area.parent });
    else if (parent.level !== level - 1) faults.push({ line, problem: 'level', about: area.code });
  }
  return faults.length > 0 ? { areas: [], faults } : { areas: [...found.values()].map(({ area }) => area), faults };
}
