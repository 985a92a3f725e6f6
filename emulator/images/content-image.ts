import {z} from 'zod';
import {areaNames, fromHex, toHex} from '../../protocol/index.ts';
import {
  authenticationTries,
  type CardContent,
  type DomainKey,
  type Instance,
  type LoadFile,
  type SecurityDomain,
} from '../content-management/content.ts';
import {domainPackage} from '../content-management/packages.ts';
import {issuerDomain} from '../content-management/registry.ts';

const aid = z
  .string()
  .regex(/^([0-9A-F]{2}){5,16}$/)
  .describe('AID, upper-case hex');
const hex = z.string().regex(/^([0-9A-F]{2})*$/);
const byte = z.int().min(0).max(0xff);

const keyImage = z.strictObject({
  version: byte.describe('Key version'),
  id: byte.describe('Key identifier'),
  type: byte.describe('GPC 2.3.1 table 11-16: 128 triple DES, 136 AES, 161 RSA, 176 elliptic curve'),
  value: z.base64().describe('The key; of a public key SubjectPublicKeyInfo DER; base64'),
});

const domainImage = z.strictObject({
  keys: z.array(keyImage).describe('Its keys; without any it is reached with those of its own domain'),
  secureChannel: z
    .strictObject({
      protocol: z.enum(['scp02', 'scp03']).describe('Its name'),
      i: byte.describe('Options of the protocol'),
    })
    .describe('The secure channel it speaks'),
  sequenceCounter: z.int().min(0).max(0xffffff).describe('Sessions so far'),
  triesLeft: z.int().min(0).max(authenticationTries).describe('Failed authentications that are left'),
  quota: z.int().min(0).describe('Bytes that may be put below it').optional(),
  instanceLimit: z.int().min(0).describe('Applications that may be below it').optional(),
  area: z.enum(areaNames).describe('The area of the card it stands for').optional(),
  dataObjects: z.record(hex, hex).describe('Data objects that were written, value by tag, hex').optional(),
});

const loadFileImage = z.strictObject({
  modules: z.array(aid).describe('AIDs of what can be installed from it'),
  imports: z.array(aid).describe('AIDs of other load files it needs'),
  version: z.tuple([byte, byte]).describe('Version of the package, major and minor'),
  size: z.int().min(0).describe('Bytes of its load file data block'),
  hash: hex.length(64).describe('SHA-256 of its load file data block'),
  domain: aid.describe('The security domain it belongs to'),
});

/** What is kept of an installed application besides its own data. */
const instanceFields = {
  loadFile: aid.describe('The load file it was installed from'),
  module: aid.describe('What of it'),
  privileges: z.int().min(0).max(0xffffff).describe('Three bytes as one number'),
  lifeCycle: byte.describe('GPC 2.3.1 tables 11-4 and 11-5; 128 and more is locked'),
  domain: aid.describe('The security domain it belongs to'),
  parameters: hex.describe('What it was installed with (C9), hex'),
  reserved: z.int().min(0).describe('Bytes set aside for its data').optional(),
};

/** The card's content in an image; `data` of an instance has the form of an application. */
export const contentImage = <T extends z.ZodType>(data: T) =>
  z.strictObject({
    lifeCycle: z
      .union([1, 7, 15, 127, 255].map((state) => z.literal(state)))
      .describe('Life cycle of the card manager'),
    productionLifeCycle: hex.length(84).describe('Card production life cycle data (CPLC), hex'),
    diversificationData: hex.length(20).describe('What keys are diversified by, hex'),
    confirmationCounter: z.int().min(0).max(0xffff).describe('Receipts so far'),
    loadFiles: z.record(aid, loadFileImage).describe('Loaded files by AID'),
    instances: z
      .record(
        aid,
        z.strictObject({...instanceFields, data: data.describe('What the application keeps').optional()}),
      )
      .describe('Installed applications and security domains by AID'),
    domains: z.record(aid, domainImage).describe('Security domains by AID, the issuer’s among them'),
  });

type Image = z.infer<ReturnType<typeof contentImage>>;

/** The content without what the applications keep, which the caller knows how to read. */
export const contentOf = (image: Image): CardContent => ({
  lifeCycle: image.lifeCycle,
  productionLifeCycle: fromHex(image.productionLifeCycle),
  diversificationData: fromHex(image.diversificationData),
  confirmationCounter: image.confirmationCounter,
  loadFiles: mapOf(image.loadFiles, ({hash, ...file}): LoadFile => ({...file, hash: fromHex(hash)})),
  instances: mapOf(
    image.instances,
    ({data: _, reserved, parameters, ...instance}): Instance => ({
      ...instance,
      parameters: fromHex(parameters),
      ...(reserved === undefined ? {} : {reserved}),
    }),
  ),
  domains: mapOf(image.domains, domainOf),
});

