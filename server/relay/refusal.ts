import { encode } from 'cborg';
import { MESSAGE_TYPE, RELAY_REFUSALS, type RelayCode } from '#core/relay/relay-limits.ts';

export type Headers = Readonly<Record<string, string>>;

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly headers?: Headers;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  /** What is let go when the answer is sent, or nobody takes it any more. */
  readonly over?: () => void;
}

/** An expected refusal: a code, and headers that say how to go on. Never anything of a bundle. */
export class RelayRefusal extends Error {
  readonly code: RelayCode;
  readonly headers: Headers;
  constructor(code: RelayCode, headers: Headers = {}) {
    super(code);
    this.code = code;
    this.headers = headers;
  }
}

export const message = (body: object, status = 200): Answer => ({
  status,
  headers: { 'content-type': MESSAGE_TYPE },
  body: encode(body),
});

export const refused = (code: RelayCode, headers: Headers = {}): Answer => {
  const { status, body } = message({ v: 1, code }, RELAY_REFUSALS[code]);
  return { status, headers: { 'content-type': MESSAGE_TYPE, ...headers }, ...(body ? { body } : {}) };
};

/** Seconds to wait, at least `least`, spread so that those who were refused together do not come back together. */
export const retryAfter = (least: number, random: () => number): Headers => ({
  'retry-after': String(least + Math.floor(random() * least)),
});
