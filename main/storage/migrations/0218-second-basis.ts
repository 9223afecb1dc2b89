/** What an act that waits for a second person was asked for on. Never edited after a release; imports nothing. */
export const version = 218;

export const steps: readonly string[] = [
  // JSON of the roles and people as they were when it was asked for. NULL: asked for before it was kept, nobody agrees to it.
  `ALTER TABLE second_person ADD COLUMN basis TEXT`,
];
