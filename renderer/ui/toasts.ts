import { reactive } from 'vue';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
  /** Stays until it is closed. */
  readonly stays: boolean;
}

const list = reactive<Toast[]>([]);
let last = 0;

/** What is shown now. */
export const toasts: readonly Toast[] = list;

/** Says something short that needs no answer. Never for errors: those stand where they happened. Returns its id. */
export function toast(text: string, options: { action?: Toast['action']; stays?: boolean } = {}): number {
  last += 1;
  list.push({ id: last, text, action: options.action, stays: options.stays === true });
  if (list.length > 3) list.shift();
  return last;
}

export function closeToast(id: number): void {
  const index = list.findIndex((one) => one.id === id);
  if (index >= 0) list.splice(index, 1);
}

/** On lock. */
export function clearToasts(): void {
  list.splice(0);
}