type DomainImage = z.infer<typeof domainImage>;

const domainOf = ({
  keys,
  dataObjects,
  quota,
  instanceLimit,
  area,
  ...domain
}: DomainImage): SecurityDomain => ({
  ...domain,
  keys: keys.map((key): DomainKey => ({...key, value: Uint8Array.from(Buffer.from(key.value, 'base64'))})),
  ...(quota === undefined ? {} : {quota}),
  ...(instanceLimit === undefined ? {} : {instanceLimit}),
  ...(area === undefined ? {} : {area}),
  dataObjects: new Map(
    Object.entries(dataObjects ?? {}).map(([tag, value]) => [Number.parseInt(tag, 16), fromHex(value)]),
  ),
});

/** The image of the content; `dataOf` gives the image of what an application keeps. */
export const imageOfContent = <T>(
  content: CardContent,
  dataOf: (aid: string) => T | undefined,
): Omit<Image, 'instances'> & {instances: Record<string, Image['instances'][string] & {data?: T}>} => ({
  lifeCycle: content.lifeCycle as Image['lifeCycle'],
  productionLifeCycle: toHex(content.productionLifeCycle),
  diversificationData: toHex(content.diversificationData),
  confirmationCounter: content.confirmationCounter,
  loadFiles: recordOf(content.loadFiles, ({modules, imports, version, hash, ...file}) => ({
    modules: [...modules],
    imports: [...imports],
    version: [version[0], version[1]],
    ...file,
    hash: toHex(hash),
  })),
  instances: recordOf(content.instances, ({parameters, ...instance}, aidText) => {
    const data = dataOf(aidText);
    return {...instance, parameters: toHex(parameters), ...(data === undefined ? {} : {data})};
  }),
  domains: recordOf(content.domains, imageOfDomain),
});

const imageOfDomain = ({keys, dataObjects, secureChannel, ...domain}: SecurityDomain): DomainImage => ({
  keys: keys.map((key) => ({...key, value: Buffer.from(key.value).toString('base64')})),
  secureChannel: {...secureChannel},
  ...domain,
  ...(dataObjects.size > 0
    ? {
        dataObjects: Object.fromEntries([...dataObjects].map(([tag, value]) => [tagText(tag), toHex(value)])),
      }
    : {}),
});

const tagText = (tag: number): string =>
  tag
    .toString(16)
    .toUpperCase()
    .padStart(tag > 0xff ? 4 : 2, '0');

const mapOf = <A, B>(record: Readonly<Record<string, A>>, convert: (value: A) => B): Map<string, B> =>
  new Map(Object.entries(record).map(([key, value]) => [key, convert(value)]));

const recordOf = <A, B>(
  map: ReadonlyMap<string, A>,
  convert: (value: A, key: string) => B,
): Record<string, B> => Object.fromEntries([...map].map(([key, value]) => [key, convert(value, key)]));

/** What an image may say that no card can have: something that belongs to nobody. Undefined: nothing. */
export const contentFault = ({instances, loadFiles, domains}: Image): string | undefined => {
  if (!domains[issuerDomain]) {
    return `domains has no ${issuerDomain}`;
  }
  for (const [name, {domain}] of [...Object.entries(instances), ...Object.entries(loadFiles)]) {
    if (!domains[domain]) {
      return `${name} belongs to ${domain}, which is no security domain`;
    }
  }
  const bare = Object.entries(instances).find(
    ([name, {loadFile}]) => loadFile === domainPackage.loadFile && !domains[name],
  );
  if (bare) {
    return `the security domain ${bare[0]} keeps nothing`;
  }
  const circle = Object.keys(domains).find((name) => !endsAtIssuer(instances, name));
  if (circle) {
    return `the security domain ${circle} belongs to itself`;
  }
  const lost = Object.keys(domains).find((name) => name !== issuerDomain && !instances[name]);
  return lost && `the security domain ${lost} is not among the instances`;
};

/** From domain to domain upwards, each once. */
const endsAtIssuer = (instances: Image['instances'], name: string): boolean => {
  const seen = new Set<string>();
  let at: string | undefined = name;
  while (at !== undefined && at !== issuerDomain && !seen.has(at)) {
    seen.add(at);
    at = instances[at]?.domain;
  }
  return at === undefined || at === issuerDomain;
};
