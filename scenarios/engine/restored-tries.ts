import type {RecordEvent} from '../../protocol/index.ts';
import {type TimedExchange, timedExchanges} from './timed-exchanges.ts';

/**
 * The places of tries that the terminal may have filled up since then (ns of the record), as patterns: of the
 * credentials that it verified or changed. What is inside secure messaging, or proves a key, may be any of its application.
 */
export const restoredTries = (events: readonly RecordEvent[], since: number): readonly string[] =>
  timedExchanges(events)
    .filter(({at, exchange}) => at >= since && exchange.succeeded)
    .flatMap(placesOf);

const placesOf = ({exchange}: TimedExchange): readonly string[] => {
  const {operation, name, command} = exchange;
  const known =
    operation.kind === 'verify' || operation.kind === 'change'
      ? operation.credential
      : operation.kind === 'other' && (name.endsWith('AUTHENTICATE') || ((command?.cla ?? 0) & 0x0c) !== 0)
        ? {application: exchange.application, id: 0}
        : undefined;
  if (!known?.application) {
    return [];
  }
  const {application, id} = known;
  const file = id === 0 ? '*' : id.toString(16).toUpperCase().padStart(4, '0');
  return [
    `card/applications/${application.name}/credentials/${file}/triesLeft`,
    `card/content/instances/${application.aid}/data/credentials/${file}/triesLeft`,
  ];
};
