import { isDate, isDateTime, isList } from './answer-kind.ts';
import { compareComputed, whole } from './computed.ts';
import type { Answers, Computed, Surroundings } from './computed.ts';
import { callFunction } from './expression-call.ts';
import type { Arithmetic, Comparison, Expression } from './expression-tree.ts';
import type { FieldValue } from './types.ts';

const plain = (value: FieldValue | undefined): Computed =>
  typeof value === 'string' || typeof value === 'number' || isList(value) || isDate(value) || isDateTime(value)
    ? value
    : undefined;

/** Runs an expression that the checker has accepted. Total: what cannot be computed is undefined. */
export function evaluateExpression(e: Expression, answers: Answers, around: Surroundings): Computed {
  switch (e.kind) {
    case 'text':
    case 'integer':
    case 'boolean':
      return e.value;
    case 'field':
      return plain(answers.read(e.id));
    case 'not':
      return evaluateExpression(e.of, answers, around) !== true;
    case 'and':
      for (const part of e.all) if (evaluateExpression(part, answers, around) !== true) return false;
      return true;
    case 'or':
      for (const part of e.all) if (evaluateExpression(part, answers, around) === true) return true;
      return false;
    case 'negative': {
      const value = evaluateExpression(e.of, answers, around);
      return typeof value === 'number' ? whole(-value) : undefined;
    }
    case 'arithmetic':
      return arithmetic(
        e.by,
        evaluateExpression(e.left, answers, around),
        evaluateExpression(e.right, answers, around),
      );
    case 'compare':
      return compare(e.by, evaluateExpression(e.left, answers, around), evaluateExpression(e.right, answers, around));
    case 'call':
      return callFunction(e, answers, around, evaluateExpression);
  }
}

function arithmetic(by: Arithmetic, a: Computed, b: Computed): number | undefined {
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (by) {
    case '+':
      return whole(a + b);
    case '-':
      return whole(a - b);
    case '*':
      return whole(a * b);
    case 'div':
      return b === 0 ? undefined : whole(Math.trunc(a / b));
    case 'mod':
      return b === 0 ? undefined : whole(a % b);
  }
}

function compare(by: Comparison, a: Computed, b: Computed): boolean {
  const order = compareComputed(a, b);
  if (order === undefined) return false;
  switch (by) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}
