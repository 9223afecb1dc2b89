/** As many signs at least make a reason. */
export const SHORTEST_REASON = 3;
