import {openCardManagement} from '../../centre/card-management/card-management.ts';
import {createCentre} from '../../centre/centre.ts';
import {openRelyingParties} from '../../centre/relying-parties/relying-parties.ts';
import {hashOfKey} from '../../centre/relying-parties/relying-party-key.ts';
import {type CentreService, openCentreService} from '../../centre/service/centre-service.ts';
import type {Listening} from '../../centre/service/listeners.ts';
import {certificateStates} from '../../centre/status/certificate-states.ts';
import {openCentreStore} from '../../centre/store/open-centre-store.ts';
import {type Recorder, type realClock, seededRandom} from '../../protocol/index.ts';
import {keyCache} from '../../scenarios/world/key-cache.ts';

export interface ServeCentreOptions {
  readonly host: string;
  readonly port: number;
  readonly statusPort: number;
  readonly seed: string;
  /** A file, or `:memory:`. */
  readonly store: string;
  readonly adminKey: string;
  /** 32 bytes, by which the card management system keeps its issuers' keys. */
  readonly installationKey: Uint8Array;
  readonly misbehaviours: readonly string[];
  readonly misbehaviourByRequest: boolean;
  readonly clock: ReturnType<typeof realClock>;
  readonly record?: Recorder;
  readonly onRequest?: Parameters<typeof openCentreService>[0]['onRequest'];
  readonly onDefect: (error: unknown) => void;
}

export interface ServedCentre extends Listening {
  readonly service: CentreService;
  /** Finishes what is in flight, and closes. */
  stop(): Promise<void>;
}

/** A centre of the test world that a seed grows, behind its HTTP service: it verifies that world's cards. */
export const serveCentre = async (options: ServeCentreOptions): Promise<ServedCentre> => {
  const {clock, host, port, statusPort, seed, adminKey, misbehaviours, record, onRequest} = options;
  const random = seededRandom(seed, keyCache()).fork('centre');
  const store = openCentreStore(options.store);
  const centre = createCentre({random, clock, status: {states: certificateStates(clock, store.status)}});
  const service = await openCentreService({
    centre,
    store,
    relyingParties: openRelyingParties({store, clock}),
    cardManagement: openCardManagement({store, clock, installationKey: options.installationKey}),
    clock,
    random,
    adminKeyHash: hashOfKey(adminKey),
    misbehaviourByRequest: options.misbehaviourByRequest,
    ...(record ? {record} : {}),
    ...(onRequest ? {onRequest} : {}),
    onDefect: options.onDefect,
  }).catch((error: unknown) => {
    store.close();
    throw error;
  });
  for (const misbehaviour of misbehaviours) {
    service.rules.add({misbehaviour});
  }
  await centre.ready();
  const listening = await service.listen({host, port, statusPort});
  return {
    ...listening,
    service,
    async stop() {
      await service.stop();
      store.close();
    },
  };
};

/** Whether a host name is this machine's own, which nobody else can reach. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
