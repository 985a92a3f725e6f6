import type {Phase} from '../../../engine/scenario.ts';
import {lifecyclePhases as p} from '../phases.ts';

/** A change of the record at the counter, up to what was written being read back. */
export const recordPhases: readonly Phase[] = [
  p.queue,
  p.identify,
  p.enterPins,
  p.askCard,
  p.verifyResidentPin,
  p.authenticateIssuer,
  p.drawRecord,
  p.writeText,
  p.writeFace,
  p.writeEntry,
  p.queueRevocation,
  p.readBack,
];

/** What it writes on the card. */
export const recordChanges = [
  'card/applications/text-assistance/contents/0002',
  'card/applications/text-assistance/contents/0003',
  'card/applications/card-surface/contents/0002',
] as const;

/** What the signing certificate's own change is. */
export const signatureChanges = [
  'card/applications/jpki/contents/0001',
  'card/applications/jpki/contents/0002',
  'card/applications/jpki/privateKeys/001A',
  'centre/certificates/*',
] as const;
