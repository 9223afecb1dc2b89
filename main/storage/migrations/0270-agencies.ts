/**
 * The list of agencies, and whose account is of which (decision 0067). What accounts named in free words becomes the list:
 * words that differ only in case and spaces are one agency. Its id is made of its name alone, so that two computers of one
 * office make the same one of it: two rests of the bytes of the name, as 21 hexadecimal digits and an A, which is an id as
 * all others are. Never edited after a release; imports nothing.
 */
export const version = 270;

const WORDS = `lower(trim(agency))`;

export const steps: readonly string[] = [
  `CREATE TABLE agency(agency_id TEXT PRIMARY KEY, name TEXT NOT NULL, short_name TEXT NOT NULL, active INTEGER NOT NULL)
     STRICT, WITHOUT ROWID`,
  `CREATE TEMP TABLE named_agency AS
     WITH RECURSIVE words(word, name) AS (SELECT ${WORDS}, min(trim(agency)) FROM account WHERE trim(agency) <> '' GROUP BY 1),
       rests(word, name, i, a, b) AS (
         SELECT word, name, 0, 7, 11 FROM words
         UNION ALL
         SELECT word, name, i + 1, (a * 257 + unicode(substr(word, i + 1, 1))) % 2147483647,
           (b * 65599 + unicode(substr(word, i + 1, 1))) % 2147483629
         FROM rests WHERE i < length(word))
     SELECT word, name, printf('%08x%08x%05xA', a, b, i % 1048576) AS id FROM rests WHERE i = length(word)`,
  `INSERT INTO agency(agency_id, name, short_name, active) SELECT id, name, '', 1 FROM named_agency`,
  `UPDATE account SET agency = COALESCE((SELECT id FROM named_agency WHERE word = ${WORDS}), '')`,
  `DROP TABLE named_agency`,
];
