import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The app that is being run: Electron's command line is `electron [switches] <folder or main file> [arguments]`. */
export interface HostedApp {
  readonly dir: string;
  readonly mainFile: string;
  readonly name: string;
  readonly version: string;
}

interface Manifest {
  readonly name: string;
  readonly productName?: string;
  readonly version: string;
  readonly main?: string;
}

function find(argv: readonly string[]): HostedApp {
  const named = argv.find((a) => !a.startsWith('-'));
  if (named === undefined) throw new Error('usage: electron [switches] <app>');
  const start = resolve(named);
  const isFile = statSync(start).isFile();
  let dir = isFile ? dirname(start) : start;
  while (!existsSync(join(dir, 'package.json')) && dirname(dir) !== dir) dir = dirname(dir);
  const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest;
  return {
    dir,
    mainFile: isFile ? start : join(dir, manifest.main ?? 'index.js'),
    name: manifest.productName ?? manifest.name,
    version: manifest.version,
  };
}

export const commandLine: readonly string[] = process.argv.slice(2);
export const hostedApp: HostedApp = find(commandLine);
