/** What the app did to the world outside, for tests: `app.evaluate(({ __host }) => __host.log)`. */
export interface HostRecord {
  /** One row per act: its name, then what it was done with. */
  readonly log: unknown[][];
  /** Answers waiting to be given, by dialog method: `__host.dialogs.showSaveDialog = [{ canceled: true }]`. */
  readonly dialogs: Record<string, unknown[]>;
  /** What `webContents.print` answers; a refused or cancelled print has `success: false` and a reason. */
  print: { success: boolean; reason: string };
  /** File with the key of the stand-in for a key ring; none unless asked for: most offices' computers have none. */
  readonly keyring: string | undefined;
}

export const hostRecord: HostRecord = {
  log: [],
  dialogs: {},
  print: { success: true, reason: '' },
  keyring: process.env['HIFADHI_HOST_KEYRING'],
};

export function record(...row: unknown[]): void {
  hostRecord.log.push(row);
}
