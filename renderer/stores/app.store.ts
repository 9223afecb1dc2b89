import { computed, ref } from 'vue';
import { defineStore } from 'pinia';
import type { AppState, Session } from '#core/contracts/app.contract.ts';
import type { Right } from '#core/rights/roles.ts';
import { onLock } from '../app/on-lock.ts';
import { office, type Refused } from '../bridge.ts';

/** Where the office stands: first start, locked, open or in trouble; who works here and what they may. */
export const useAppStore = defineStore('app', () => {
  const state = ref<AppState>();
  const refused = ref<Refused>();
  const version = ref('');
  const session = computed(() => state.value?.session);
  const phase = computed(() => state.value?.phase);
  const may = (right: Right): boolean => session.value?.rights.includes(right) === true;

  async function read(): Promise<void> {
    const reply = await office().app.state({});
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) state.value = reply.value;
  }
  async function readVersion(): Promise<void> {
    const reply = await office().app.about({});
    if (reply.ok) version.value = reply.value.version;
  }
  /** After signing in or setting up: what the office then says about itself. */
  async function opened(next: Session): Promise<void> {
    await read();
    if (state.value !== undefined) state.value = { ...state.value, phase: 'open', session: next };
  }
  /** Opening the database failed in a way that has its own screen. */
  function trouble(problem: NonNullable<AppState['problem']>): void {
    if (state.value !== undefined) state.value = { ...state.value, phase: 'problem', problem };
  }
  function clear(): void {
    if (state.value === undefined) return;
    const { session: _, ...rest } = state.value;
    state.value = { ...rest, phase: rest.phase === 'open' ? 'locked' : rest.phase };
  }
  onLock({ clear });
  return { state, refused, version, session, phase, may, read, readVersion, opened, trouble, clear };
});
