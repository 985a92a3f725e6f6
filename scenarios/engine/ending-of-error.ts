import {CardRefused} from '../../centre/index.ts';
import {KazasuError, type Sentence} from '../../protocol/index.ts';
import {globalPlatform, PinBlocked, UnexpectedStatus, WrongPin} from '../../terminal/index.ts';
import {cutReason, cutSentence, type Disturbance} from './disturbance.ts';
import {type Ending, Refused, type Scenario} from './scenario.ts';

/** Whom a card or centre refused with, by the id of the reason. */
const refusals = [
  [UnexpectedStatus, 'card-status'],
  [globalPlatform.GlobalPlatformStatus, 'card-status'],
  [CardRefused, 'card-status'],
  [WrongPin, 'wrong-pin'],
  [PinBlocked, 'pin-blocked'],
] as const;

/** Refusals by how their ids begin; the rest of the id is the reason's, behind these words. */
const refusalIds = [
  ['KZS-MANAGEMENT-', ''],
  ['KZS-APPLET-', ''],
  ['KZS-CENTRE-RENEWAL-', 'renewal-'],
  ['KZS-CENTRE-POSSESSION', 'possession'],
  ['KZS-ISSUER-PROOF', 'proof'],
] as const;

/** What a card or centre refused is a verdict on it; anything else is the bench's own trouble. */
export const endingOfError = (error: unknown): Ending => {
  const reason = sentenceOf(error);
  const reasonId = refusalOf(error);
  const refused = error instanceof Refused || reasonId !== undefined;
  return {verdict: refused ? 'fail' : 'error', ...(reasonId === undefined ? {} : {reasonId}), reason};
};

/**
 * The same where the run was disturbed on purpose: that card or line went away is not the bench's trouble then, and
 * told as what was done, whatever it looked like to whoever was cut off.
 */
export const endingOfDisturbedRun = (
  error: unknown,
  disturbance: Disturbance,
  phases: Scenario['phases'],
): Ending => {
  const cut = cutReason(error);
  const phase = phases.find(({id}) => id === disturbance.phase);
  return cut && phase
    ? {verdict: 'inconclusive', reasonId: cut, reason: cutSentence(disturbance, phase.title)}
    : endingOfError(error);
};

/** A precondition that could not be established leaves the device unjudged. */
export const endingOfPrecondition = (error: unknown, title: Sentence): Ending => {
  const why = sentenceOf(error);
  return {
    verdict: 'inconclusive',
    reasonId: 'precondition',
    reason: {
      en: `“${title.en}” must be so before it begins, but ${why.en}`,
      ja: `開始前に「${title.ja}」が必要ですが、${why.ja}`,
    },
  };
};

const refusalOf = (error: unknown): string | undefined => {
  if (error instanceof Refused) {
    return error.reasonId;
  }
  const found = refusals.find(([kind]) => error instanceof kind)?.[1];
  return found ?? (error instanceof KazasuError ? refusalById(error) : undefined);
};

const refusalById = ({id}: KazasuError): string | undefined => {
  const found = refusalIds.find(([beginning]) => id.startsWith(beginning));
  return found && `${found[1]}${id.slice(found[0].length).toLowerCase()}`;
};

const sentenceOf = (error: unknown): Sentence => {
  const why = error instanceof Error ? error.message : String(error);
  return error instanceof KazasuError ? error.sentence : {en: why, ja: why};
};
