import { expect, test } from 'vitest';
import { asRefusal } from '../../main/office/unexpected.ts';

const fault = (code: string, syscall: string): Error =>
  Object.assign(new Error('as Node says it'), { code, syscall, path: '/somewhere' });

test('what Node says when a disk does not answer is trouble with the disk: removing has no code, making a folder another', () => {
  for (const [code, syscall] of [
    ['', 'rm'],
    ['ENOENT', 'mkdir'],
    ['EIO', 'fsync'],
  ] as const)
    expect(asRefusal(fault(code, syscall)).error).toEqual({ code: 'DISK_FAILED', params: { cause: code } });
  expect(asRefusal(fault('ENOSPC', 'mkdir')).error.code).toBe('DISK_FULL');
  expect(asRefusal(Object.assign(new Error('no route'), { code: 'ENETUNREACH', syscall: 'connect' })).error.code).toBe(
    'SAFE_UNEXPECTED',
  );
});
