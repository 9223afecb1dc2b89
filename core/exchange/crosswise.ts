/** A suspension that nobody ended: who is suspended and by whom. */
export interface OpenSuspension {
  readonly user: string;
  readonly by: string;
}

/**
 * Who is let in again where people who manage people suspended each other at two computers, so that nobody is left who does
 * (decision 0074): of those in the circle the one whom the office's certificate names, and otherwise the one with the
 * smallest id. Clocks and computers have no say in it, so that whoever has a stolen one gains nothing by setting its clock.
 *
 * @param managers ids of the people who manage people, suspended or not.
 * @param named ids of those whom the certificate of the office names.
 * @returns undefined where somebody is left, and where those who are suspended did not suspend each other.
 */
export function letInAgain(
  managers: readonly string[],
  open: readonly OpenSuspension[],
  named: ReadonlySet<string>,
): string | undefined {
  if (managers.some((one) => !open.some(({ user }) => user === one))) return undefined;
  // Whoever is suspended cannot suspend: a circle can only have come about where neither knew of the other.
  let circle = managers;
  for (let size = Infinity; circle.length < size;) {
    size = circle.length;
    const within = open.filter(({ user, by }) => user !== by && circle.includes(user) && circle.includes(by));
    circle = circle.filter((one) => within.some(({ user }) => user === one) && within.some(({ by }) => by === one));
  }
  const [first] = circle.toSorted((a, b) => Number(named.has(b)) - Number(named.has(a)) || (a < b ? -1 : 1));
  return first;
}
