/** An area that left the tree may name the one that it is part of today. Never edited after a release; imports nothing. */
export const version = 96;

export const steps: readonly string[] = [`ALTER TABLE area ADD COLUMN merged_into TEXT`];
