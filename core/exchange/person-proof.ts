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
 * Judges a session by all that its office has said of the person, in the order in which it was said: of statements with one
 * number the one that ends comes last, since it protects. A session from before the first statement about its key
 * counts by that key alone: people work before somebody signs for them.
 *
 * @param start when the session began, by the clock of its computer. Milliseconds since 1970.
 */
export function personProof(
  said: readonly PersonStatement[],
  session: { readonly key: string; readonly start: number },
): PersonProof {
  const order = said.toSorted((a, b) => a.n - b.n || Number(a.ended !== undefined) - Number(b.ended !== undefined));
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
