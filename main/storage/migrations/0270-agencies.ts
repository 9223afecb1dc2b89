/**
 * The list of agencies, and whose account is of which (decision 0067). What accounts named in free words becomes the list:
 * words that differ only in the case of unaccented letters and in spaces around them are one agency. Its id is made of its
 * name alone, so that two computers of one office make the same one of it: two rests of the bytes of the name, as 21
 * hexadecimal digits and an A, which is an id as all others are. Where another computer of the office worked with a later
 * version before, its list was kept unread, and accounts may have ids of it: the list counts now, and the ids stay.
 * Never edited after a release; imports nothing.
 */
export const version = 270;

const WORDS = `lower(trim(agency))`;
const IN_LIST = `agency IN (SELECT agency_id FROM agency)`;
const TOLD = `kind = 'agency' AND CASE WHEN json_valid(body) THEN json_type(body, '$.name') = 'text'
  AND json_type(body, '$.shortName') = 'text' AND json_type(body, '$.active') IN ('true', 'false') ELSE 0 END`;

export const steps: readonly string[] = [
  `CREATE TABLE agency(agency_id TEXT PRIMARY KEY, name TEXT NOT NULL, short_name TEXT NOT NULL, active INTEGER NOT NULL)
     STRICT, WITHOUT ROWID`,
  `INSERT INTO agency(agency_id, name, short_name, active)
     SELECT id, json_extract(body, '$.name'), json_extract(body, '$.shortName'), json_extract(body, '$.active')
     FROM office_item WHERE ${TOLD}`,
  `UPDATE office_item SET applied = 1 WHERE ${TOLD}`,
  `CREATE TEMP TABLE named_agency AS
     WITH RECURSIVE words(word, name) AS (
         SELECT ${WORDS}, min(trim(agency)) FROM account WHERE trim(agency) <> '' AND NOT ${IN_LIST} GROUP BY 1),
       rests(word, name, i, a, b) AS (
         SELECT word, name, 0, 7, 11 FROM words
         UNION ALL
         SELECT word, name, i + 1, (a * 257 + unicode(substr(word, i + 1, 1))) % 2147483647,
           (b * 65599 + unicode(substr(word, i + 1, 1))) % 2147483629
         FROM rests WHERE i < length(word))
     SELECT word, name, COALESCE((SELECT min(agency_id) FROM agency WHERE lower(trim(agency.name)) = word),
       printf('%08x%08x%05xA', a, b, i % 1048576)) AS id FROM rests WHERE i = length(word)`,
  `INSERT OR IGNORE INTO agency(agency_id, name, short_name, active) SELECT id, name, '', 1 FROM named_agency`,
  `UPDATE account SET agency = COALESCE((SELECT id FROM named_agency WHERE word = ${WORDS}), '') WHERE NOT ${IN_LIST}`,
  `DROP TABLE named_agency`,
];
