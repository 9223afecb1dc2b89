import { ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { ImportRun } from '#core/contracts/imports.contract.ts';
import type { Output } from '#core/contracts/index.ts';
import { onLock } from '../../app/on-lock.ts';
import { office, type Refused } from '../../bridge.ts';

type Step = Awaited<ReturnType<ReturnType<typeof office>['imports']['goOn']>>;

/** The imports of the office. What is being written or undone goes on while the person works elsewhere, until the lock. */
export const useImportsStore = defineStore('imports', () => {
  const list = shallowRef<Output<'imports.list'>>();
  /** The import that goes on now, as far as it has come. */
  const running = shallowRef<ImportRun>();
  const pausing = ref(false);
  const refused = ref<Refused>();
  let round = 0;

  async function read(): Promise<void> {
    const reply = await office().imports.list({});
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) list.value = reply.value;
  }
  /** Asks for step after step, each of which is kept, until the end, a pause or a refusal. */
  async function loop(run: ImportRun, step: () => Promise<Step>): Promise<void> {
    if (running.value !== undefined) return;
    const mine = (round += 1);
    running.value = run;
    pausing.value = false;
    refused.value = undefined;
    let more = true;
    while (more) {
      const reply = await step();
      if (mine !== round) return;
      refused.value = reply.ok ? undefined : reply.error;
      if (reply.ok) running.value = reply.value.run;
      more = reply.ok && reply.value.more && !pausing.value;
    }
    const { value: failed } = refused;
    await read();
    refused.value ??= failed;
    running.value = undefined;
  }
  const goOn = (run: ImportRun): Promise<void> => loop(run, () => office().imports.goOn({ run: run.run }));
  const undo = (run: ImportRun, why: string): Promise<void> =>
    loop(run, () => office().imports.undo({ run: run.run, why }));
  async function stop({ run }: ImportRun): Promise<void> {
    const reply = await office().imports.stop({ run });
    await read();
    if (!reply.ok) refused.value = reply.error;
  }
  async function drop({ run }: ImportRun): Promise<boolean> {
    const reply = await office().imports.drop({ run });
    await read();
    if (!reply.ok) refused.value = reply.error;
    return reply.ok;
  }
  function clear(): void {
    round += 1;
    list.value = undefined;
    running.value = undefined;
    refused.value = undefined;
  }
  onLock({ clear });
  return { list, running, pausing, refused, read, goOn, undo, stop, drop, clear };
});
