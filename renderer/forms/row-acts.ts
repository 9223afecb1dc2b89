import type { Component } from 'vue';
import { inject, type InjectionKey } from 'vue';

/** Something that can be done with a saved row beside reading and writing it. */
export interface RowAct {
  readonly icon: Component;
  /** Names the row, since the button shows no words. */
  readonly label: (row: string) => string;
  readonly run: (row: string) => void;
}

/** What a page offers for the rows of a subform, by its id. */
export type RowActs = (rows: string) => RowAct | undefined;

export const ROW_ACTS: InjectionKey<RowActs> = Symbol('row-acts');

export const useRowActs = (): RowActs => inject(ROW_ACTS, () => undefined);
