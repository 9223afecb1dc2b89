/** What an office says of one of its people, in a certificate that somebody signed who may answer for the office. */
export interface PersonStatement {
  /** Of several about one person the higher number was said later. */
  readonly n: number;
  /** The person's public signing key, base64url. */
  readonly key: string;
  /** Since when the person works under it. Milliseconds since 1970. */
  readonly from: number;
  /** There when the person left or was suspended: nothing counts that they began from then on. */
  readonly ended?: number;
}

/**
 * What an office says of who wrote in a session: that it is this person (`certified`), that the person did not work there
 * any more under that key (`ended`), or nothing (`unsaid`).
 */
export type PersonProof = 'certified' | 'ended' | 'unsaid';

/**
 * Compares statements in the order in which they were said. An office whose older copy was put back may have given out one
 * number twice: then the one that names the later moment comes last, and of the same moment the one that ends.
 */
export const inOrderSaid = (
  a: Pick<PersonStatement, 'n' | 'from' | 'ended'>,
  b: Pick<PersonStatement, 'n' | 'from' | 'ended'>,
): number =>
  a.n - b.n ||
  (a.ended ?? a.from) - (b.ended ?? b.from) ||
  Number(a.ended !== undefined) - Number(b.ended !== undefined);

/**
 * Judges a session by all that its office has said of the person, in the order in which it was said. A session from before the first statement about its key
 * counts by that key alone: people work before somebody signs for them.
 *
 * @param start when the session began, by the clock of its computer. Milliseconds since 1970.
 */
export function personProof(
  said: readonly PersonStatement[],
  session: { readonly key: string; readonly start: number },
): PersonProof {
  const order = said.toSorted(inOrderSaid);
  let proof: PersonProof = 'unsaid';
  let isNamed = false;
  for (const one of order) {
    if (one.key !== session.key) {
      if (session.start >= one.from) proof = 'ended';
      continue;
    }
    if (one.ended !== undefined && session.start >= one.ended) proof = 'ended';
    else if (!isNamed || session.start >= one.from) proof = 'certified';
    isNamed = true;
  }
  return proof;
}
