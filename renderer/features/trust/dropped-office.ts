/** The office that a person is about to drop or put back, or of which they correct until when it was in the programme. */
export interface DroppedOffice {
  readonly officeId: string;
  readonly office: string;
  readonly verb: 'drop' | 'change_drop' | 'put_back';
}
