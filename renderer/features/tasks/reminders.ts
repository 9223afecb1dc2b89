import { onMounted, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { useAppStore } from '../../stores/app.store.ts';
import { toast } from '../../ui/toasts.ts';
import { useDueTasksStore } from './due-tasks.store.ts';

/** Says quietly, on whatever page, that a clock enters its last hour: no name, no code, no subject. */
export function useReminders(): void {
  const { t } = useI18n();
  const router = useRouter();
  const app = useAppStore();
  const store = useDueTasksStore();
  watch(
    () => store.due,
    () => {
      if (store.entered === 0) return;
      const action = { label: t('tasks.show'), run: () => void router.push('/home') };
      toast(t('tasks.last_hour', { count: store.entered }), { action });
    },
  );
  onMounted(() => {
    if (app.may('case.write')) store.start();
  });
}
