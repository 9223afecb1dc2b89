/**
 * Of a task: whether it counts from the earliest day that a birth may have been. Never edited after a release; imports
 * nothing.
 */
export const version = 66;

export const steps: readonly string[] = [`ALTER TABLE task ADD COLUMN earliest INTEGER NOT NULL DEFAULT 0`];
