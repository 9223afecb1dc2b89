import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createPlainServer, type Server as PlainServer, type ServerOptions } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RELAY_MARK } from '#core/relay/relay-limits.ts';
import { idFrom } from '../../main/crypto/cbor.ts';
import { RelayRefusal, refused, type Answer } from './refusal.ts';
import type { RelayContext } from './relay-context.ts';
import { Routes, type Seen } from './routes.ts';

/** How long a client may take, in ms: for the head of a request, for all of it, and between two bytes. */
export interface Patience {
  readonly head: number;
  readonly request: number;
  readonly silence: number;
  /** How often the first two are looked at. */
  readonly look: number;
  /** Connections of one address at the same time; many computers may stand behind one. */
  readonly each?: number;
}
const PATIENCE: Patience = { head: 20_000, request: 300_000, silence: 60_000, look: 10_000 };
const MOST_CONNECTIONS = 1000;
const EACH_ADDRESS = 200;
const HEAD_BYTES = 8 * 1024;

export interface Listening {
  readonly port: number;
  /** Takes no more requests, lets those that run end for a moment, and closes. The database stays open. */
  readonly stop: () => Promise<void>;
}

async function send(response: ServerResponse, { status, headers, body, over }: Answer): Promise<void> {
  if (over) response.once('close', over);
  const whole = body instanceof Uint8Array ? { 'content-length': String(body.length) } : {};
  response.writeHead(status, {
    [RELAY_MARK.name]: RELAY_MARK.value,
    'cache-control': 'no-store',
    ...headers,
    ...whole,
  });
  if (body === undefined || body instanceof Uint8Array) {
    response.end(body);
    return;
  }
  await pipeline(Readable.from(body, { objectMode: false, highWaterMark: 64 * 1024 }), response);
}

const asAnswer = (error: unknown): { answer: Answer; code: string } => {
  const [code, headers] = error instanceof RelayRefusal ? [error.code, error.headers] : (['RELAY_FAULT', {}] as const);
  return { answer: refused(code, headers), code };
};

/** Answers every request, and writes one line about each: what was asked in numbers and ids, never what was in it. */
export function listenerOf(context: RelayContext): RequestListener {
  const routes = new Routes(context);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = context.now();
    const seen: Seen = { verb: 'none' };
    let code: string | undefined;
    try {
      await send(response, await routes.answer(request, seen));
    } catch (error) {
      const failed = asAnswer(error);
      code = failed.code;
      // What is left of a body that nobody wants is not read: the connection goes.
      if (!request.complete) response.setHeader('connection', 'close');
      if (response.headersSent) response.destroy();
      else await send(response, failed.answer);
    }
    context.log({
      at,
      verb: seen.verb,
      status: response.statusCode,
      ...(code === undefined ? {} : { code }),
      ...(seen.device ? { device: idFrom(seen.device) } : {}),
      ...(seen.bundle ? { bundle: idFrom(seen.bundle) } : {}),
      ...(seen.bytes === undefined ? {} : { bytes: seen.bytes }),
      ms: context.now() - at,
    });
  };
  return (request, response) => {
    // A client that goes away in the middle is no fault of ours, and there is nobody to tell.
    handle(request, response).catch(() => response.destroy());
  };
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** So many connections of one address, its handshakes included: no single one takes the places of all. */
function limitEach(server: PlainServer | TlsServer, most: number): void {
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const from = socket.remoteAddress ?? '';
    const count = (open.get(from) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    open.set(from, count);
    socket.on('close', () => {
      const left = (open.get(from) ?? 1) - 1;
      if (left === 0) open.delete(from);
      else open.set(from, left);
    });
  });
}

/** Starts to listen. `tls`: undefined behind a proxy that ends the encryption. */
export async function startListening(
  listener: RequestListener,
  { host, port }: Address,
  tls: { readonly cert: string; readonly key: string } | undefined,
  patience: Patience = PATIENCE,
): Promise<Listening> {
  const options: ServerOptions = {
    maxHeaderSize: HEAD_BYTES,
    headersTimeout: patience.head,
    requestTimeout: patience.request,
    connectionsCheckingInterval: patience.look,
    keepAlive: true,
  };
  const server: PlainServer | TlsServer =
    tls === undefined
      ? createPlainServer(options, listener)
      : createTlsServer({ ...options, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: patience.head }, listener);
  server.maxConnections = MOST_CONNECTIONS;
  // Behind a proxy everybody comes from its address.
  if (tls !== undefined) limitEach(server, patience.each ?? EACH_ADDRESS);
  server.timeout = patience.silence;
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const last = setTimeout(() => {
        server.closeAllConnections();
      }, 3000);
      await closed;
      clearTimeout(last);
    },
  };
}
