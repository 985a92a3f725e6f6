import {meaningOf} from './meaning.ts';
import {type Language, statusDigits} from './status-words.ts';
import type {TimelineExchange} from './timeline.ts';

/** An exchange as one line of JSON: times in nanoseconds after the origin, bytes as they were recorded. */
export const exchangeJson = (
  {at, end, card, side, decoded, atCard}: TimelineExchange,
  language: Language,
): string => {
  const {event, name, operation, sw, succeeded, application, file, chain, secureMessaging, masked} = decoded;
  return JSON.stringify({
    at,
    end,
    card,
    side,
    ...(side === 'both' ? {cardNs: atCard.reduce((sum, one) => sum + one.end - one.at, 0)} : {}),
    ...(event.modelled ? {modelled: event.modelled} : {}),
    command: event.command,
    response: event.response,
    masked,
    name,
    operation,
    application: application ?? null,
    file: file?.id ?? null,
    chain,
    secureMessaging,
    sw: sw ? statusDigits(sw) : null,
    succeeded,
    ...meaningOf(decoded, language),
  });
};
