import {createHash, verify, X509Certificate} from 'node:crypto';
import {applicationsOf} from '../../emulator/card-from-image.ts';
import {type Card, type CardImage, memoryStore} from '../../emulator/index.ts';
import {isDelivered} from '../../emulator/os/life-cycle.ts';
import {aids, fromHex, toHex} from '../../protocol/index.ts';
import {ClientView, type Known} from './client-view.ts';
import {askChallenge, issuerAuthority, proving, selectDomain} from './issuer-sequences.ts';
import {managedMemory} from './managed-memory.ts';
import {asking, idText, verifying} from './sequences.ts';
import {startedCard, textOf, tortureEnvironment} from './started-card.ts';

const seen = new Map<string, Promise<readonly string[]>>();

/**
 * What is wrong with a card that starts from this image: it says the tries it has, keeps what is protected, takes the
 * values it holds, and its certificates belong to its keys. One image is one answer, so each is asked once.
 */
export const startAgain = (image: CardImage): Promise<readonly string[]> => {
  const text = textOf(image);
  const known = seen.get(text) ?? lossesOf(image);
  seen.set(text, known);
  return known;
};

const lossesOf = async (image: CardImage): Promise<readonly string[]> => {
  const card = startedCard(image, tortureEnvironment(memoryStore));
  card.powerOn();
  return [
    ...(await readable(card)),
    ...(await credentials(card, image)),
    ...availability(image),
    ...(await keyPairs(card, image)),
    ...(await managedMemory(card, image)),
  ];
};

const send = async (card: Card, hex: string): Promise<string> =>
  toHex((await card.transmit(fromHex(hex))).slice(-2));

export const selecting = (application: string): string => {
  const aid = Object.hasOwn(aids, application) ? aids[application as keyof typeof aids] : new Uint8Array(0);
  return `00A4040C${aid.length.toString(16).padStart(2, '0')}${toHex(aid)}`;
};

const readable = async (card: Card): Promise<string[]> => {
  const losses: string[] = [];
  for (const {name, files} of card.applications) {
    for (const file of files) {
      if (file.kind === 'transparent' && file.read.kind !== 'always') {
        await send(card, selecting(name));
        await send(card, `00A4020C02${idText(file.id)}`);
        if ((await send(card, '00B0000004')) === '9000') {
          losses.push(`${name} ${idText(file.id)} can be read after a power cut`);
        }
      }
    }
  }
  return losses;
};

const credentials = async (card: Card, image: CardImage): Promise<string[]> => {
  const losses: string[] = [];
  for (const known of new ClientView(image).known) {
    const expected = answersOf(image, known);
    const answers =
      known.application === issuerAuthority.application
        ? await authority(card, known)
        : await credential(card, known);
    if (answers.some((answer, i) => answer !== expected[i])) {
      losses.push(
        `${known.application} ${idText(known.id)} answers ${answers.join(' and ')} after the start, not ${expected.join(' and ')}`,
      );
    }
  }
  return losses;
};

/** What asking and the right value are answered with; a value that is not set cannot be sent. */
const answersOf = (image: CardImage, {application, id, most, values: [value = '']}: Known): string[] => {
  const files = applicationsOf(image).find(({name}) => name === application)?.files;
  const file = files?.find((one) => one.id === id);
  const fixed = !file || (file.kind === 'credential' && file.fixed);
  const taken = most > 0 ? '9000' : '6984';
  if (image.applications[application]?.locked) {
    return ['6985', '6985'];
  }
  const asked = `63C${most.toString(16).toUpperCase()}`;
  const waits = !fixed && !isDelivered(image.issuer.lifeCycle);
  return value === '' ? [asked] : [asked, waits ? '6985' : taken];
};

const credential = async (card: Card, known: Known): Promise<string[]> => {
  const [value = ''] = known.values;
  await send(card, selecting(known.application));
  const asked = await send(card, asking(known));
  return value === '' ? [asked] : [asked, await send(card, verifying(known, value, true).apdu)];
};

const authority = async (card: Card, {values: [key = '']}: Known): Promise<string[]> => {
  await send(card, selectDomain.apdu);
  const asked = await send(card, '00820001');
  const challenge = (await card.transmit(fromHex(askChallenge.apdu))).slice(0, -2);
  const {apdu} = proving(key);
  return [asked, await send(card, typeof apdu === 'string' ? apdu : apdu(challenge))];
};

/** Certificate, key and credential of the two pairs, and their place in EF 0008. */
const pairs = [
  {certificate: '0001', key: '001A', id: 0x1b, place: 0},
  {certificate: '000A', key: '0017', id: 0x18, place: 1},
] as const;

const usable = 0x8f;

const availability = ({applications}: CardImage): string[] => {
  const contents = applications['jpki']?.contents ?? {};
  const said = Buffer.from(contents['0008'] ?? '', 'base64');
  return pairs
    .filter(({certificate, place}) => (said[place] === usable) !== Object.hasOwn(contents, certificate))
    .map(({certificate}) => `EF 0008 does not agree with the certificate ${certificate}`);
};

/** The card signs, and the certificate it hands out judges. Certificates that are none are left alone. */
const keyPairs = async (card: Card, image: CardImage): Promise<string[]> => {
  const {contents = {}, credentials: secrets = {}, locked} = image.applications['jpki'] ?? {};
  const losses: string[] = [];
  for (const {certificate, key, id} of pairs) {
    const x509 = parsed(contents[certificate]);
    const secret = secrets[idText(id)];
    if (x509 && secret?.triesLeft && !locked && isDelivered(image.issuer.lifeCycle)) {
      await send(card, selecting('jpki'));
      await send(card, verifying({application: 'jpki', id}, secret.value, true).apdu);
      const message = Buffer.from(`${certificate} certifies ${key}`);
      const hash = createHash('sha256').update(message).digest('hex');
      const p2 = (0x80 | (Number.parseInt(key, 16) & 0x1f)).toString(16);
      const signature = (await card.transmit(fromHex(`802A02${p2}20${hash}00`))).slice(0, -2);
      if (!verify('sha256', message, x509.publicKey, signature)) {
        losses.push(`the certificate ${certificate} does not belong to the key ${key}`);
      }
    }
  }
  return losses;
};

const parsed = (base64: string | undefined): X509Certificate | undefined => {
  try {
    return new X509Certificate(Buffer.from(base64 ?? '', 'base64'));
  } catch {
    return undefined;
  }
};
