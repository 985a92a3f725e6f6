import type {AccessRule} from '../../os/access-rule.ts';
import type {Application} from '../../os/application.ts';
import {type CredentialEf, type FileDefinition, fileIdText, type TransparentEf} from '../../os/file.ts';
import type {ApplicationState, CredentialState} from '../../os/state.ts';
import type {CredentialView, FileView, RuleView} from './card-view.ts';
import {certificateView} from './certificate-view.ts';
import {fileTitle} from './file-titles.ts';
import {fieldsOf} from './known-contents.ts';
import {ruleWords} from './rule-words.ts';

/** One EF of a card, without what must not be shown. */
export const fileView = (
  application: Application,
  file: FileDefinition,
  state: ApplicationState,
): FileView => ({
  id: fileIdText(file.id),
  title: fileTitle(file.name),
  kind: file.kind,
  evidence: file.evidence,
  ...(file.confidential ? {confidential: true} : {}),
  ...keptIn(application, file, state),
});

type Kept = Omit<FileView, 'id' | 'title' | 'kind' | 'evidence' | 'confidential'>;

const keptIn = (application: Application, file: FileDefinition, state: ApplicationState): Kept => {
  switch (file.kind) {
    case 'transparent':
      return transparentEf(application, file, state);
    case 'records': {
      const records = state.records.get(file.id);
      return {present: records !== undefined, records: records?.length ?? 0, read: ruleView(file.read)};
    }
    case 'credential': {
      const credential = state.credentials.get(file.id);
      return credential ? {present: true, credential: credentialView(file, credential)} : {present: false};
    }
    case 'private-key':
      return {
        present: state.privateKeys.has(file.id),
        use: ruleView(file.use),
        ...(state.pendingKeys?.has(file.id) ? {keyPending: true} : {}),
      };
    case 'public-key':
      return {present: state.publicKeys.has(file.id)};
    case 'internal':
      return {present: true};
  }
};

const transparentEf = ({name}: Application, file: TransparentEf, state: ApplicationState): Kept => {
  const content = state.contents.get(file.id);
  const rules = {
    read: ruleView(file.read),
    ...(file.update ? {update: ruleView(file.update)} : {}),
  };
  if (!content) {
    return {present: false, ...rules};
  }
  const certificate = certificateView(content, file, state);
  const fields = fieldsOf(name, file.id, content);
  return {
    present: true,
    bytes: content.length,
    ...(file.size === undefined ? {} : {allocatedBytes: Math.max(file.size, content.length)}),
    ...rules,
    ...(certificate ? {certificate} : {}),
    ...(fields.length > 0 ? {fields} : {}),
  };
};

const ruleView = (rule: AccessRule): RuleView => ({rule, words: ruleWords(rule)});

const credentialView = ({tries}: CredentialEf, {value, triesLeft}: CredentialState): CredentialView => ({
  state: value.length === 0 && tries > 0 ? 'not-set' : triesLeft === 0 ? 'blocked' : 'ready',
  triesLeft,
  tries,
});
