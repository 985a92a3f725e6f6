import type {CommandModule} from 'yargs';
import type {CertificateKind} from '../../../centre/authorities/certificate-kind.ts';
import {openListIssuer} from '../../../centre/crl/list-issuer.ts';
import {partitionOf} from '../../../centre/crl/partition.ts';
import {certificateStates} from '../../../centre/status/certificate-states.ts';
import {revocationReasonNamed} from '../../../centre/status/revocation-reason.ts';
import {type StatusStore, statusInMemory} from '../../../centre/status/status-store.ts';
import {certificateOf} from '../../../centre/x509/certificate.ts';
import {revocationListOf} from '../../../centre/x509/revocation-list.ts';
import {personaFrom} from '../../../emulator/index.ts';
import {realClock, virtualClock} from '../../../protocol/index.ts';
import {createTestWorld, type TestWorld} from '../../../scenarios/world/test-world.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf} from '../../language.ts';
import {authorityOf, certificateIn, generationOption, issuerOf} from '../../pki/asked-authority.ts';
import {atOption, kindOption} from '../../pki/kind-option.ts';
import {checkOut, deliver, type OutChoice, outOptions} from '../../pki/out-options.ts';
import {identityOn} from '../../pki/persona-identity.ts';
import {type RevokedSerial, revokedOption, revokedSerials} from '../../pki/revoked-option.ts';
import {instantOf} from '../../verify/instant.ts';

interface Options extends OutChoice {
  kind: CertificateKind;
  generation: string | undefined;
  certificate: string | undefined;
  persona: string | undefined;
  full: boolean;
  revoked: string[];
  at: string | undefined;
}

/** `kazasu pki crl`: the day's revocation list of a test authority. */
export const crl: CommandModule<object, Options> = {
  command: 'crl',
  describe: 'The revocation list that a test authority publishes at a time',
  builder: (yargs) =>
    yargs
      .option('certificate', {type: 'string', describe: 'The list that covers this certificate'})
      .option('persona', {
        type: 'string',
        describe: 'The list that covers this persona’s certificate, with what the centre holds against it',
      })
      .option('full', {
        type: 'boolean',
        default: false,
        describe: 'All partitions in one list; so it is, too, without --certificate and --persona',
      })
      .conflicts('certificate', 'persona')
      .options(kindOption)
      .options(generationOption)
      .options(revokedOption)
      .options(atOption)
      .options(outOptions)
      .example('$0 pki crl --persona on-hold --out hold.crl', 'A card on hold')
      .example(
        '$0 pki crl --certificate c.pem --revoked 4A5B6C7D8E9F0A1B:keyCompromise --out c.crl',
        'A number of your own',
      )
      .epilogue(
        `Lists are of the day, from midnight in Japan on, and there ten minutes later (docs/deviations.md, C43). ${exitStatusHelp}`,
      ),
  async handler(options) {
    checkOut(options);
    const at = options.at === undefined ? realClock().wall() : new Date(instantOf(options.at));
    const world = createTestWorld({clock: virtualClock(at)});
    const covered = await coveredCertificate(world, options);
    const authority = covered
      ? await issuerOf(world, covered.certificate, at)
      : await authorityOf(world, options, at);
    const partition = covered && !options.full ? partitionOf(covered.certificate) : undefined;
    const store = statusInMemory();
    const authorityId = Buffer.from(authority.keyIdentifier).toString('hex');
    for (const one of [...revokedSerials(options.revoked, at), ...(covered?.revoked ?? [])]) {
      hold(store, one, authorityId, partition);
    }
    const list = openListIssuer(authority, certificateStates(virtualClock(at), store)).listAt(at, partition);
    const {thisUpdate, nextUpdate, number} = revocationListOf(list);
    const facts = {
      kind: authority.kind,
      generation: authority.generation,
      partition: partition ? 'certificate' : 'full',
      number: String(number),
      thisUpdate: new Date(thisUpdate).toISOString(),
      ...(nextUpdate === undefined ? {} : {nextUpdate: new Date(nextUpdate).toISOString()}),
    };
    deliver({label: 'X509 CRL', der: list}, options, facts, languageOf(options.lang));
  },
};

interface Covered {
  readonly certificate: Uint8Array;
  readonly revoked: readonly RevokedSerial[];
}

const coveredCertificate = async (
  world: TestWorld,
  {certificate, persona, kind}: Options,
): Promise<Covered | undefined> => {
  if (certificate !== undefined) {
    return {certificate: certificateIn(certificate), revoked: []};
  }
  if (persona === undefined) {
    return undefined;
  }
  const image = await world.cardFor(personaFrom(persona, realClock().wall()));
  const {serialNumbers = [], since = 0, reason = ''} = image.revocation ?? {};
  const identity = identityOn(image, kind);
  const own = certificateOf(identity.certificate).serialNumber.toUpperCase();
  return {
    certificate: identity.certificate,
    revoked: serialNumbers
      .filter((serialNumber) => serialNumber === own)
      .map((serialNumber) => ({
        serialNumber,
        since: new Date(since),
        reason: revocationReasonNamed(reason) ?? 'unspecified',
      })),
  };
};

const hold = (
  store: StatusStore,
  {serialNumber, reason, since}: RevokedSerial,
  authority: string,
  partition: Uint8Array | undefined,
): void => {
  const kind = reason === 'certificateHold' ? 'held' : 'revoked';
  store.put({
    serialNumber,
    authority,
    ...(partition ? {distributionPoint: Buffer.from(partition).toString('hex')} : {}),
    changes: [{kind, at: since, reason}],
  });
};
