import { z } from 'zod';
import { printCalls } from '#core/contracts/print.contract.ts';
import { processingCalls } from '#core/contracts/processing.contract.ts';
import type { OpenOffice } from '../open-office.ts';
import { breachLetterDocument, noticeDocument, processingDocument, rolesDocument } from './print-papers.ts';
import { registerFileName, writeRegister } from './write-register.ts';

/** What the shell asks for papers and files of data protection. */
export const dataProtectionShell: Readonly<Record<string, (open: OpenOffice, input: unknown) => unknown>> = {
  registerFileName: (open) => ({ fileName: registerFileName(open) }),
  writeRegister: (open, input) => {
    const { path, ...order } = processingCalls.write.input.extend({ path: z.string().min(1) }).parse(input);
    return writeRegister(open, order, path);
  },
  printProcessing: (open, input) => processingDocument(open, printCalls.makeProcessing.input.parse(input)),
  printRoles: (open, input) => rolesDocument(open, printCalls.makeRoles.input.parse(input)),
  printNotice: (open, input) => noticeDocument(open, printCalls.makeNotice.input.parse(input)),
  printBreachLetter: (open, input) => breachLetterDocument(open, printCalls.makeBreachLetter.input.parse(input)),
};
