import {Document, isMap, isScalar} from 'yaml';
import type {Figure, TimingProfile} from './timing-profile.ts';

/** A profile as the text of a file, YAML, with every figure and its source: what `--timing FILE` reads. */
export const timingProfileText = (profile: TimingProfile): string => {
  const {link, memory, commands, keyOperations} = profile;
  const document = new Document({
    kind: 'kazasu-timing-profile',
    version: 1,
    name: profile.name,
    title: profile.title,
    evidence: profile.evidence,
    reference: profile.reference,
    ...(Object.keys(commands).length > 0 ? {commands: written(commands)} : {}),
    otherCommands: figure(profile.otherCommands),
    ...(Object.keys(keyOperations).length > 0 ? {keyOperations: written(keyOperations)} : {}),
    memory: written(memory),
    link: written(link),
  });
  oneLineFigures(document.contents);
  return document.toString({lineWidth: 0});
};

const written = (figures: Readonly<Partial<Record<string, Figure>>>): Record<string, object> =>
  Object.fromEntries(Object.entries(figures).flatMap(([name, one]) => (one ? [[name, figure(one)]] : [])));

const figure = ({value, spread, evidence, reference, samples}: Figure): object => ({
  value,
  ...(spread === 0 ? {} : {spread}),
  evidence,
  reference,
  ...(samples === undefined ? {} : {samples}),
});

/** A figure reads best in one line. */
const oneLineFigures = (node: unknown): void => {
  if (isMap(node)) {
    node.flow = node.items.some(({key}) => isScalar(key) && key.value === 'value');
    for (const {value} of node.items) {
      oneLineFigures(value);
    }
  }
};
