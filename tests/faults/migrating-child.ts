import { writeSync } from 'node:fs';
import { connect, setForWriting } from '../../main/storage/connection.ts';
import { MIGRATIONS, migrate } from '../../main/storage/migrate.ts';

/**
 * A process to be killed: brings a database to the newest schema and stands still after so many steps, or in the middle of
 * one, at so many calls of what packs; what it wrote until then is partly in the write-ahead log.
 */
const [file = '', key = '', after = '0', texts = ''] = process.argv.slice(2);
const connection = connect(file, Buffer.from(key, 'hex'), { fileMustExist: true });
setForWriting(connection);
// So little is kept in memory that pages are written before the end.
connection.pragma('cache_size=10');

function stand(): never {
  writeSync(1, 'here\n');
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
let steps = 0;
connection.function('step_is_over', { directOnly: true }, () => {
  steps += 1;
  return steps === Number(after) ? stand() : null;
});
if (texts !== '') {
  let left = Number(texts);
  connection.function('packed_bytes', { directOnly: true }, (plain) => {
    left -= 1;
    return left === 0 ? stand() : plain;
  });
}
migrate(
  connection,
  file,
  MIGRATIONS.map((one) => ({ ...one, steps: one.steps.flatMap((sql) => [sql, 'SELECT step_is_over()']) })),
);
stand();
