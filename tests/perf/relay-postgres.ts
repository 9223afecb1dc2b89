import { uploadsPerSecond } from './relay-load.ts';

// Started by relay-load.ts through scripts/with-postgres.ts.
console.log(await uploadsPerSecond('postgres'));
process.exit(0);
