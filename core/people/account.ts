/** What an account holds beside a name and roles. Days are `YYYY-MM-DD` at the office, instants milliseconds since 1970. */
export interface Account {
  /** The id of the agency that sends the person, '' for none. Only one of the list of agencies opens anything. */
  readonly agency: string;
  /** What the person is there. */
  readonly position: string;
  /** First and last day on which the person may sign in. */
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly suspendedAt: number | undefined;
  readonly leftAt: number | undefined;
  /** Somebody else chose the passphrase: the person chooses another at the next sign-in. */
  readonly newPassphrase: boolean;
  /** The code of conduct that the person accepted last; 0 for none. */
  readonly conduct: number;
}

export const NEW_ACCOUNT: Account = {
  agency: '',
  position: '',
  from: undefined,
  until: undefined,
  suspendedAt: undefined,
  leftAt: undefined,
  newPassphrase: false,
  conduct: 0,
};

/** Whether somebody may sign in, and if not, why. */
export type AccountStanding = 'open' | 'not-yet' | 'over' | 'suspended' | 'left';

/** @param day the office's latest known day: a clock that was set back opens no account that was over. */
export function standingOf({ from, until, suspendedAt, leftAt }: Account, day: string): AccountStanding {
  if (leftAt !== undefined) return 'left';
  if (suspendedAt !== undefined) return 'suspended';
  if (until !== undefined && day > until) return 'over';
  return from !== undefined && day < from ? 'not-yet' : 'open';
}
