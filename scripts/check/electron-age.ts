import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MAX_DAYS = 56;
const DAY_MS = 86_400_000;

interface Release {
  readonly version: string;
  readonly releasedOn: string;
}
const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/**
 * Electron is at most eight weeks old (security.md, Electron rule 16). An older one is a finding only for a release
 * (HIFADHI_RELEASE=1), so that nobody's work stops on a calendar date. The date is written down beside the version,
 * because a check must not need the network.
 */
export function checkElectronAge(root: string, now: Date): { findings: string[]; notes: string[] } {
  const noted = read(join(root, 'scripts/check/electron-release.json')) as Release;
  const { version } = read(join(root, 'node_modules/electron/package.json')) as { version: string };
  if (version !== noted.version) {
    return {
      findings: [`electron ${version} is installed; write its release date down, not ${noted.version}'s`],
      notes: [],
    };
  }
  const days = Math.floor((now.getTime() - Date.parse(noted.releasedOn)) / DAY_MS);
  const text = `electron ${version} is ${String(days)} days old (at most ${String(MAX_DAYS)} at a release)`;
  const tooOld = days > MAX_DAYS && process.env['HIFADHI_RELEASE'] === '1';
  return tooOld ? { findings: [text], notes: [] } : { findings: [], notes: [text] };
}
