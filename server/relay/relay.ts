// npm run relay -- [serve|card|enrol|revoke|forget-backups|devices|programme|copy] --data DIR …   docs/relay.md
import { parseArgs } from 'node:util';
import { relayCommands, type Given } from './relay-commands.ts';
import { serve } from './serve.ts';

const USAGE = `npm run relay -- [COMMAND] --data DIR [--database postgres://…]

  serve    --listen HOST:PORT [--tls-cert FILE --tls-key FILE | --behind-proxy] [--metrics HOST:PORT]
           [--names HOST,HOST] [--office-quota MIB] [--capacity MIB] [--keep DAYS]
  card     --url https://HOST[:PORT] --name NAME --out FILE   what offices open to connect
  enrol    CARD… [--another-computer]                         lets the device of an office card in
  revoke   DEVICE                                             shuts a device out
  forget-backups DEVICE                                       drops the backups of a device that is shut out
  devices                                                     who is let in
  programme FILE [--words "…"]                                takes the programme's list; the first time with its words
  copy     FILE                                               a copy of the running relay's SQLite file
`;

const option = { type: 'string' } as const;
function given(): Given {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: option,
      database: option,
      listen: option,
      'tls-cert': option,
      'tls-key': option,
      'behind-proxy': { type: 'boolean' },
      'another-computer': { type: 'boolean' },
      metrics: option,
      names: option,
      'office-quota': option,
      capacity: option,
      keep: option,
      url: option,
      words: option,
      name: option,
      out: option,
    },
  });
  const [command = 'serve', ...rest] = positionals;
  if (values.data === undefined) throw new Error('--data DIR is needed');
  return { command, rest, values: { ...values, data: values.data } };
}

try {
  const asked = given();
  const command = asked.command === 'serve' ? serve : relayCommands[asked.command];
  if (!command) throw new Error(`there is no command "${asked.command}"`);
  await command(asked);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
