import type { Completeness } from '#core/forms/view.ts';

/** Filled of needed in per cent, rounded down so that only "all" is 100; nothing needed is complete. */
export const percentOf = ({ filled, needed }: Completeness): number =>
  needed === 0 ? 100 : Math.floor((filled / needed) * 100);
