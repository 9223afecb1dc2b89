/** What the lives of a run came to. */
export interface MergeStats {
  runs: number;
  writes: number;
  deliveries: number;
  conflicts: number;
  /** Commits set aside at an office because they come after a cut-off, or nobody held them before it. */
  setAside: number;
  /** Of these, those that do not come after the cut-off by what they say themselves. */
  unwitnessed: number;
  /** Commits of a computer that was taken out that came late and count, since somebody held them before. */
  witnessed: number;
  /** Computers that worked with the older version for a while and had merged something by then. */
  upgrades: number;
  /** Computers whose folder was put back, and commits that were nowhere else. */
  putBack: number;
  lost: number;
  /** Computers that went on as other ones. */
  renewed: number;
  /** The most answers that one question had at the end. */
  mostSiblings: number;
}

export const noStats = (): MergeStats => ({
  runs: 0,
  writes: 0,
  deliveries: 0,
  conflicts: 0,
  setAside: 0,
  unwitnessed: 0,
  witnessed: 0,
  upgrades: 0,
  putBack: 0,
  lost: 0,
  renewed: 0,
  mostSiblings: 0,
});

/** Adds what other lives came to. */
export function addStats(sum: MergeStats, more: MergeStats): void {
  const most = Math.max(sum.mostSiblings, more.mostSiblings);
  for (const key of Object.keys(sum) as (keyof MergeStats)[]) sum[key] += more[key];
  sum.mostSiblings = most;
}
