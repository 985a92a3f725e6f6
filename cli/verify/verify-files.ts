import {DerError, judgePath, type PathInputs, withUntrusted} from '../../centre/index.ts';
import {type Answer, answerOf, unparsable} from './answer.ts';
import type {MaterialFiles, MaterialPaths} from './material-files.ts';

/**
 * The answer about the certificate in a file. Certificates that follow it in its file help to build the path.
 * @throws KazasuError `KZS-VERIFY-…` where a file is missing, or not what it should be.
 */
export const verifyFiles = (
  files: MaterialFiles,
  certificate: string,
  paths: MaterialPaths,
  inputs: PathInputs,
): Answer => {
  const {material, leftOut} = files.material(paths);
  try {
    const target = files.target(certificate);
    const all = target.others.length > 0 ? withUntrusted(material, target.others) : material;
    return answerOf(judgePath(target.certificate, all, inputs), leftOut);
  } catch (error) {
    if (error instanceof DerError) {
      return unparsable(error.message);
    }
    throw error;
  }
};
