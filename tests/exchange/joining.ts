import { join } from 'node:path';
import type { Output } from '#core/contracts/index.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { PASSPHRASE, RESOURCES, VERSION, type Offices, type TestOffice } from './office-pair.ts';

type Answer = { place: string; answer: NonNullable<Output<'setup.pickJoinAnswer'>>['answer'] };
type Request = NonNullable<Output<'computers.pickRequest'>>;

/** The folder of a further computer of an office, which nobody has signed in to yet. */
export async function joined(offices: Offices, beside: TestOffice, stick: string, name: string): Promise<string> {
  const dir = offices.newFolder(beside);
  const computer = new OfficeCaller(dir, RESOURCES, VERSION, beside.clock);
  await computer.call('setup.beginJoin', {});
  const path = join(stick, `${name}.hifadhi-computer`);
  await computer.shell('writeJoinRequest', { path });
  const { place, request } = await beside.caller.shell<Request>('readJoinRequest', { path });
  const input = { place, words: request.words, name, passphrase: PASSPHRASE };
  const { fileName } = await beside.caller.call('computers.answer', input);
  const read = await computer.shell<Answer>('readJoinAnswer', { path: join(stick, fileName) });
  await computer.call('setup.join', { place: read.place, words: read.answer.words });
  computer.close();
  return dir;
}

/** A further computer of an office, signed in. */
export const further = async (offices: Offices, beside: TestOffice, stick: string, name: string): Promise<TestOffice> =>
  offices.openAt(await joined(offices, beside, stick, name), beside);
