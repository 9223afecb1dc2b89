import { SIZES, type GenerateOptions } from '../builders/case-shape.ts';
import { compareNumbers, type Compared } from '../builders/compare-numbers.ts';
import type { Asked } from '../builders/life-facts.ts';
import type { Life, LifeSave } from '../builders/life-shape.ts';
import { beforeTheLives, countedLives, liveThrough } from '../builders/lived-office.ts';
import { PlayedClock } from '../builders/played-clock.ts';
import { makeOffice } from '../perf/bench-office.ts';

const TODAY = '2026-03-02';
const PERIODS: readonly Asked[] = [
  ['2021-01-01', '2021-12-31'],
  ['2023-07-01', '2023-09-30'],
  ['2024-02-01', '2024-02-29'],
  ['2025-01-01', '2025-12-31'],
  ['2025-10-01', '2025-12-31'],
  ['2026-02-01', '2026-02-28'],
  ['2026-03-01', '2026-03-02'],
].map(([from = '', to = '']) => ({ from, to, today: TODAY }));

/** Whoever writes late writes all at once: what was written between two changes of the risk, or of hands, in one go. */
function inFewVisits(life: Life): Life {
  const found = new Set(life.risks.map(({ atUtc }) => atUtc));
  const stays = ({ reopen, givenTo, atUtc }: LifeSave): boolean =>
    reopen !== undefined || givenTo !== undefined || found.has(atUtc);
  const saves: LifeSave[] = [];
  for (const save of life.saves) {
    const last = saves.at(-1);
    if (stays(save)) saves.push(save);
    else if (last === undefined || stays(last)) saves.push({ ...save, act: true });
    else saves.splice(-1, 1, { atUtc: save.atUtc, rows: [...last.rows, ...save.rows], act: true });
  }
  return { ...life, saves };
}

export interface NumbersOnceMore extends Compared {
  readonly cases: number;
  readonly saves: number;
}

/**
 * Plays generated lives in an office and counts every number of it once more from them. Every save by itself in an office
 * of a district (M), in few visits in one of twelve thousand cases (L).
 */
export async function numbersOnceMore(size: 'M' | 'L', seed: number): Promise<NumbersOnceMore> {
  const options: GenerateOptions = { seed, count: SIZES[size], officeCode: 'KSM', today: TODAY, defects: 'none' };
  const made = countedLives(options);
  const lives = size === 'L' ? made.map(inFewVisits) : made;
  const clock = new PlayedClock();
  clock.set(beforeTheLives(lives));
  const office = await makeOffice('KSM', clock);
  try {
    const compared = await compareNumbers(await liveThrough(office.caller, clock, lives, TODAY), PERIODS);
    const saves = lives.reduce((sum, life) => sum + 1 + life.saves.length, 0);
    return { ...compared, cases: lives.length, saves };
  } finally {
    office.remove();
  }
}
