import { z } from 'zod';
import { FORM_ACCESS, HIGHEST_CLASSES, RIGHTS, SCOPES } from './roles.ts';

/** A role is named by it in people's accounts and in the audit trail; it never changes. */
export const roleId = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/);

const words = z.string().trim().min(1).max(200);
const text = z.strictObject({ en: words, fr: words, ar: words });
const place = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);
const access = z.enum(FORM_ACCESS);

/** The shape of a role in `roles.json`, and of one that an office makes; what it says is judged by `judgeRoles`. */
export const roleShape = z.strictObject({
  id: roleId,
  label: text,
  description: text,
  rights: z.array(z.enum(RIGHTS)),
  scope: z.enum(SCOPES),
  forms: z.strictObject({
    otherwise: access,
    groups: z.record(place, access).exactOptional(),
    forms: z.record(place, access).exactOptional(),
  }),
  maxClass: z.literal(HIGHEST_CLASSES),
  owns: z.literal(true).exactOptional(),
  referral: z.literal(true).exactOptional(),
  from: z.iso.date().exactOptional(),
  until: z.iso.date().exactOptional(),
});

/** At most so many roles: a matrix of more is read by nobody. */
export const MOST_ROLES = 40;
export const rolesShape = z.array(roleShape).min(1).max(MOST_ROLES);
