import { Agent, request as ask } from 'node:https';
import { getCACertificates, rootCertificates } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { Refusal } from '#core/result.ts';
import type { RelayCard } from '../../crypto/relay-card.ts';

export interface RelayRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** A longer answer is none of a relay: it is cut off. */
  readonly most: number;
}
export interface RelayReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

/** The way to a relay. Answers with whatever came back, or throws a `Refusal` when nothing did. */
export type RelayLine = (request: RelayRequest) => Promise<RelayReply>;

/** Ms without a byte in either direction. Slow lines are slow, not silent. */
const SILENCE = 60_000;

const TLS_FAULT = /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

/** What the trouble with a connection means. */
function faultOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ERR_PROXY_TUNNEL') return new Refusal('SYNC_RELAY_PROXY', { cause: code });
  // Whoever shows another certificate cannot prove to be the relay; it may be a proxy or a portal in between.
  return new Refusal(TLS_FAULT.test(code) ? 'SYNC_RELAY_OTHER' : 'SYNC_RELAY_UNREACHABLE', { cause: code });
}

/** Trusted for this relay: the certificate of its card and no other, or public authorities and those of the system. */
const authorities = ({ certificate }: RelayCard): string | string[] =>
  certificate === undefined
    ? [...new Set([...rootCertificates, ...getCACertificates('system')])]
    : new X509Certificate(certificate).toString();

/**
 * Connects as the card says, through the proxy that `HTTPS_PROXY` and `NO_PROXY` name where they are set. No redirect is
 * followed, nothing is inflated, no answer beyond `most` bytes is held.
 */
export function openLine(card: RelayCard): { readonly line: RelayLine; readonly close: () => void } {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 2,
    ca: authorities(card),
    // Said here too, so that no setting of the environment can switch it off.
    rejectUnauthorized: true,
    proxyEnv: process.env,
  });
  const line: RelayLine = ({ method, path, headers, body, most }) =>
    new Promise((resolve, reject) => {
      const fail = (error: unknown): void => {
        reject(faultOf(error));
      };
      const length = body === undefined ? {} : { 'content-length': String(body.length) };
      const request = ask(new URL(path, card.url), { method, agent, headers: { ...headers, ...length } }, (answer) => {
        const parts: Buffer[] = [];
        let read = 0;
        answer.on('data', (part: Buffer) => {
          read += part.length;
          if (read > most) answer.destroy(new Refusal('SYNC_RELAY_PORTAL', { at: 'length' }));
          else parts.push(part);
        });
        answer.on('error', fail);
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) });
        });
      });
      request.setTimeout(SILENCE, () => request.destroy(new Refusal('SYNC_RELAY_UNREACHABLE', { cause: 'silence' })));
      request.on('error', fail);
      request.end(body);
    });
  return {
    line,
    close: () => {
      agent.destroy();
    },
  };
}
