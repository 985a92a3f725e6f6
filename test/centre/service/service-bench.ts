import {sign} from 'node:crypto';
import {
  type CentreService,
  type CentreServiceParts,
  certificateStates,
  createCentre,
  hashOfKey,
  openCardManagement,
  openCentreService,
  openCentreStore,
  openRelyingParties,
} from '../../../centre/index.ts';
import {type RecordEvent, realClock, seededRandom} from '../../../protocol/index.ts';
import {keyCache} from '../../../scenarios/index.ts';
import {type JsonSchema, objections} from '../../support/json-schema.ts';
import {holder, holderKeys, seed} from '../bench-identity.ts';

export const adminKey = 'the-registrar-of-the-tests';

const publicKey = holderKeys.publicKey.export({type: 'spki', format: 'pem'}) as string;

/** What every issue in these tests asks for. */
export const order = {kind: 'user-authentication', holder, publicKey};

export interface Asked {
  readonly method?: string;
  readonly key?: string;
  readonly json?: unknown;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the answer is one that the document knows; default: yes. */
  readonly documents?: boolean;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads out of an answer has been held to its schema
  readonly json: any;
}

/** A service on ports of its own, whose every answer is held to its own OpenAPI document. */
export const serviceBench = async (settings: Partial<CentreServiceParts> = {}, host = '127.0.0.1') => {
  const clock = realClock();
  const store = settings.store ?? openCentreStore(':memory:');
  const states = certificateStates(clock, store.status);
  const random = seededRandom(seed, keyCache());
  const centre = createCentre({random, clock, status: {states}});
  const relyingParties = openRelyingParties({store, clock});
  const cardManagement = openCardManagement({
    store,
    clock,
    installationKey: new Uint8Array(32).fill(9),
    passwordCost: 4,
  });
  const events: RecordEvent[] = [];
  const defects: unknown[] = [];
  const service = await openCentreService({
    centre,
    store,
    relyingParties,
    cardManagement,
    clock,
    random,
    adminKeyHash: hashOfKey(adminKey),
    misbehaviourByRequest: true,
    record: (event) => events.push(event),
    onDefect: (error) => defects.push(error),
    // On a busy machine a connection lies idle for longer than usual between two requests of these tests.
    limits: {keepAliveMs: 60_000},
    ...settings,
  });
  const {url, statusUrl} = await service.listen({host, port: 0, statusPort: 0});
  const seen = new Set<string>();
  const ask = async (
    path: string,
    {method, key, json, body, headers = {}, documents = true}: Asked = {},
  ): Promise<Answered> => {
    const sent = json === undefined ? body : JSON.stringify(json);
    const verb = method ?? (sent === undefined ? 'GET' : 'POST');
    const response = await fetch(`${url}${path}`, {
      method: verb,
      redirect: 'manual',
      headers: {
        ...(key === undefined ? {} : {authorization: `Bearer ${key}`}),
        ...(json === undefined ? {} : {'content-type': 'application/json'}),
        ...headers,
      },
      ...(sent === undefined ? {} : {body: sent}),
      signal: AbortSignal.timeout(20_000),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    const type = response.headers.get('content-type') ?? '';
    const answered = {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      json: /json/.test(type) && text !== '' ? JSON.parse(text) : undefined,
    };
    if (documents) {
      const {name, objections: found} = judged(service, verb, path, answered);
      seen.add(`${name} ${response.status}`);
      if (found.length > 0) {
        throw new Error(`${name}: ${found.join('; ')}`);
      }
    }
    return answered;
  };
  const admin = (path: string, asked: Asked = {}): Promise<Answered> => ask(path, {key: adminKey, ...asked});
  const {json: party} = await admin('/registrar/relying-parties', {json: {name: 'bank'}});
  const asParty = (path: string, asked: Asked = {}): Promise<Answered> =>
    ask(path, {key: party.key, ...asked});
  let people = 0;
  /** A certificate of somebody new, as the registrar sees it. */
  const issued = async (extra: object = {}) => {
    people += 1;
    const address = `東京都清瀬市中里${people}番地`;
    const {json} = await admin('/registrar/certificates', {
      json: {...order, holder: {...holder, address}, ...extra},
    });
    return json;
  };
  return {
    issued,
    url,
    statusUrl,
    service,
    centre,
    store,
    cardManagement,
    clock,
    states,
    events,
    defects,
    seen,
    ask,
    admin,
    asParty,
    party,
  };
};

export type ServiceBench = Awaited<ReturnType<typeof serviceBench>>;

interface Operation {
  readonly responses: Readonly<
    Record<string, {readonly content?: Readonly<Record<string, {readonly schema: JsonSchema}>>}>
  >;
}

/** The operations of the document by method and path; `{x}` of a path fits one part of an address. */
export const documentedOperations = (service: CentreService) => {
  const {paths} = service.document() as {paths: Record<string, Record<string, Operation>>};
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
      operation,
    })),
  );
};

/** What an answer has that the document does not say, and the operation it belongs to. */
const judged = (service: CentreService, method: string, path: string, answer: Answered) => {
  const [address = ''] = path.split('?');
  const fitting = documentedOperations(service).filter(
    (one) => one.method === method && one.pattern.test(address),
  );
  // An address without parameters goes before one with, and the longest end before a shorter one.
  const [found] = fitting.sort((a, b) => fixed(b.path) - fixed(a.path));
  if (!found) {
    return {name: `${method} ${address}`, objections: ['is not in the document']};
  }
  const described = found.operation.responses[String(answer.status)];
  if (!described) {
    return {name: found.name, objections: [`${answer.status} is not in the document: ${answer.text}`]};
  }
  if (!described.content) {
    return {name: found.name, objections: answer.bytes.length === 0 ? [] : ['has a body']};
  }
  const [type = ''] = (answer.headers.get('content-type') ?? '').split(';');
  const schema = described.content[type]?.schema;
  if (!schema) {
    const wanted = Object.keys(described.content).join();
    return {name: found.name, objections: [`${answer.status} is of the type ${type}, not ${wanted}`]};
  }
  return {name: found.name, objections: answer.json === undefined ? [] : objections(schema, answer.json)};
};

const fixed = (path: string): number => path.replace(/\{[^}]+\}/g, '').length;

/** RSASSA-PKCS1-v1_5 by the holder's key, base64. */
export const signedByHolder = (data: Uint8Array): string =>
  sign('sha256', data, holderKeys.privateKey).toString('base64');

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
