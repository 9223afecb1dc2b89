import type { FeatureName } from './index.ts';

/**
 * The names alone, for the preload bridge: it must not carry the schemas' library into the page's process. A contract
 * test asserts that this list and the contracts are the same set.
 */
export const CALL_NAMES = {
  app: ['state', 'about', 'preferences', 'setPreferences', 'restoreLastGoodCopy'],
  setup: ['profiles', 'suggestPassphrase', 'prepareKit', 'verifyKit', 'create', 'createDemo'],
  session: ['signIn', 'recover', 'lock', 'panic', 'signOut', 'activity'],
  people: ['list', 'add', 'changePassphrase', 'remove'],
  config: ['get'],
  cases: [
    'list',
    'counts',
    'findSame',
    'open',
    'history',
    'startRegistration',
    'startEdit',
    'drafts',
    'openDraft',
    'saveDraft',
    'discardDraft',
    'save',
  ],
  tasks: ['list', 'ofCase', 'snooze', 'move'],
  review: ['list', 'decide'],
  exchange: [
    'offices',
    'journal',
    'myCard',
    'saveCard',
    'pickCard',
    'confirmCard',
    'preview',
    'pickStick',
    'write',
    'pickBundle',
    'check',
    'apply',
  ],
  print: ['make', 'makeKit', 'send', 'save', 'drop'],
  audit: ['list', 'verify'],
} as const satisfies { [F in FeatureName]: readonly string[] };
