import {DerError} from '../../centre/asn1/der-reader.ts';
import {judgePath, type PathJudgement, withUntrusted} from '../../centre/path/judge-path.ts';
import type {PathInputs} from '../../centre/path/path-state.ts';
import {answersAtHand} from '../../centre/status/answers-at-hand.ts';
import {objectInFile} from '../pki/pem-objects.ts';
import {type Answer, answerOf, unparsable, withStatus} from './answer.ts';
import type {MaterialFiles, MaterialPaths} from './material-files.ts';
import {readGivenFile} from './read-given-file.ts';

/**
 * The answer about the certificate in a file. Certificates that follow it in its file help to build the path; where
 * there are OCSP responses about it, they have to accept it too.
 * @throws KazasuError `KZS-VERIFY-…` where a file is missing, or not what it should be.
 */
export const verifyFilesWithOcsp = async (
  files: MaterialFiles,
  certificate: string,
  paths: MaterialPaths,
  inputs: PathInputs,
  ocsp: readonly string[],
): Promise<Answer> => {
  const responses = ocspResponses(ocsp);
  const {answer, judgement} = judged(files, certificate, paths, inputs);
  const [issuer, target] = judgement?.path.slice(-2) ?? [];
  if (responses.length === 0 || !answer.valid || !issuer || !target) {
    return answer;
  }
  const question = {certificate: target.der, issuer: issuer.der, at: new Date(inputs.at)};
  return withStatus(answer, await answersAtHand(question, responses));
};

/** OCSP responses in files, DER or PEM; what is in them is judged where they are used. */
export const ocspResponses = (paths: readonly string[]): Uint8Array[] =>
  paths.map(
    (path) =>
      objectInFile(readGivenFile(path, {en: 'a file with an OCSP response', ja: 'OCSP応答のファイル'}), path)
        .der,
  );

const judged = (
  files: MaterialFiles,
  certificate: string,
  paths: MaterialPaths,
  inputs: PathInputs,
): {readonly answer: Answer; readonly judgement?: PathJudgement} => {
  const {material, leftOut} = files.material(paths);
  try {
    const target = files.target(certificate);
    const all = target.others.length > 0 ? withUntrusted(material, target.others) : material;
    const judgement = judgePath(target.certificate, all, inputs);
    return {answer: answerOf(judgement, leftOut), judgement};
  } catch (error) {
    if (error instanceof DerError) {
      return {answer: unparsable(error.message)};
    }
    throw error;
  }
};
