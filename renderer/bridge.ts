import type { Bridge, Reply } from '#core/contracts/index.ts';

declare global {
  interface Window {
    /** Put there by the preload script; the only way out of the page. */
    readonly hifadhi: Bridge;
  }
}

/** What a refused call carries: a code of core/errors.ts, ids and field names, and the reference of the log line. */
export type Refused = Extract<Reply<never>, { ok: false }>['error'];

/** The office behind the page: `office().cases.list({ … })`. */
export const office = (): Bridge => window.hifadhi;
