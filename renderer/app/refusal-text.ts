import { useI18n } from 'vue-i18n';
import { ERRORS, type ErrorCode, type Severity } from '#core/errors.ts';
import type { Refused } from '../bridge.ts';

const isCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

export interface RefusalText {
  /** The fact and the next step. */
  readonly text: string;
  /** `SYNC-014 · 7F3A`: what people read out on the phone, and the reference of the log line. */
  readonly code: string;
  readonly severity: Severity;
  readonly retry: boolean;
}

/** Turns a refusal into words of the language. A code this version does not know becomes "something unexpected". */
export function useRefusalText(): (refused: Refused) => RefusalText {
  const { t } = useI18n();
  return (refused) => {
    const code = isCode(refused.code) ? refused.code : 'SAFE_UNEXPECTED';
    const { area, severity, retry } = ERRORS[code];
    return {
      text: t(`errors.${code}`, { ...refused.params }),
      code: refused.ref === '' ? area : `${area} · ${refused.ref}`,
      severity,
      retry,
    };
  };
}
