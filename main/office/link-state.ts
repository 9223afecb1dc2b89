import { z } from 'zod';
import type { OpenOffice } from './open-office.ts';

/** The name of the link from this computer to an office, in the structured lane (exchange.md R7). */
export const linkTo = (open: OpenOffice, officeId: string): string => `${open.self.deviceId}>${officeId}/data`;
/** The link of attachments to an office, beside that of the cases (exchange.md R7). */
export const filesLinkTo = (open: OpenOffice, officeId: string): string =>
  linkTo(open, officeId).replace(/data$/, 'files');

/** What this computer remembers of a link it sends on (exchange.md §6.8). */
const state = z.object({
  /** Number of the last bundle. */
  seq: z.int(),
  /** Hash of the last manifest, base64url. */
  manifest: z.string(),
  /** Up to here each position was confirmed by some computer of the other office with a signed receipt. */
  acked: z.int(),
  /** The same of each computer of it, by its id: everything up to it is confirmed (exchange.md R7). */
  cursors: z.record(z.string(), z.int()).optional(),
  /** Stretches, from and to, that it confirmed behind a gap: a bundle of a train was read before one that comes earlier. */
  beyond: z.record(z.string(), z.array(z.tuple([z.int(), z.int()]))).optional(),
  /** Computers that went on as new ones and were heard of since: they count as the others do. */
  alive: z.array(z.string()).optional(),
  /** To a computer of this office: up to which change of the office's own state each one has confirmed. */
  states: z.record(z.string(), z.int()).optional(),
  /** Mark of the other office's last request to send everything again: not answered yet, and answered. */
  again: z.string().optional(),
  /** The computer that asked for it. */
  againBy: z.string().optional(),
  answered: z.string().optional(),
  /** Hash of the directory that the other office said it has, and that each computer of it said last. */
  directory: z.string().optional(),
  directories: z.record(z.string(), z.string()).optional(),
  /** And under which root, and which number it said it has. Only its last word counts. */
  claims: z.object({ minRoot: z.int(), version: z.int() }).optional(),
  /** Whether its last bundle said that it keeps certificates of people; an older version passes them over. */
  people: z.boolean().optional(),
  /**
   * Computers of it whose last bundle said that they read the short form of a manifest, each with how many bundles had been
   * written to its office by then.
   */
  readsShort: z.record(z.string(), z.int()).optional(),
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

/** A link on which nothing was sent yet. */
export const freshLinkState: LinkState = { seq: 0, manifest: Buffer.alloc(32).toString('base64url'), acked: 0 };

/** What `putLinkState` wrote. */
export const readLinkState = (body: string): LinkState => state.parse(JSON.parse(body));

export function linkState(open: OpenOffice, link: string): LinkState {
  const body = open.repos.links.linkState(link);
  return body === undefined ? freshLinkState : readLinkState(body);
}

export function putLinkState(open: OpenOffice, link: string, officeN: number, next: LinkState): void {
  open.repos.links.putLinkState(link, officeN, JSON.stringify(next));
}
