import { onBeforeUnmount, ref, type Ref } from 'vue';
import type { HifadhiEvent } from '#core/contracts/events.ts';
import { office } from '../../bridge.ts';

type Progress = Extract<HifadhiEvent, { type: 'progress' }>;

/** How far the running job is; undefined while there is none. */
export function useProgress(job: Progress['job']): Ref<Progress | undefined> {
  const progress = ref<Progress>();
  const end = office().on((event) => {
    if (event.type === 'progress' && event.job === job) progress.value = event;
  });
  onBeforeUnmount(end);
  return progress;
}
