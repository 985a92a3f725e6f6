import type {Sentence} from '../errors.ts';
import type {Exchange, SelectedApplication, SelectedFile} from './exchange.ts';
import {applicationNames, fileNames} from './file-names.ts';
import {contentTitle} from './known-applications.ts';

/** What an application is called: by its name, or as `AID D392F0…` where nobody knows it. */
export const applicationTitle = ({name, aid}: SelectedApplication): Sentence =>
  contentTitle(aid) ?? (name ? applicationNames[name] : {en: `AID ${aid}`, ja: `AID ${aid}`});

/** What an EF is called: by its name, else `EF 001E`; one that nobody can tell is `an unknown EF`. */
export const fileTitle = ({application, id}: SelectedFile): Sentence => {
  const known = application?.name ? fileNames[application.name][id]?.name : undefined;
  if (known) {
    return known;
  }
  const hex = `EF ${id.toString(16).toUpperCase().padStart(4, '0')}`;
  return id === 0 ? {en: 'an unknown EF', ja: '不明なEF'} : {en: hex, ja: hex};
};

/** What an exchange was about, without its outcome: `READ BINARY user authentication certificate`. */
export const exchangeTitle = ({name, operation}: Exchange): Sentence => {
  const object = objectOf(operation);
  return object ? {en: `${name} ${object.en}`, ja: `${name} ${object.ja}`} : {en: name, ja: name};
};

const objectOf = (operation: Exchange['operation']): Sentence | undefined => {
  switch (operation.kind) {
    case 'select-application':
      return applicationTitle(operation.application);
    case 'select-file':
    case 'read':
    case 'read-record':
      return fileTitle(operation.file);
    case 'query':
    case 'verify':
    case 'change':
      return fileTitle(operation.credential);
    case 'sign':
      return fileTitle(operation.key);
    case 'other':
      return undefined;
  }
};
