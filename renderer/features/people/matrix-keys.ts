import { onMounted, onUpdated, type Ref } from 'vue';

const MOVES: Readonly<Record<string, readonly [down: number, on: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * A table of buttons as one stop of the Tab key: the arrows go from cell to cell, and the cell that had the focus last
 * has it again. Answers what listens to the keys of the table, before anything inside does: a menu in a cell opens with
 * Enter.
 */
export function useMatrixKeys(table: Ref<HTMLTableElement | undefined>): (event: KeyboardEvent) => void {
  let last: HTMLElement | undefined;
  const rows = (): HTMLElement[][] =>
    [...(table.value?.querySelectorAll('tbody tr') ?? [])]
      .map((row) => [...row.querySelectorAll<HTMLElement>('td > button')])
      .filter((buttons) => buttons.length > 0);
  function settle(): void {
    const all = rows().flat();
    const stop = last !== undefined && all.includes(last) ? last : all[0];
    for (const button of all) button.tabIndex = button === stop ? 0 : -1;
  }
  onMounted(settle);
  onUpdated(settle);
  return (event) => {
    const move = MOVES[event.key];
    const { target } = event;
    if (move === undefined || !(target instanceof HTMLElement) || event.ctrlKey || event.altKey) return;
    const all = rows();
    const row = all.findIndex((buttons) => buttons.includes(target));
    if (row === -1) return;
    event.preventDefault();
    event.stopPropagation();
    const on = getComputedStyle(target).direction === 'rtl' ? -move[1] : move[1];
    const column = (all[row]?.indexOf(target) ?? 0) + on;
    last = all[row + move[0]]?.[column] ?? target;
    settle();
    last.focus();
  };
}
