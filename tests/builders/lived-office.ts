import { withCheapKeys } from './cheap-keys.ts';
import { generateCases } from './cases.ts';
import type { GenerateOptions } from './case-shape.ts';
import type { LivedOffice } from './compare-numbers.ts';
import { lifeOf } from './life.ts';
import { withOversight } from './life-oversight.ts';
import type { Life } from './life-shape.ts';
import type { OfficeCaller } from './office-caller.ts';
import { PASSPHRASE } from './office-words.ts';
import { playLives } from './play-lives.ts';
import type { PlayedClock } from './played-clock.ts';
import type { CaseId } from '#core/ids.ts';

/** Lives with everything that is counted in them. */
export const countedLives = (options: GenerateOptions): readonly Life[] =>
  [...generateCases(options)]
    .map((one) => withOversight(options, one.index, lifeOf(options, one)))
    // A consent that is withdrawn after the day on which a finished file is typed in cannot be saved.
    .filter(({ document }) => document.values['withdrawal_date'] === undefined);

/** An instant before anything happens in the lives, for the office to begin at. */
export const beforeTheLives = (lives: readonly Life[]): number =>
  Math.min(...lives.map(({ registeredAtUtc }) => Date.parse(registeredAtUtc))) - 86_400_000;

/** Plays the lives in an office that was just made, where a second person takes cases; the clock stands at `today` then. */
export async function liveThrough(
  caller: OfficeCaller,
  clock: PlayedClock,
  lives: readonly Life[],
  today: string,
): Promise<LivedOffice & { readonly ids: readonly CaseId[] }> {
  const head = caller.office.open?.me.id;
  if (head === undefined) throw new Error('the office is closed');
  const other = { name: 'Salma Nouri', roles: ['caseworker'], passphrase: PASSPHRASE };
  const people = [head, (await withCheapKeys(() => caller.call('people.add', other))).id];
  const ids = await playLives(caller, clock, lives, 0, people);
  clock.set(Date.parse(`${today}T15:00:00.000Z`));
  return { caller, lives, people, today, ids };
}
