import type { OpenOffice } from './open-office.ts';

/**
 * Runs work that goes through much of the database once, with few of its pages kept in memory meanwhile, on a computer that
 * has none to spare. Calls that come in between find more of theirs on the disk than in memory.
 */
export async function readingThrough<T>({ opened }: Pick<OpenOffice, 'opened'>, work: () => Promise<T>): Promise<T> {
  opened.database.readThrough(true);
  try {
    return await work();
  } finally {
    opened.database.readThrough(false);
  }
}
