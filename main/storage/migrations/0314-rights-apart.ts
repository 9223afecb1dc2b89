/**
 * Closing, referring and offering cases are rights of their own (decision 0089). Roles that the office made or changed before
 * gave all three to whoever may write, and go on doing so; so do the roles that they were made from, by which it is seen
 * whether a configuration has come to say something else. What was noted of them for the other computers of the office says
 * the same in the words of now: an update is no change of anybody. Never edited after a release; imports nothing.
 */
export const version = 314;

const WRITES = `LIKE '%"case.write"%'`;
const rights = (text: string): string => `json_extract(${text}, '$.rights')`;
/** That the JSON of a role gives writing, and is older than the three. */
const isOlder = (text: string): string =>
  `${rights(text)} ${WRITES} AND ${rights(text)} NOT LIKE '%"case.close"%'
     AND ${rights(text)} NOT LIKE '%"case.refer"%' AND ${rights(text)} NOT LIKE '%"case.transfer"%'`;
/** The JSON of a role: the three stand after the right that gave them, in the order of the program. */
const apart = (text: string): string =>
  `json_set(${text}, '$.rights', json(replace(${rights(text)},
     '"case.write"', '"case.write","case.close","case.refer","case.transfer"')))`;
const step = (column: string): string => `UPDATE office_role SET ${column} = ${apart(column)} WHERE ${isOlder(column)}`;

const [BODY, BASE] = [`json_extract(body, '$.body')`, `json_extract(body, '$.base')`];
const now = (text: string): string => `CASE WHEN ${isOlder(text)} THEN '' || ${apart(text)} ELSE ${text} END`;
const READABLE = `CASE WHEN kind <> 'role' OR NOT COALESCE(json_valid(body), 0) THEN 0
  WHEN NOT COALESCE(json_valid(${BODY}), 0) OR NOT COALESCE(json_valid(${BASE}), 1) THEN 0
  ELSE ${isOlder(BODY)} OR ${rights(BASE)} ${WRITES} END`;

export const steps: readonly string[] = [
  step('body'),
  step('base'),
  `UPDATE office_item SET body = json_object('body', ${BODY}, 'base', ${BASE},
     'now', json_object('body', ${now(BODY)}, 'base', ${now(BASE)})) WHERE ${READABLE}`,
];
