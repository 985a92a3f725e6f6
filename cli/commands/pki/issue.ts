import {X509Certificate} from 'node:crypto';
import type {CommandModule} from 'yargs';
import type {CertificateKind} from '../../../centre/index.ts';
import {cardDates, dayInJapan, personaFrom, personOf} from '../../../emulator/index.ts';
import {realClock, systemRandom} from '../../../protocol/index.ts';
import {certificateHolder} from '../../../scenarios/world/certified-keys.ts';
import {createTestWorld, type TestWorld} from '../../../scenarios/world/test-world.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf} from '../../language.ts';
import {type CertificateOrder, holderFromFile} from '../../pki/holder-file.ts';
import {atOption, kindOption} from '../../pki/kind-option.ts';
import {checkOut, deliver, type OutChoice, outOptions} from '../../pki/out-options.ts';
import {identityOn} from '../../pki/persona-identity.ts';
import {wantedKey} from '../../pki/wanted-key.ts';
import {UsageError} from '../../usage-error.ts';
import {instantOf} from '../../verify/instant.ts';

interface Options extends OutChoice {
  persona: string | undefined;
  holder: string | undefined;
  'public-key': string | undefined;
  csr: string | undefined;
  kind: CertificateKind;
  at: string | undefined;
}

/** `kazasu pki issue`: a certificate of the test authorities for a key of one's own. */
export const issue: CommandModule<object, Options> = {
  command: 'issue',
  describe: 'Issue a certificate in the profile of the real ones to a test person',
  builder: (yargs) =>
    yargs
      .option('persona', {type: 'string', describe: 'Who: a persona, or the path of a persona file'})
      .option('holder', {type: 'string', describe: 'Who: a YAML or JSON file with the holder’s data'})
      .option('public-key', {type: 'string', describe: 'RSA public key of 2048 bits, PEM or DER'})
      .option('csr', {
        type: 'string',
        describe: 'Certification request (PKCS#10) instead; only its key counts',
      })
      .conflicts('persona', 'holder')
      .conflicts('public-key', 'csr')
      .options(kindOption)
      .options(atOption)
      .options(outOptions)
      .example(
        '$0 pki issue --holder holder.yaml --csr request.pem --out certificate.pem',
        'For a key of your own',
      )
      .epilogue(
        `Without --public-key and --csr it is the key of the persona’s card. An example of a holder file is examples/pki/holder.yaml. ${exitStatusHelp}`,
      ),
  async handler(options) {
    checkOut(options);
    const clock = realClock();
    const issuedAt = options.at === undefined ? clock.wall() : new Date(instantOf(options.at));
    const world = createTestWorld({clock});
    const order = orderOf(options, issuedAt);
    const publicKey = wantedKey(options) ?? (await keyOnCard(world, options));
    const {kind} = options;
    const issued = await world.centre.issue({...order, kind, publicKey, issuedAt});
    const facts = {
      kind,
      serialNumber: issued.serialNumber,
      notBefore: issued.notBefore.toISOString(),
      notAfter: issued.notAfter.toISOString(),
    };
    const made = {label: 'CERTIFICATE', der: issued.certificate} as const;
    deliver(made, options, facts, languageOf(options.lang));
  },
};

const orderOf = ({persona, holder}: Options, issuedAt: Date): CertificateOrder => {
  if (holder !== undefined) {
    return holderFromFile(holder);
  }
  if (persona === undefined) {
    throw new UsageError({
      en: '--persona NAME or --holder FILE was expected: a certificate is issued to somebody',
      ja: '--persona NAME または --holder FILE が必要です (証明書の所持者)',
    });
  }
  const found = personaFrom(persona, issuedAt);
  const {issuedOn, certificatesExpireOn} = cardDates(found, dayInJapan(issuedAt));
  // Number 0 is the persona's own holder, of whom nothing is drawn at random.
  const person = personOf(found, 0, systemRandom(), issuedOn);
  return {holder: certificateHolder(person), cardExpiresOn: certificatesExpireOn};
};

const keyOnCard = async (world: TestWorld, {persona, kind}: Options) => {
  if (persona === undefined) {
    throw new UsageError({
      en: '--public-key FILE or --csr FILE was expected beside --holder: the certificate is for some key',
      ja: '--holder には --public-key FILE または --csr FILE が必要です (証明書の対象となる鍵)',
    });
  }
  const image = await world.cardFor(personaFrom(persona, realClock().wall()));
  return new X509Certificate(identityOn(image, kind).certificate).publicKey;
};
