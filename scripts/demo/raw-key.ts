import { unlock } from '../../main/crypto/key-file.ts';
import { readKeyFile } from '../../main/crypto/key-file-store.ts';
import type { UserId } from '#core/ids.ts';
import { StoryFailed } from '../../tests/builders/office-caller.ts';
import type { OfficeFacts } from './story.ts';

/** The raw database key of a demo office, for the tools that read the file without Hifadhi. */
export async function rawKeyOf(office: OfficeFacts): Promise<string> {
  const file = readKeyFile(office.dir);
  if (!file.ok) throw new StoryFailed(`key file: ${file.error.code}`);
  const keys = await unlock(file.value, office.administrator.id as UserId, office.administrator.passphrase);
  if (!keys.ok) throw new StoryFailed(`unlock: ${keys.error.code}`);
  return Buffer.from(keys.value.databaseKeys[0]).toString('hex');
}
