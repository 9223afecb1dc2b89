import type { OpenHandlers } from '../call-table.ts';
import { addToAgreement, listAgreements, openAgreement, readAgreement } from './agreements.ts';
import { keepAssessment, keepSelfCheck, readAssessment, readSelfCheck } from './assessment.ts';
import { listDisputes, markDisputed, settleDispute } from './disputes.ts';
import {
  keepRegister,
  readRegister,
  readVersion,
  setOfficeCountry,
  setProcessingOffice,
} from './processing-register.ts';
import { decidePurpose, explainQuestion, readPurposes } from './purposes.ts';

/** The calls about what the office keeps and why: the register of processing and what stands beside it. */
export const dataProtectionHandlers = {
  'processing.read': readRegister,
  'processing.version': readVersion,
  'processing.keep': keepRegister,
  'processing.setOffice': setProcessingOffice,
  'processing.setCountry': setOfficeCountry,
  'processing.purposes': readPurposes,
  'processing.decide': decidePurpose,
  'processing.explain': explainQuestion,
  'assessments.read': readAssessment,
  'assessments.keep': keepAssessment,
  'assessments.selfCheck': readSelfCheck,
  'assessments.keepSelfCheck': keepSelfCheck,
  'agreements.list': listAgreements,
  'agreements.read': readAgreement,
  'agreements.open': openAgreement,
  'agreements.add': addToAgreement,
  'disputes.list': listDisputes,
  'disputes.mark': markDisputed,
  'disputes.settle': settleDispute,
} satisfies Partial<OpenHandlers>;
