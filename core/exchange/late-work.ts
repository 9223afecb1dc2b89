import { isAfterCutOff, type CutOff, type Dropped } from './trust.ts';

/** Why a save of a computer that was taken out is set aside. */
export const AFTER_CUT_OFF = 'after-cut-off';
/** Why a save of an office is set aside that was not in the programme any more. */
export const AFTER_DROP = 'after-drop';
/** Why a save of a computer that was taken out is set aside: nobody says to have held it before its cut-off. */
export const NOT_WITNESSED = 'not-witnessed';

/** A computer's word that it held a save, and since when at the latest, in milliseconds of its own clock. */
export interface HeldWord<T> {
  readonly by: T;
  readonly at: number;
}

/** In whose hands a save was, as far as it is known here. Each is asked only where it is needed. */
export interface Hands<T> {
  /** Whether it is in the log here. */
  readonly isHeld: () => boolean;
  /** Since when these very bytes wait here or are set aside, in milliseconds; undefined where they do not. */
  readonly here: () => number | undefined;
  /** What others say who held it before the cut-off, whoever brings it now among them. */
  readonly words: () => readonly HeldWord<T>[];
  /** Whether that computer is not the author's and speaks for its office now. */
  readonly counts: (by: T) => boolean;
}

/**
 * Why a save of a computer that was taken out does not count by itself (exchange.md R3, decision 0072); undefined where it
 * does, or its computer was not taken out. Its own clock proves nothing: whoever has it can set it back.
 *
 * @param dropped there when its office was dropped. What an office that closed saved until then is asked for no witness; but
 *   for one that was never real, and for a computer that was taken out by itself: whoever has that one sets its clock back,
 *   whatever became of its office.
 */
export function lateReason<T>(
  save: { readonly wall: number; readonly dseq: number },
  cutOff: CutOff | undefined,
  dropped: Dropped | undefined,
  hands: Hands<T>,
): typeof AFTER_CUT_OFF | typeof AFTER_DROP | typeof NOT_WITNESSED | undefined {
  if (!cutOff) return undefined;
  if (isAfterCutOff(cutOff, save)) return dropped !== undefined && save.wall > dropped.at ? AFTER_DROP : AFTER_CUT_OFF;
  const wentWith = cutOff.at === dropped?.at && dropped.why !== 'false';
  if (wentWith || hands.isHeld()) return undefined;
  const here = hands.here();
  if (here !== undefined && here <= cutOff.at) return undefined;
  return hands.words().some(({ by, at }) => at <= cutOff.at && hands.counts(by)) ? undefined : NOT_WITNESSED;
}

/**
 * Since when a computer says that a save was in other hands than its author's: since it was stored here, or since when a
 * witness says, whatever is earlier. Undefined where that is after the cut-off: there is nothing to say then.
 *
 * @param storedAt when it came into the log here, in milliseconds.
 * @param words of computers that count as witnesses.
 * @param cutOff undefined where this computer knows of none, and is asked all the same.
 */
export function heldSince(
  storedAt: number,
  words: readonly HeldWord<unknown>[],
  cutOff: Pick<CutOff, 'at'> | undefined,
): number | undefined {
  const at = Math.min(storedAt, ...words.map((word) => word.at));
  return cutOff === undefined || at <= cutOff.at ? at : undefined;
}
