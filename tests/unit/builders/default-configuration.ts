import { join } from 'node:path';
import { evaluateCase } from '#core/forms/evaluate.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { Check } from '#core/forms/view.ts';
import { readConfiguration } from '../../../main/office/read-configuration.ts';

const RESOURCES = join(import.meta.dirname, '../../../resources');

/** The default configuration, as the office reads it. */
export function defaultConfiguration() {
  const read = readConfiguration(RESOURCES, 'full');
  if (!read.ok) throw new Error(`${read.error.code} ${JSON.stringify(read.error.params)}`);
  return read.value;
}

const ENGINES_OWN = ['NEEDED', 'INVALID'];

/** What the form engine thinks of a document: rules broken, and everything else that is not as it should be. */
export function judge(
  config: ReturnType<typeof defaultConfiguration>,
  document: CaseDocument,
  today: string,
): { rules: string[]; kinds: ReadonlySet<Check['kind']>; faults: string[] } {
  const view = evaluateCase(config, document, { today, places: placeTreeOf(config.configuration) });
  const rules = view.checks.filter(({ rule }) => !ENGINES_OWN.includes(rule));
  const faults = view.checks
    .filter(({ rule }) => ENGINES_OWN.includes(rule))
    .map(({ rule, field, message }) => `${rule} ${field} ${'key' in message ? message.key : ''}`);
  for (const path of view.hidden)
    faults.push(`answered but not asked: ${'rows' in path ? path.rows : ''} ${path.field}`);
  for (const field of Object.keys(document.values))
    if (!config.fields.has(field)) faults.push(`no such field: ${field}`);
  for (const [subform, rows] of Object.entries(document.rows)) {
    for (const field of new Set(rows.flatMap((row) => Object.keys(row.values)))) {
      if (!config.fields.has(`${subform}.${field}`)) faults.push(`no such field: ${subform}.${field}`);
    }
  }
  return {
    rules: [...new Set(rules.map(({ rule }) => rule))].sort(),
    kinds: new Set(rules.map(({ kind }) => kind)),
    faults,
  };
}
