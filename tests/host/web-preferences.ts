import { notModelled } from './strict.ts';

export interface WebPreferences {
  readonly preload?: string;
  readonly javascript?: boolean;
  readonly [name: string]: unknown;
}

/** The only values the host models: Electron's safe ones. */
const FIXED: Readonly<Record<string, boolean>> = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
};
const FREE = new Set(['preload', 'javascript', 'spellcheck', 'devTools', 'backgroundThrottling']);

export function requireModelled(preferences: WebPreferences): void {
  for (const [name, value] of Object.entries(preferences)) {
    if (FREE.has(name) || value === undefined) continue;
    if (!(name in FIXED) || FIXED[name] !== value) notModelled(`webPreferences.${name}: ${String(value)}`);
  }
}
