import { Refusal } from '#core/result.ts';
import type { RelayLine, RelayReply } from '../../main/office/relay/relay-line.ts';
import type { Pace } from '../../main/office/relay/patience.ts';
import type { TestRelay } from './test-relay.ts';

/** Straight to a relay in this process, without encryption: what the line does itself is tried elsewhere. */
export const plainLine =
  (relay: TestRelay): RelayLine =>
  async ({ method, path, headers, body }): Promise<RelayReply> => {
    try {
      const answer = await fetch(`${relay.url}${path}`, {
        method,
        headers: { connection: 'close', ...headers },
        ...(body ? { body: new Uint8Array(body) } : {}),
      });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: bytes };
    } catch {
      throw new Refusal('SYNC_RELAY_UNREACHABLE');
    }
  };

/** A time that only passes when somebody waits for it, and chance that is the same every time. */
export class TestPace implements Pace {
  time = 0;
  readonly pauses: number[] = [];
  cap: number | undefined;
  #state: number;
  constructor(seed = 1) {
    this.#state = seed;
  }
  readonly now = (): number => this.time;
  readonly pause = (ms: number): Promise<void> => {
    this.time += ms;
    this.pauses.push(ms);
    return Promise.resolve();
  };
  readonly random = (): number => {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  };
}

const PACKET = 536;
const HEAD = 450;
/** Bytes and turns of a first handshake of TLS 1.3. */
const HANDSHAKE = 4000;

/**
 * The same line as a modem of 9.6 kbit/s gives it: a round trip of 0.7 s, one packet in twenty lost and sent again after
 * a second and a half, one request in fifty cut in the middle. Only the clock of `pace` knows of it.
 */
export function slowLine(line: RelayLine, pace: TestPace): { readonly line: RelayLine; readonly moved: () => number } {
  let connected = false;
  let total = 0;
  const pass = (bytes: number): void => {
    total += bytes;
    for (let left = bytes; left > 0; left -= PACKET) {
      const size = Math.min(left, PACKET) + 40;
      do pace.time += (size * 8 * 1000) / 9600;
      while (pace.random() < 0.05 && (pace.time += 1500) > 0);
    }
  };
  return {
    moved: () => total,
    line: async (request) => {
      if (!connected) {
        pass(HANDSHAKE);
        pace.time += 1400;
        connected = true;
      }
      pace.time += 700;
      const body = request.body?.length ?? 0;
      if (pace.random() < 0.02) {
        pass((HEAD + body) / 2);
        connected = false;
        throw new Refusal('SYNC_RELAY_UNREACHABLE', { cause: 'cut' });
      }
      pass(HEAD + body);
      const reply = await line(request);
      pass(HEAD + reply.body.length);
      return reply;
    },
  };
}
