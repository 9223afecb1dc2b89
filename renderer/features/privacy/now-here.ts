import type { DateTimeValue } from '#core/forms/types.ts';
import { useAppStore } from '../../stores/app.store.ts';
import { momentIn, ownZone } from '../../ui/moment.ts';

/** This minute, as the clock on the office's wall shows it. */
export function useNowHere(): () => DateTimeValue {
  const app = useAppStore();
  return () => momentIn(app.state?.office?.timeZone ?? ownZone(), new Date());
}
