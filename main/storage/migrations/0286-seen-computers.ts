/**
 * Whether somebody of this office has looked at a computer of another office before anything is sealed for it. All that are
 * known already were used before there was this question. Never edited after a release; imports nothing.
 */
export const version = 286;

export const steps: readonly string[] = [
  `ALTER TABLE device ADD COLUMN sight TEXT NOT NULL DEFAULT 'new' CHECK(sight IN ('new', 'known', 'held'))`,
  `UPDATE device SET sight = 'known'`,
];
