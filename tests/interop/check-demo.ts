// Usage: node scripts/setup.mjs tests/interop/check-demo.ts [demo folder]
// Opens the databases that `npm run demo` made with the real SQLCipher. Ends with code 1 on any finding.
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { buildSqlcipher } from './build-sqlcipher.ts';
import { checkDatabase } from './check-database.ts';

interface Credentials {
  readonly offices: readonly { readonly code: string; readonly database: string; readonly rawKeyHex: string }[];
}

const folder = process.argv[2] ?? join(import.meta.dirname, '../../demo-out');
const credentials = JSON.parse(readFileSync(join(folder, 'demo-credentials.json'), 'utf8')) as Credentials;
buildSqlcipher();

let findings = credentials.offices.length === 0 ? 1 : 0;
for (const { code, database, rawKeyHex } of credentials.offices) {
  const file = isAbsolute(database) ? database : join(folder, database);
  const report = await checkDatabase(file, rawKeyHex);
  const tables = Object.keys(report.rows).length;
  const rows = Object.values(report.rows).reduce((a, b) => a + b, 0);
  console.log(`${code}: SQLCipher ${report.sqlcipher}, ${String(tables)} tables, ${String(rows)} rows`);
  for (const finding of report.findings) console.log(`  ✗ ${finding}`);
  findings += report.findings.length;
}
process.exitCode = findings > 0 ? 1 : 0;
