import {
  authentication,
  commandSecurity,
  initializeUpdateResponse,
  type StaticKeys,
} from '../../protocol/globalplatform/index.ts';
import {command, commandApdu, fromHex, toHex} from '../../protocol/index.ts';
import {bareImage, domains, lv, selecting} from '../support/managed-card.ts';
import {deleting, installing, loading, manage, testPackage} from '../support/managing.ts';
import type {Sequence, TorturedCommand} from './sequences.ts';

const hostChallenge = fromHex('0102030405060708');
const [one, two] = ['F04B415A41535509010101', 'F04B415A41535509010102'];

/** A session without protection, so that what follows need not know what came before it. */
const session = ({aid, keys}: {readonly aid: string; readonly keys: StaticKeys}): TorturedCommand[] => [
  {apdu: selecting(aid)},
  {apdu: `8050000008${toHex(hostChallenge)}00`},
  {apdu: (answer) => externalAuthenticate(keys, answer)},
];

/** Behind a power cut there is no answer; then it does not matter what is sent. */
const externalAuthenticate = (keys: StaticKeys, answer: Uint8Array): string => {
  const response = initializeUpdateResponse.decode(answer, 0x55);
  if (!response) {
    return '84820000';
  }
  const {channel, hostCryptogram} = authentication(keys, {
    ...response,
    sequence: response.sequence ?? 0,
    hostChallenge,
  });
  const [sent = ''] = commandSecurity(channel)
    .wrap(command({cla: 0x80, ins: 0x82, p1: 0, p2: 0, data: hostCryptogram}))
    .map((apdu) => toHex(commandApdu.encode(apdu)));
  return sent;
};

const apdus = (...commands: readonly string[]): TorturedCommand[] => commands.map((apdu) => ({apdu}));

const personalising = (aid: string): string => manage('E6', 0x20, 0, `0000${lv(aid)}000000`);
const storing = (p1: number, p2: number, data: string): string => manage('E2', p1, p2, data);

/** What is loaded, installed and written is whole or absent, whenever the power goes. */
export const contentSequences: readonly Sequence[] = [
  {
    title: 'sessions with two domains',
    card: () => bareImage(),
    commands: [...session(domains.issuer), ...session(domains.ordinance)],
  },
  {
    title: 'LOAD in several blocks into an area, and INSTALL',
    card: () => bareImage(),
    commands: [
      ...session(domains.ordinance),
      ...apdus(...loading(testPackage), installing({aid: one}), installing({aid: two})),
      ...apdus(manage('F0', 0x40, 0x80, one), manage('F0', 0x40, 0x00, one)),
    ],
  },
  {
    title: 'personalisation in several blocks, and use',
    card: () => bareImage(),
    commands: [
      ...session(domains.ordinance),
      ...apdus(...loading(testPackage), installing({aid: one})),
      ...apdus(personalising(one), storing(0, 0, '0148414C4C4F'), storing(0x80, 1, '0231323334')),
      ...apdus(selecting(one), '8010000000', '8010000000', '8010000000', '8010000000', '8010000000'),
    ],
  },
  {
    title: 'DELETE of an instance, then of the load file with the other',
    card: () => bareImage(),
    commands: [
      ...session(domains.issuer),
      ...apdus(...loading(testPackage), installing({aid: one}), installing({aid: two})),
      ...apdus(deleting(one), deleting(testPackage.aid, true)),
    ],
  },
  {
    title: 'a security domain with an application extradited to it, locked and unlocked together',
    card: () => bareImage(),
    commands: [
      ...session(domains.issuer),
      ...apdus(...loading(testPackage), installing({aid: one})),
      ...apdus(
        installing({
          file: 'A0000001515350',
          module: 'A000000151535041',
          aid: 'F04B415A415355090102',
          privileges: '800000',
          parameters: 'C900EF04C8020400',
        }),
        manage('E6', 0x10, 0, `${lv('F04B415A415355090102')}00${lv(one)}000000`),
        storing(0x80, 0, '420441424344'),
        manage('F0', 0x60, 0x80, 'F04B415A415355090102'),
        manage('F0', 0x60, 0x00, 'F04B415A415355090102'),
      ),
    ],
  },
];
