import { LEFT_OUT_WHY, LeftOut, type LeftOutWhy } from '../reports/context.ts';

/** Counts the answers that a file does not show as they are: which they are would fill the file. */
export class CountedLeftOut extends LeftOut {
  readonly #counts = new Map<LeftOutWhy, number>();

  override note(_label: string, why: LeftOutWhy): void {
    this.#counts.set(why, (this.#counts.get(why) ?? 0) + 1);
  }
  counts(): { readonly why: LeftOutWhy; readonly count: number }[] {
    return LEFT_OUT_WHY.flatMap((why) => {
      const count = this.#counts.get(why);
      return count === undefined ? [] : [{ why, count }];
    });
  }
}
