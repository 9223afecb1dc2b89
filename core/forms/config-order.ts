import { ConfigProblem } from './config-problem.ts';
import type { LoadedSection, OrderStep } from './config-index.ts';

/** The step that decides which rows of a subform are shown. No field id has a capital letter. */
const rowsStep = (subform: string): string => `${subform}.rowRelevant`;

function stepsOf(section: LoadedSection): readonly OrderStep[] {
  return section.fields.flatMap((top): readonly OrderStep[] => [
    ...[top, ...top.fields].map((field): OrderStep => ({ key: field.key, field, settles: 'field' })),
    ...(top.rowRelevant === undefined ? [] : [{ key: rowsStep(top.key), field: top, settles: 'rows' } as const]),
  ]);
}

/** What is read by a step, by key. */
function readsOf({ field, settles }: OrderStep, sectionReads: ReadonlySet<string>): readonly string[] {
  if (settles === 'rows') return [...(field.rowRelevant?.reads ?? [])];
  const section = field.subform === undefined ? sectionReads : [];
  return [...section, ...(field.relevant?.reads ?? []), ...(field.calculate?.reads ?? [])];
}

/**
 * Puts the steps in an order in which each comes after all it depends on. Throws `ConfigProblem` (`cycle`) naming the
 * fields that depend on one another. Without recursion: a chain may be as long as the configuration.
 */
export function dependencyOrder(sections: readonly LoadedSection[]): readonly OrderStep[] {
  const all = new Map<string, OrderStep>();
  const open = new Map<string, Set<string>>();
  const readers = new Map<string, string[]>();
  const conditional = new Set(
    sections.flatMap(({ fields }) => fields.filter((f) => f.rowRelevant !== undefined).map((f) => f.key)),
  );
  for (const section of sections) {
    for (const step of stepsOf(section)) {
      const { key, field, settles } = step;
      all.set(key, step);
      const reads = readsOf(step, section.reads);
      const before = new Set([
        ...reads,
        ...reads.filter((read) => conditional.has(read)).map(rowsStep),
        ...(settles === 'rows' ? [field.key] : field.subform === undefined ? [] : [field.subform]),
      ]);
      open.set(key, before);
      for (const read of before) readers.set(read, [...(readers.get(read) ?? []), key]);
    }
  }
  const ready = [...all.keys()].filter((key) => open.get(key)?.size === 0);
  const ordered: OrderStep[] = [];
  for (let i = 0; i < ready.length; i += 1) {
    const key = ready[i] ?? '';
    const step = all.get(key);
    if (step !== undefined) ordered.push(step);
    open.delete(key);
    for (const reader of readers.get(key) ?? []) {
      const waits = open.get(reader);
      waits?.delete(key);
      if (waits?.size === 0) ready.push(reader);
    }
  }
  if (open.size > 0) throw cycle(open, all);
  return ordered;
}

/** Follows what is left until a field comes again: the part between is the cycle. */
function cycle(open: ReadonlyMap<string, ReadonlySet<string>>, all: ReadonlyMap<string, OrderStep>): ConfigProblem {
  const path: string[] = [];
  let key = [...open.keys()][0] ?? '';
  while (!path.includes(key)) {
    path.push(key);
    key = [...(open.get(key) ?? [])].find((next) => open.has(next)) ?? '';
  }
  const round = [...path.slice(path.indexOf(key)), key];
  return new ConfigProblem(`forms.${all.get(key)?.field.form ?? ''}.${key}`, 'cycle', round.join(' > '));
}
