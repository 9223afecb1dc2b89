/**
 * What another computer of this office told and this version could not take: kept as it came, to be tried again. Never
 * edited after a release; imports nothing.
 */
export const version = 282;

export const steps: readonly string[] = [
  `CREATE TABLE refused_state(n INTEGER PRIMARY KEY, device_id BLOB NOT NULL, hash BLOB NOT NULL,
     packed BLOB NOT NULL, UNIQUE(device_id, hash)) STRICT`,
];
