import { randomBytes } from 'node:crypto';
import { Refusal } from '#core/result.ts';

/** Files and folders that a person chose in a dialog, by a token: the page never sees or names a path. */
export class Places {
  readonly #paths = new Map<string, string>();

  name(path: string): string {
    const token = randomBytes(16).toString('base64url');
    this.#paths.set(token, path);
    return token;
  }

  path(token: string): string {
    const path = this.#paths.get(token);
    if (path === undefined) throw new Refusal('SYNC_STICK_REMOVED');
    return path;
  }
}
