/**
 * When a referral that gives a role was sent, as a number that only grows: none for a draft, whose role gives nothing. What
 * stood here before counts in the order of cases and referrals. Never edited after a release; imports nothing.
 */
export const version = 272;

export const steps: readonly string[] = [
  `ALTER TABLE referral_role ADD COLUMN sent INTEGER`,
  `UPDATE referral_role SET sent =
     (SELECT count(*) FROM referral_role one
      WHERE one.case_n < referral_role.case_n OR (one.case_n = referral_role.case_n AND one.row <= referral_role.row))
   WHERE EXISTS (SELECT 1 FROM referral
     WHERE referral.case_n = referral_role.case_n AND referral.row = referral_role.row AND referral.status <> 'draft')`,
];
