import { join } from 'node:path';
import type { Output } from '#core/contracts/index.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import type { Offices, TestOffice } from './office-pair.ts';

/** What the three people who hold the programme's keys type. */
export const HOLDER_PASSPHRASES = [
  'seven herons above the dam',
  'old maps of the harbour town',
  'a kettle sings before the rain',
] as const;

type Making = Output<'trust.begin'>;
type File = { place: string; file: NonNullable<Output<'trust.pickFile'>>['file'] };
type Request = { place: string; request: NonNullable<Output<'trust.pickRequest'>>['request'] };

const placeOf = async (office: TestOffice, path: string): Promise<string> =>
  (await office.caller.shell<{ place: string }>('namePlace', { path })).place;

export const openKey = async (office: TestOffice, path: string, passphrase: string): Promise<Making> =>
  office.caller.call('trust.openKey', { place: await placeOf(office, path), passphrase });

/** Three people get one key each, on the folder given. Answers the files. */
export function writeKeys(office: TestOffice, folder: string): Promise<string[]> {
  return withCheapKeys(async () => {
    const files: string[] = [];
    for (const [i, passphrase] of HOLDER_PASSPHRASES.entries()) {
      const input = { place: await placeOf(office, folder), holder: `Holder ${String(i + 1)}`, passphrase };
      files.push(join(folder, (await office.caller.call('trust.writeKey', input)).fileName));
    }
    return files;
  });
}

/** Makes this office the authority of its programme. Answers the files of the programme's keys. */
export async function becomeAuthority(office: TestOffice, folder: string): Promise<string[]> {
  await office.caller.call('trust.begin', {});
  const files = await writeKeys(office, folder);
  await office.caller.call('trust.finish', {});
  return files;
}

export async function writeRequest(office: TestOffice, folder: string): Promise<string> {
  const path = join(folder, `${office.code}.hifadhi-request`);
  await office.caller.shell('writeRequest', { path });
  return path;
}
/** The authority enrols whoever made the request. Answers the file with the answer. */
export async function enrol(authority: TestOffice, path: string): Promise<string> {
  const { place, request } = await authority.caller.shell<Request>('readRequest', { path });
  const { fileName } = await authority.caller.call('trust.enrol', { place, words: request.words });
  return join(path, '..', fileName ?? '');
}
export const lookAt = (office: TestOffice, path: string): Promise<File> =>
  office.caller.shell<File>('readTrustFile', { path });
/** An office reads a trust file, and compares the words where nothing is pinned yet. */
export async function takeTrust(office: TestOffice, path: string): Promise<Output<'trust.take'>> {
  const { place, file } = await lookAt(office, path);
  return office.caller.call('trust.take', { place, ...(file.first ? { words: file.words } : {}) });
}
/** The stick goes from the office to the authority and back. */
export async function joinProgramme(
  office: TestOffice,
  authority: TestOffice,
  stick: string,
): Promise<Output<'trust.take'>> {
  return takeTrust(office, await enrol(authority, await writeRequest(office, stick)));
}
export async function trustFileOf(office: TestOffice, folder: string): Promise<string> {
  const path = join(folder, `${office.code}-list.hifadhi-trust`);
  await office.caller.shell('writeTrustFile', { path });
  return path;
}
export async function refusedEnrolment(authority: TestOffice, path: string): Promise<string> {
  const { place, request } = await authority.caller.shell<Request>('readRequest', { path });
  return authority.caller.refused('trust.enrol', { place, words: request.words });
}
/** An authority that is made once in a file of tests, and closed; and the files of those who keep the keys. */
export async function closedAuthority(offices: Offices): Promise<{ made: TestOffice; keys: string[] }> {
  await offices.prepare(['KSM', 'BND'], ['LWN']);
  const taken = await offices.take('KSM');
  const [made] = taken.offices as [TestOffice];
  const keys = await becomeAuthority(made, taken.stick);
  made.close();
  return { made, keys };
}
/** A copy of it, an office that it knows by its card, and one that it has never met. */
export async function besideAuthority(
  offices: Offices,
  made: TestOffice,
): Promise<{ a: TestOffice; b: TestOffice; c: TestOffice; stick: string }> {
  offices.closeAll();
  const taken = await offices.take('BND', 'LWN');
  const [b, c] = taken.offices as [TestOffice, TestOffice];
  return { a: await offices.openAt(offices.folderOf(made), made), b, c, stick: taken.stick };
}
/** What an office takes the computers of another one for. */
export const standings = async (at: TestOffice, of: TestOffice): Promise<string[] | undefined> =>
  (await at.caller.call('trust.state', {})).offices
    .find((one) => one.officeId === of.id)
    ?.computers.map(({ standing }) => standing);
