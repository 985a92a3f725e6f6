import type {PathInputs} from '../../centre/index.ts';
import {UsageError} from '../usage-error.ts';
import type {Answer} from './answer.ts';
import {documentIn} from './document-file.ts';
import type {MaterialFiles} from './material-files.ts';
import {type DocumentAnswer, type DocumentFiles, verifyDocument} from './verify-document.ts';
import {verifyFilesWithOcsp} from './verify-files.ts';

/** What a file was, and the answer about it. */
export type FileAnswer =
  | {readonly holds: 'document'; readonly answer: DocumentAnswer}
  | {readonly holds: 'certificate'; readonly answer: Answer};

/** Judges the certificate or the signed document in a file. @throws KazasuError `KZS-VERIFY-…`, `KZS-CLI-USAGE` */
export const verifyFile = async (
  files: MaterialFiles,
  file: string,
  {content, ocsp, ...paths}: DocumentFiles,
  inputs: PathInputs,
): Promise<FileAnswer> => {
  const document = documentIn(file);
  if (document) {
    const answer = await verifyDocument(files, document, {...paths, ocsp, content}, inputs);
    return {holds: 'document', answer};
  }
  if (content !== undefined) {
    throw new UsageError({
      en: `--content goes with a signed document, but ${file} is none`,
      ja: `--content は署名文書と組み合わせますが、${file} は署名文書ではありません`,
    });
  }
  return {holds: 'certificate', answer: await verifyFilesWithOcsp(files, file, paths, inputs, ocsp)};
};
