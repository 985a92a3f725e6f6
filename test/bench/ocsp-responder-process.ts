import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Authority} from '../../centre/authorities/authority.ts';
import {certificateStates, createCentre, ocspOverHttp} from '../../centre/index.ts';
import {realClock, seededRandom} from '../../protocol/index.ts';
import {keyCache} from '../../scenarios/index.ts';

/** The certificate that is asked about. */
export const ocspSerial = '4102030405060708';

const bench = () => {
  const clock = realClock();
  const states = certificateStates(clock);
  return createCentre({random: seededRandom('ocsp-bench', keyCache()), clock, status: {states}});
};

/** The authority that both responders answer for. */
export const ocspBenchAuthority = (): Promise<Authority> =>
  bench().authorities.issuing('user-authentication', new Date());

// `serve`: our responder on a port of its own, which it prints; ended by whoever started it.
if (process.argv[2] === 'serve') {
  const {kind, generation} = await ocspBenchAuthority();
  const responder = await bench().status?.responder({kind, generation});
  if (responder) {
    const server = createServer(ocspOverHttp(responder)).listen(0, '127.0.0.1', () => {
      process.stdout.write(String((server.address() as AddressInfo).port));
    });
  }
}
