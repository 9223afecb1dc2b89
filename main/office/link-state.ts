import { z } from 'zod';
import type { OpenOffice } from './open-office.ts';

/** What this computer remembers of a link it sends on (exchange.md §6.8). */
const state = z.object({
  /** Number of the last bundle. */
  seq: z.int(),
  /** Hash of the last manifest, base64url. */
  manifest: z.string(),
  /** Highest position that the other office confirmed with a signed receipt. */
  acked: z.int(),
  /** Stretches that it confirmed behind a gap, from and to: a bundle of a train was read before one that comes earlier. */
  beyond: z.array(z.tuple([z.int(), z.int()])).optional(),
  /** Mark of the other office's last request to send everything again: not answered yet, and answered. */
  again: z.string().optional(),
  answered: z.string().optional(),
  /** Hash of the directory that the other office said it has. */
  directory: z.string().optional(),
  /** And under which root, and which number it said it has. Only its last word counts. */
  claims: z.object({ minRoot: z.int(), version: z.int() }).optional(),
  /** This computer, once a bundle that it wrote was confirmed: until then it says how it came to be. */
  introduced: z.string().optional(),
  /**
   * The bundles that belong together and are written one after the other, and how many of them are. Of cases: also the
   * last position of those, and how many bundles there were to be in all.
   */
  train: z.object({ id: z.string(), done: z.int(), to: z.int().optional(), of: z.int().optional() }).optional(),
  /** What that office was last told to be set aside here: the number of the list and its hash. And the number of theirs. */
  told: z.object({ n: z.int(), hash: z.string() }).optional(),
  heard: z.int().optional(),
  /** How many that office set aside beyond those that its last list names: nothing of its cases counts as delivered. */
  unnamed: z.int().optional(),
  lastWritten: z.int().optional(),
  lastDelivered: z.int().optional(),
});
export type LinkState = z.infer<typeof state>;

const NEW: LinkState = { seq: 0, manifest: Buffer.alloc(32).toString('base64url'), acked: 0 };

export function linkState(open: OpenOffice, link: string): LinkState {
  const body = open.repos.links.linkState(link);
  return body === undefined ? NEW : state.parse(JSON.parse(body));
}

export function putLinkState(open: OpenOffice, link: string, officeN: number, next: LinkState): void {
  open.repos.links.putLinkState(link, officeN, JSON.stringify(next));
}
