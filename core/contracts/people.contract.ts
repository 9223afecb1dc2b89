import { z } from 'zod';
import { call } from './contract.ts';
import { staff } from './app.contract.ts';
import { line, none, role, userId } from './values.ts';

export const peopleCalls = {
  list: call('people.view', none, z.array(staff)),
  add: call(
    'people.manage',
    z.strictObject({ name: line.min(1), roles: z.array(role).min(1), passphrase: z.string().max(1000) }),
    staff,
  ),
  changePassphrase: call(
    'session',
    z.strictObject({ current: z.string().max(1000), next: z.string().max(1000) }),
    none,
  ),
  remove: call('people.manage', z.strictObject({ user: userId }), none),
} as const;
