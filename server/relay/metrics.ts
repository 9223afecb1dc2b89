import type { RequestListener } from 'node:http';
import type { RelayContext } from './relay-context.ts';
import { depths } from './store/mailboxes.ts';

/** A count over everything may take a moment; whoever asks more often gets the last one. */
const FRESH = 30_000;

async function text({ database, now }: RelayContext): Promise<string> {
  const at = now();
  const rows = await depths(database);
  const lines = (name: string, help: string, value: (row: (typeof rows)[number]) => number): string[] => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...rows.map((row) => `${name}{office="${row.code}"} ${String(value(row))}`),
  ];
  return [
    ...lines('hifadhi_relay_waiting', 'Bundles not taken by every device of the office.', (row) => row.waiting),
    ...lines('hifadhi_relay_oldest_seconds', 'Age of the oldest of them.', ({ oldest }) =>
      oldest === null ? 0 : Math.max(0, Math.round((at - oldest) / 1000)),
    ),
    ...lines('hifadhi_relay_used_bytes', 'Room taken by bundles that the office has sent.', (row) => row.used),
    '',
  ].join('\n');
}

/** Figures for the operator's monitoring, on a port of its own that offices do not reach. */
export function metricsListener(context: RelayContext): RequestListener {
  let last: { readonly at: number; readonly body: Promise<string> } | undefined;
  return (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    if (!last || context.now() - last.at > FRESH) last = { at: context.now(), body: text(context) };
    last.body.then(
      (body) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(body),
      () => {
        last = undefined;
        response.writeHead(503).end();
      },
    );
  };
}
