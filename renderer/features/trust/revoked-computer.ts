/** The computer that a person is about to take out or put back, or of which they correct until when it was in good hands. */
export interface RevokedComputer {
  readonly deviceId: string;
  readonly office: string;
  readonly verb: 'revoke' | 'change_cut_off' | 'reinstate';
}
