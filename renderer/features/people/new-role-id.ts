/** An id that no role of the office has: roles are named by it in accounts and in the audit trail, and it never changes. */
export function newRoleId(taken: readonly string[]): string {
  let n = 1;
  while (taken.includes(`office_role_${String(n)}`)) n += 1;
  return `office_role_${String(n)}`;
}
