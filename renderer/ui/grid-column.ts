/** A column of a grid. Its cells come from the slot `cell-<id>`, or from `text`. */
export interface GridColumn<Row> {
  readonly id: string;
  readonly label: string;
  /** In rem; absent: shares what is left. */
  readonly width?: number | undefined;
  readonly align?: 'start' | 'end';
  readonly sortable?: boolean;
  /** The cell that names the row. */
  readonly rowHeader?: boolean;
  /** Stays in place when the grid scrolls sideways; only the first columns. */
  readonly pinned?: boolean;
  readonly text?: ((row: Row) => string) | undefined;
}

export interface GridSort {
  readonly column: string;
  readonly descending: boolean;
}

/** Where the pinned columns begin, in rem, by column id. `from`: the width of the select column. */
export function pinnedOffsets(
  columns: readonly GridColumn<never>[] | readonly { id: string; width?: number | undefined; pinned?: boolean }[],
  from: number,
): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  let at = from;
  for (const column of columns) {
    if (column.pinned !== true || column.width === undefined) break;
    offsets.set(column.id, at);
    at += column.width;
  }
  return offsets;
}

/** The row that a key leads to; undefined when the key does not move. Letters are matched by their place (ui-guide §5). */
export function rowOfKey(
  event: KeyboardEvent,
  cursor: number,
  count: number,
  page: number,
  letters: boolean,
): number | undefined {
  if (count === 0 || event.altKey || event.metaKey) return undefined;
  const last = count - 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: cursor + 1,
    ArrowUp: cursor - 1,
    PageDown: cursor + page,
    PageUp: cursor - page,
    Home: 0,
    End: last,
    ...(letters && !event.ctrlKey && !event.shiftKey ? { KeyJ: cursor + 1, KeyK: cursor - 1 } : {}),
  };
  const to = steps[event.key] ?? steps[event.code];
  return to === undefined ? undefined : Math.min(Math.max(to, 0), last);
}
