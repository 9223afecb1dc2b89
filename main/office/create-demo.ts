import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { caseDocument, day } from '#core/contracts/values.ts';
import type { Output } from '#core/contracts/index.ts';
import { daysBetween } from '#core/forms/iso-date.ts';
import { shiftDays } from '#core/forms/shift-days.ts';
import type { Language } from '#core/forms/types.ts';
import { Refusal } from '#core/result.ts';
import { newRecoveryKit } from '../crypto/recovery-kit.ts';
import { audit } from './audit.ts';
import { saveDraft, startRegistration } from './drafts.ts';
import type { Office } from './office.ts';
import { officeExists } from './office-files.ts';
import { openSession, sessionView } from './open-session.ts';
import { breathe } from './progress.ts';
import { saveCase } from './save-draft-as-case.ts';
import { beginMade } from './renew-states.ts';
import { createOffice, suggestPassphrase } from './set-up.ts';
import { todayIn } from './today.ts';

const NAMES: Readonly<Record<Language, { programme: string; office: string; person: string }>> = {
  en: { programme: 'Marabia child protection (demo)', office: 'Kisimani demo office', person: 'Halima Osman' },
  fr: {
    programme: 'Protection de l’enfance, Marabie (démo)',
    office: 'Bureau de démonstration de Kisimani',
    person: 'Halima Osman',
  },
  ar: { programme: 'حماية الطفل في مرابيا (تجريبي)', office: 'مكتب كيسيماني التجريبي', person: 'حليمة عثمان' },
};

const TIME_ZONE = 'Africa/Nairobi';
const demoFile = z.strictObject({ day, cases: z.array(caseDocument) });

/**
 * An office to try things in, in a folder where there is none: made and filled by the same steps as a real one, from
 * generated cases (resources/demo). It is marked as demo for good, and its passphrase is shown to the person.
 */
export async function createDemo(office: Office, language: Language): Promise<Output<'setup.createDemo'>> {
  const { options } = office;
  if (office.open || officeExists(options.dir)) throw new Refusal('AUTH_ALREADY_OPEN');
  const text = readFileSync(join(options.resourcesDir, 'demo', 'cases.json'), 'utf8');
  const { day: written, cases } = demoFile.parse(JSON.parse(text));
  // The lives of these children end on the day they were made for: here they end today.
  const days = daysBetween(written, todayIn(TIME_ZONE, options.clock.now())) ?? 0;
  const documents = cases.map((one) => caseDocument.parse(shiftDays(one, days)));
  const passphrase = suggestPassphrase().join(' ');
  const { programme, office: name, person } = NAMES[language];
  const { opened, keys } = await createOffice(
    options,
    {
      language,
      programmeName: programme,
      officeName: name,
      officeCode: 'KSM',
      timeZone: TIME_ZONE,
      workingDays: [1, 2, 3, 4, 5],
      administrator: { name: person, passphrase, alsoSupervisor: true },
      profile: 'full',
    },
    newRecoveryKit(),
    true,
  );
  const open = openSession(office, opened, keys);
  await beginMade(open);
  office.open = open;
  audit(open, 'office.created', open.self.officeId, 'done', 'demo');
  for (const [i, document] of documents.entries()) {
    const draft = startRegistration(open, { notSameAs: [] });
    saveDraft(open, { draftId: draft.draftId, document, accepted: [], notSameAs: [] });
    saveCase(open, { draftId: draft.draftId });
    if (i % 10 === 0) {
      options.emit({ type: 'progress', job: 'demo', phase: 'cases', done: i, of: documents.length });
      await breathe();
    }
  }
  return { session: sessionView(open), passphrase, cases: documents.length };
}
