import { getHeapStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { collect } from '../../../main/crypto/collector.ts';
import { breathe } from '../../../main/office/progress.ts';

const MIB = 1024 * 1024;

it('long work lets go of the buffers it no longer needs before tens of megabytes have piled up', async () => {
  collect();
  const idle = getHeapStatistics().external_memory;
  let most = 0;
  for (let piece = 0; piece < 160; piece += 1) {
    Buffer.alloc(MIB).fill(piece);
    most = Math.max(most, getHeapStatistics().external_memory - idle);
    await breathe();
  }
  expect(most / MIB).toBeLessThan(40);
});
