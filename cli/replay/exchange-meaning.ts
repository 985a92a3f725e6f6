import {
  applicationNames,
  type Exchange,
  fileNames,
  type SelectedApplication,
  type SelectedFile,
  type Sentence,
} from '../../protocol/index.ts';

/** What a command meant where it stood: its name, and what it worked on. */
export const meaningOf = ({name, operation}: Exchange): Sentence => {
  switch (operation.kind) {
    case 'select-application':
      return joined(name, applicationName(operation.application));
    case 'select-file':
      return joined(name, fileName(operation.file));
    case 'read':
      return joined(name, fileName(operation.file), {
        en: `from byte ${operation.offset}`,
        ja: `${operation.offset} バイト目から`,
      });
    case 'read-record':
      return joined(name, fileName(operation.file), {
        en: `record ${operation.record}`,
        ja: `レコード ${operation.record}`,
      });
    case 'query':
    case 'verify':
    case 'change':
      return joined(name, fileName(operation.credential));
    case 'sign':
      return joined(name, fileName(operation.key));
    case 'other':
      return joined(name);
  }
};

const joined = (name: string, ...parts: readonly Sentence[]): Sentence => ({
  en: [name, ...parts.map(({en}) => en)].join(', '),
  ja: [name, ...parts.map(({ja}) => ja)].join('、'),
});

const applicationName = ({name, aid}: SelectedApplication): Sentence =>
  name === undefined ? {en: aid, ja: aid} : applicationNames[name];

const fileName = ({application, id}: SelectedFile): Sentence => {
  const known = application?.name === undefined ? undefined : fileNames[application.name][id]?.name;
  const hex = `EF ${id.toString(16).toUpperCase().padStart(4, '0')}`;
  const file = known ?? (id === 0 ? {en: 'no EF', ja: 'EFなし'} : {en: hex, ja: hex});
  const where = application === undefined ? undefined : applicationName(application);
  return where === undefined ? file : {en: `${file.en} (${where.en})`, ja: `${file.ja}(${where.ja})`};
};
