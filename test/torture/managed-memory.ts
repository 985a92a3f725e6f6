import type {Card, CardImage} from '../../emulator/index.ts';
import {fromHex} from '../../protocol/index.ts';
import {selecting} from '../support/managed-card.ts';

type Content = NonNullable<CardImage['content']>;
type Data = CardImage['applications'][string];

/** As docs/deviations.md counts, D172. */
const overhead = {instance: 64, domain: 128} as const;

/**
 * What is wrong with what a card manages: something that belongs to nothing, or a domain that does not tell the memory
 * it has left, counted here anew from the image.
 */
export const managedMemory = async (card: Card, {content}: CardImage): Promise<string[]> => {
  if (!content) {
    return [];
  }
  const losses = orphans(content);
  for (const [aid, {quota}] of Object.entries(content.domains)) {
    // A locked domain cannot be asked.
    if (quota === undefined || (content.instances[aid]?.lifeCycle ?? 0) > 0x7f) {
      continue;
    }
    await card.transmit(fromHex(selecting(aid)));
    const answer = Buffer.from(await card.transmit(fromHex('80CAFF2100')));
    const told = answer.length > 12 ? answer.readUInt32BE(8) : undefined;
    const left = quota - taken(content, aid);
    if (told !== left) {
      losses.push(`the domain ${aid} tells ${told ?? 'no'} free bytes, and has ${left}`);
    }
  }
  return losses;
};

export const orphans = ({instances, loadFiles, domains}: Content): string[] => [
  ...Object.entries(instances)
    .filter(([aid, {loadFile, data}]) =>
      loadFile === 'A0000001515350' ? !domains[aid] : !loadFiles[loadFile] || !data,
    )
    .map(([aid]) => `the instance ${aid} lacks its load file or its data`),
  ...[...Object.entries(instances), ...Object.entries(loadFiles)]
    .filter(([, {domain}]) => !domains[domain])
    .map(([aid]) => `${aid} belongs to no domain`),
];

export const taken = (content: Content, domain: string): number => {
  const {instances, loadFiles, domains} = content;
  const files = Object.values(loadFiles).filter((file) => file.domain === domain);
  const mine = Object.entries(instances).filter(([, instance]) => instance.domain === domain);
  const objects = Object.values(domains[domain]?.dataObjects ?? {});
  return (
    objects.reduce((sum, value) => sum + value.length / 2, 0) +
    files.reduce((sum, {size}) => sum + size, 0) +
    mine.reduce((sum, [aid, {reserved = 0, data}]) => {
      const own = domains[aid];
      return own
        ? sum + overhead.domain + (own.quota ?? taken(content, aid))
        : sum + overhead.instance + Math.max(reserved, dataBytes(data));
    }, 0)
  );
};

const dataBytes = (data: Data | undefined): number => {
  const contents = Object.values(data?.contents ?? {}).map((value) => Buffer.from(value, 'base64').length);
  const credentials = Object.values(data?.credentials ?? {}).map(({value}) => value.length + 1);
  return [...contents, ...credentials].reduce((sum, bytes) => sum + bytes, 0);
};
