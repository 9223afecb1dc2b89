/**
 * Closing, referring and offering cases are rights of their own (decision 0089). Roles that the office made or changed before
 * gave all three to whoever may write, and go on doing so; so do the roles that they were made from, by which it is seen
 * whether a configuration has come to say something else. Never edited after a release; imports nothing.
 */
export const version = 314;

/** A column with the JSON of a role: the three stand after the right that gave them, in the order of the program. */
const apart = (column: string): string =>
  `UPDATE office_role SET ${column} = json_set(${column}, '$.rights', json(replace(json_extract(${column}, '$.rights'),
     '"case.write"', '"case.write","case.close","case.refer","case.transfer"')))
   WHERE json_extract(${column}, '$.rights') LIKE '%"case.write"%'
     AND json_extract(${column}, '$.rights') NOT LIKE '%"case.close"%'
     AND json_extract(${column}, '$.rights') NOT LIKE '%"case.refer"%'
     AND json_extract(${column}, '$.rights') NOT LIKE '%"case.transfer"%'`;

export const steps: readonly string[] = [apart('body'), apart('base')];
