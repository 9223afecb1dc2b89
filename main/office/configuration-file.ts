import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { parseStrictJson } from '#core/exchange/strict-json.ts';
import { Refusal } from '#core/result.ts';
import { bodyOfPackage, hashOf, type ConfigurationPackage } from './configuration-package.ts';

const FORMAT = 'hifadhi-configuration';
const FORMAT_VERSION = 1;
/** Eight times the full profile. What is larger is something else. */
const MOST_BYTES = 4 * 1024 * 1024;
const LIMITS = { depth: 16, characters: MOST_BYTES };
/** The first line of such a file, also when the rest of it is damaged. */
const BEGINS = new RegExp(`^\\s*\\{\\s*"format"\\s*:\\s*"${FORMAT}"`);

const head = z.object({ format: z.literal(FORMAT), formatVersion: z.int().min(1) });
const file = z.strictObject({
  ...head.shape,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  configuration: z.record(z.string(), z.unknown()),
});

/** The whole file: a few words about it, then the configuration. */
export const fileOf = ({ hash, body }: Pick<ConfigurationPackage, 'hash' | 'body'>): string =>
  `{"format":"${FORMAT}","formatVersion":${String(FORMAT_VERSION)},"sha256":"${hash}","configuration":${body}}\n`;

/**
 * Writes a package for other offices, and reads it back. SYNC_STICK_REMOVED when the folder is gone, SYNC_VERIFY_FAILED
 * when what is there afterwards is something else, DISK_*.
 */
export function writeConfigurationFile(written: ConfigurationPackage, path: string): void {
  if (!existsSync(dirname(path))) throw new Refusal('SYNC_STICK_REMOVED');
  writeFileSync(path, fileOf(written), { flush: true });
  if (readFileSync(path, 'utf8') !== fileOf(written)) throw new Refusal('SYNC_VERIFY_FAILED');
}

/**
 * The content of a package file, unjudged. CONFIG_FOREIGN for a file that is none, CONFIG_NEWER { version } for one that
 * only a later program reads, CONFIG_DAMAGED for one that is not as it was written, SYNC_STICK_REMOVED.
 */
export function readConfigurationFile(path: string): unknown {
  if (!existsSync(path)) throw new Refusal('SYNC_STICK_REMOVED');
  const stat = statSync(path);
  if (!stat.isFile() || stat.size > MOST_BYTES) throw new Refusal('CONFIG_FOREIGN');
  const text = readFileSync(path, 'utf8');
  const json = parseStrictJson(text.trim(), LIMITS);
  if (json === undefined) throw new Refusal(BEGINS.test(text) ? 'CONFIG_DAMAGED' : 'CONFIG_FOREIGN');
  const known = head.safeParse(json);
  if (!known.success) throw new Refusal('CONFIG_FOREIGN');
  const { formatVersion } = known.data;
  if (formatVersion > FORMAT_VERSION) throw new Refusal('CONFIG_NEWER', { version: formatVersion });
  const parsed = file.safeParse(json);
  if (!parsed.success) throw new Refusal('CONFIG_DAMAGED');
  const { sha256, configuration } = parsed.data;
  if (hashOf(bodyOfPackage(configuration)) !== sha256) throw new Refusal('CONFIG_DAMAGED');
  return configuration;
}
