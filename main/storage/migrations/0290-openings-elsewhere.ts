/**
 * Openings in an emergency that another computer of this office told of. Never edited after a release; imports nothing.
 */
export const version = 290;

export const steps: readonly string[] = [
  // The computer where it was opened; nothing for this one.
  `ALTER TABLE emergency_access ADD COLUMN device_id BLOB`,
];
