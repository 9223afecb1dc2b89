import type { Component } from 'vue';
import type { RouteRecordRaw } from 'vue-router';
import type { Right } from '#core/rights/roles.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** The side bar becomes a rail: for pages with a side list of their own. */
    readonly rail?: boolean;
    /** Shown before the office is open, without the frame. */
    readonly entrance?: boolean;
    /** Without it the page does not open. */
    readonly right?: Right;
  }
}

/** An entry of the main navigation. */
export interface NavEntry {
  readonly id: string;
  /** Path of the route; also the beginning of the paths below it. */
  readonly to: string;
  /** Message key. */
  readonly label: string;
  readonly icon: Component;
  /** Without it the entry is not shown. */
  readonly right?: Right;
  /** With this one it is shown as well. */
  readonly orRight?: Right;
  /** Place in the list: 10 cases, 20 review, 30 exchange, 40 reports, 80 people, 90 settings. */
  readonly order: number;
  /** Beside the label; read while rendering, so it may use stores. Undefined: nothing. */
  readonly count?: () => number | undefined;
  /** The count asks for attention. */
  readonly alert?: boolean;
}

interface Feature {
  readonly routes: readonly RouteRecordRaw[];
  readonly nav?: readonly NavEntry[];
}

const features = Object.values(import.meta.glob<Feature>('../features/*/routes.ts', { eager: true }));

export const featureRoutes: readonly RouteRecordRaw[] = features.flatMap((feature) => feature.routes);
export const navEntries: readonly NavEntry[] = features
  .flatMap((feature) => feature.nav ?? [])
  .toSorted((a, b) => a.order - b.order);

/** Whether somebody with these rights sees the entry. */
export const isShown = ({ right, orRight }: NavEntry, may: (right: Right) => boolean): boolean =>
  right === undefined || may(right) || (orRight !== undefined && may(orRight));
