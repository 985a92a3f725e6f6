import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {root, SetUpError} from './command.mjs';

/** Ends the set-up where Node is older than package.json asks for. */
export const checkNode = (version = process.versions.node) => {
  const {engines} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const needed = engines.node.replace('>=', '');
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
    throw new SetUpError(`Kazasu needs Node.js ${needed} or newer, but this is ${version}.`, 3);
  }
};
