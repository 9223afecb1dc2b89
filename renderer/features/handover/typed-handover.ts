import { reactive, watch } from 'vue';
import type { KeptHandover } from '#core/contracts/handovers.contract.ts';
import type { CaseId, OfficeId } from '#core/ids.ts';
import { office } from '../../bridge.ts';
import { useKeeper } from '../../forms/draft-saver.ts';

/** A hand-over that is being written. */
interface TypedHandover {
  office?: OfficeId | undefined;
  reason?: string | undefined;
  why: string;
  summary: string;
  safety: string;
  childTold?: 'yes' | 'no' | undefined;
  caregiverTold?: 'yes' | 'no' | undefined;
}

interface HandoverKeeper {
  readonly typed: TypedHandover;
  /** Takes over what was written before; the fields are kept from then on. */
  readonly goOn: (kept: KeptHandover | undefined) => void;
  /** It was offered: nothing is kept any more. */
  readonly end: () => void;
}

/** A hand-over kept like a draft while it is written, so that neither a lock nor a power cut takes it. */
export function useTypedHandover(caseId: CaseId): HandoverKeeper {
  const typed = reactive<TypedHandover>({ why: '', summary: '', safety: '' });
  const keeper = useKeeper('', () => {
    const { office: to, reason, why, summary, safety, childTold, caregiverTold } = typed;
    return office().handovers.keep({
      caseId,
      typed: {
        ...(to === undefined ? {} : { office: to }),
        ...(reason === undefined ? {} : { reason }),
        why,
        summary,
        safety,
        ...(childTold === undefined ? {} : { childTold }),
        ...(caregiverTold === undefined ? {} : { caregiverTold }),
      },
    });
  });
  let begun = false;
  return {
    typed,
    goOn(kept) {
      if (begun) return;
      begun = true;
      Object.assign(typed, kept);
      watch(typed, keeper.changed, { flush: 'sync' });
    },
    end: keeper.stop,
  };
}
