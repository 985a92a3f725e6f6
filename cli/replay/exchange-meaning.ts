import {applicationTitle, type Exchange, exchangeTitle, type Sentence} from '../../protocol/index.ts';

/** What a command meant where it stood: its name, what it worked on, and in which application. */
export const meaningOf = (exchange: Exchange): Sentence => {
  const {operation, application} = exchange;
  const title = exchangeTitle(exchange);
  const where =
    application && operation.kind !== 'select-application' ? applicationTitle(application) : undefined;
  const place = placeOf(operation);
  return {
    en: `${title.en}${place ? `, ${place.en}` : ''}${where ? ` (${where.en})` : ''}`,
    ja: `${title.ja}${place ? `、${place.ja}` : ''}${where ? `(${where.ja})` : ''}`,
  };
};

const placeOf = (operation: Exchange['operation']): Sentence | undefined => {
  switch (operation.kind) {
    case 'read':
      return {en: `from byte ${operation.offset}`, ja: `${operation.offset} バイト目から`};
    case 'read-record':
      return {en: `record ${operation.record}`, ja: `レコード ${operation.record}`};
    default:
      return undefined;
  }
};
