import { newOffice } from '#core/contracts/setup.contract.ts';
import { Refusal } from '#core/result.ts';
import { appState } from './app-state.ts';
import type { PublicHandlers } from './call-table.ts';
import { audit } from './audit.ts';
import { bindInBackground } from './bind-slots.ts';
import { beginJoin, dropJoin, joinState } from './computers/pending-join.ts';
import { takeJoinAnswer } from './computers/take-answer.ts';
import { createDemo } from './create-demo.ts';
import { officeExists, valueOf } from './office-files.ts';
import { openSession, sessionView } from './open-session.ts';
import { beginMade } from './renew-states.ts';
import { profileNames, readConfiguration } from './read-configuration.ts';
import { recoverOffice } from './recover-office.ts';
import { lookAtRelay, restoreFromRelay } from './relay/fetch-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { restoreLastGoodCopy } from './restore-good-copy.ts';
import { restorePreviousKeys } from './restore-previous-keys.ts';
import { createOffice, suggestPassphrase } from './set-up.ts';
import { signIn } from './sign-in.ts';

export const publicHandlers: PublicHandlers = {
  'app.state': (office) => appState(office),
  'app.restoreLastGoodCopy': (office) => restoreLastGoodCopy(office),
  'app.restorePreviousKeys': (office) => restorePreviousKeys(office),
  'setup.profiles': (office) =>
    profileNames(office.options.resourcesDir).map((name) => {
      const { configuration } = valueOf(readConfiguration(office.options.resourcesDir, name));
      const fields = configuration.forms.flatMap((form) => form.sections.flatMap((section) => section.fields));
      return {
        id: newOffice.shape.profile.parse(name),
        label: { ...configuration.label },
        description: { ...configuration.description },
        fields: fields.length,
      };
    }),
  'setup.suggestPassphrase': () => ({ words: suggestPassphrase() }),
  'setup.prepareKit': (office) => office.setUp.prepareKit(),
  'setup.verifyKit': (office, { words }) => ({ right: office.setUp.verifyKit(words) }),
  'setup.create': async (office, input) => {
    if (office.open || officeExists(office.options.dir)) throw new Refusal('AUTH_ALREADY_OPEN');
    const { opened, keys } = await createOffice(office.options, input, office.setUp.verifiedKit(), false);
    office.setUp.forget();
    office.open = openSession(office, opened, keys);
    audit(office.open, 'office.created', office.open.self.officeId);
    await beginMade(office.open);
    bindInBackground(office, office.open);
    office.open.backups.begin(office.open);
    return sessionView(office.open);
  },
  'setup.createDemo': (office, { language }) => createDemo(office, language),
  'setup.restoreBackup': restoreBackup,
  'setup.lookAtRelay': lookAtRelay,
  'setup.restoreFromRelay': restoreFromRelay,
  'setup.joinState': joinState,
  'setup.beginJoin': beginJoin,
  'setup.dropJoin': dropJoin,
  'setup.join': takeJoinAnswer,
  'session.signIn': signIn,
  'session.recover': recoverOffice,
};
