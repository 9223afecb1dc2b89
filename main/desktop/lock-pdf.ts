import type { OfficePort, PortReply } from './office-port.ts';

type Locked = { readonly ok: true; readonly value: Uint8Array } | Extract<PortReply, { readonly ok: false }>;

/** Locks a PDF with a password where the keys are: in the office worker. */
export async function lockPdf(port: OfficePort, printed: Uint8Array, password: string): Promise<Locked> {
  const answer = await port.shell('lockPdf', { printed, password });
  if (!answer.ok) return answer;
  return answer.value instanceof Uint8Array
    ? { ok: true, value: answer.value }
    : { ok: false, error: { code: 'PRINT_FAILED', params: {} } };
}
