import { ConfigProblem } from './config-problem.ts';
import type { LoadedField, LoadedForm } from './config-index.ts';

/** What must be known before a field's relevance and computed value are. */
function needs(field: LoadedField, sectionReads: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([
    ...(field.subform === undefined ? sectionReads : [field.subform]),
    ...(field.relevant?.reads ?? []),
    ...(field.calculate?.reads ?? []),
  ]);
}

/**
 * Puts the fields in an order in which each comes after all it depends on. Throws `ConfigProblem` (`cycle`) naming the
 * fields that depend on one another. Without recursion: a chain may be as long as the configuration.
 */
export function dependencyOrder(forms: readonly LoadedForm[]): readonly LoadedField[] {
  const all = new Map<string, LoadedField>();
  const open = new Map<string, Set<string>>();
  const readers = new Map<string, string[]>();
  for (const section of forms.flatMap((form) => form.sections)) {
    const sectionReads = section.relevant?.reads ?? new Set<string>();
    for (const field of section.fields.flatMap((f) => [f, ...f.fields])) {
      all.set(field.key, field);
      const before = new Set(needs(field, sectionReads));
      open.set(field.key, before);
      for (const key of before) readers.set(key, [...(readers.get(key) ?? []), field.key]);
    }
  }
  const ready = [...all.keys()].filter((key) => open.get(key)?.size === 0);
  const ordered: LoadedField[] = [];
  for (let i = 0; i < ready.length; i += 1) {
    const key = ready[i] ?? '';
    const field = all.get(key);
    if (field !== undefined) ordered.push(field);
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
function cycle(open: ReadonlyMap<string, ReadonlySet<string>>, all: ReadonlyMap<string, LoadedField>): ConfigProblem {
  const path: string[] = [];
  let key = [...open.keys()][0] ?? '';
  while (!path.includes(key)) {
    path.push(key);
    key = [...(open.get(key) ?? [])].find((next) => open.has(next)) ?? '';
  }
  const round = [...path.slice(path.indexOf(key)), key];
  const field = all.get(key);
  return new ConfigProblem(`forms.${field?.form ?? ''}.${key}`, 'cycle', round.join(' > '));
}
