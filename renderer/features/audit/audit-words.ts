/** The message key of an action. */
export const actionKey = (action: string): string => `audit.action_${action.replace('.', '_')}`;
