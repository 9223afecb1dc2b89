import { compileExpression } from './expression.ts';
import type { CompiledExpression } from './expression.ts';
import type { Scope } from './expression-check.ts';

/** What is wrong with a configuration, and where: carried to `loadConfiguration`, which turns it into a refusal. */
export class ConfigProblem extends Error {
  readonly at: string;
  readonly problem: string;
  readonly subject: string | undefined;
  constructor(at: string, problem: string, subject?: string) {
    super(`${at}: ${problem}`);
    this.at = at;
    this.problem = problem;
    this.subject = subject;
  }
}

/** Compiles an expression of the configuration that must give `want`; `at` names the place for the refusal. */
export function compileAt(at: string, source: string, scope: Scope, want?: 'boolean'): CompiledExpression {
  const compiled = compileExpression(source, scope);
  if (!compiled.ok) {
    const { problem, name, at: character } = compiled.error;
    throw new ConfigProblem(at, problem, name ?? (character === undefined ? undefined : String(character)));
  }
  if (want !== undefined && compiled.value.shape.is !== want) throw new ConfigProblem(at, `${want}_expected`);
  return compiled.value;
}

/** Refuses a list in which two things have the same id. */
export function eachOnce(at: string, things: readonly { readonly id: string }[]): void {
  const seen = new Set<string>();
  for (const { id } of things) {
    if (seen.has(id)) throw new ConfigProblem(`${at}.${id}`, 'duplicate_id', id);
    seen.add(id);
  }
}
