import { destroyKeys } from '../../main/office/erase-office.ts';
import { fill, makeOffice } from './bench-office.ts';
import { figure, type Figure } from './measure.ts';

const CASES = 300;

/** How long it takes until nobody can open an office any more: its key slots overwritten and gone. */
export async function wipe(): Promise<Figure[]> {
  const office = fill(await makeOffice('KSM'), CASES);
  const { dir } = office.open;
  const start = performance.now();
  destroyKeys(dir, Date.now());
  const took = performance.now() - start;
  office.remove();
  return [figure({ id: 'wipe', what: 'key slots of an office overwritten and removed', unit: 'ms' }, took)];
}
