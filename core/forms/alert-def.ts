import type { Text } from './types.ts';

/** `alert` needs somebody's attention, `warn` may be right and is then explained, `info` is worth knowing. */
export type AlertKind = 'alert' | 'warn' | 'info';

/**
 * Who is told: whoever works on the case (and who supervises them), supervisors alone, or the one person of the office
 * that abuse by staff is reported to.
 */
export type AlertFor = 'worker' | 'supervisor' | 'focal_point';

interface AlertHead {
  /** That of reference.md §5. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly tells: AlertFor;
  /** What it looks at, by key: whoever may not see all of it is not told. */
  readonly reads: readonly string[];
  /** `{codes}` the other cases, `{days}` since when, `{by}` who wrote it. */
  readonly message: Text;
  /** Whether "this is right, explain" is offered. */
  readonly explainable?: true;
}

/**
 * A rule that no single case can judge by itself, or that becomes true because time passes (reference.md §5). The office
 * judges it; the page only shows what was found.
 */
export type AlertDef = AlertHead &
  (
    | { readonly judge: 'no_contact'; readonly deadline: string; readonly intervals: number }
    | {
        /** There were contacts, and the child was at none of them: `seen` says so in its row, `on` is the day. */
        readonly judge: 'not_seen';
        readonly deadline: string;
        readonly intervals: number;
        readonly rows: string;
        readonly seen: string;
        readonly on: string;
      }
    | {
        readonly judge: 'untouched';
        readonly days: Readonly<Partial<Record<'high' | 'medium' | 'low' | 'none', number>>>;
      }
    | { readonly judge: 'rule'; readonly rule: string }
    | { readonly judge: 'same_home' }
    | { readonly judge: 'other_child' }
    /** Answers of several offices that break a rule together. */
    | { readonly judge: 'merged' }
    | { readonly judge: 'copied_text'; readonly cases: number; readonly least: number }
  );
