import { cpSync, existsSync } from 'node:fs';

/**
 * The folder of an office that is closed, copied with what its computer remembers of it: for the program it is the same
 * computer. A copy of the folder alone is what people make by hand.
 */
export function copyOffice(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  if (existsSync(`${from}.marks`)) cpSync(`${from}.marks`, `${to}.marks`, { recursive: true });
}
