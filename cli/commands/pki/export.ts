import type {CommandModule} from 'yargs';
import type {CertificateKind} from '../../../centre/authorities/certificate-kind.ts';
import {checkPassPhrase} from '../../../centre/export/pass-phrase.ts';
import {pkcs12} from '../../../centre/export/pkcs12.ts';
import {certificateOf} from '../../../centre/x509/certificate.ts';
import {realClock} from '../../../protocol/index.ts';
import {createTestWorld} from '../../../scenarios/world/test-world.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf} from '../../language.ts';
import {kindOption} from '../../pki/kind-option.ts';
import {checkOut, deliver, type Made, type OutChoice, outOptions} from '../../pki/out-options.ts';
import {
  cardOf,
  identityOn,
  type PersonChoice,
  personOptions,
  type TestIdentity,
} from '../../pki/persona-identity.ts';
import {passwordFileOption, secretFrom} from '../../pki/secret-input.ts';
import {UsageError} from '../../usage-error.ts';

const things = ['certificate', 'chain', 'key', 'pkcs12'] as const;
type Thing = (typeof things)[number];

interface Options extends OutChoice, PersonChoice {
  what: Thing;
  kind: CertificateKind;
  'password-file': string | undefined;
  plain: boolean;
}

/** `kazasu pki export WHAT`: certificates and keys of a test person for other programs. */
export const exportIdentity: CommandModule<object, Options> = {
  command: 'export <what>',
  describe: 'Certificate, chain, private key or PKCS#12 of a test person',
  builder: (yargs) =>
    yargs
      .positional('what', {choices: things, demandOption: true, describe: 'What to export'})
      .options(personOptions)
      .options(kindOption)
      .options(passwordFileOption('Pass phrase of the PKCS#12 or the key'))
      .option('plain', {type: 'boolean', default: false, describe: 'A private key without a pass phrase'})
      .options(outOptions)
      .example('$0 pki export pkcs12 --persona adult --password-file secret --out adult.p12', 'For a browser')
      .example('$0 pki export chain --persona adult', 'Certificate and issuer as PEM')
      .epilogue(
        `PKCS#12: key by AES-256-CBC with HMAC-SHA-256, MAC by HMAC-SHA-1, certificates in the clear. Files with keys are readable by their owner alone. These are keys of test people, which everybody can make. ${exitStatusHelp}`,
      ),
  async handler(options) {
    const {what, kind} = options;
    const language = languageOf(options.lang);
    checkOptions(options);
    checkOut(options, {secret: what === 'key' || what === 'pkcs12', binary: what === 'pkcs12'});
    const world = createTestWorld({clock: realClock()});
    const identity = identityOn(await cardOf(world, options), kind);
    const passPhrase = needsPassPhrase(options)
      ? await secretFrom(options['password-file'], {en: 'pass phrase', ja: 'パスフレーズ'}, language)
      : undefined;
    const made = await makers[what](identity, kind, passPhrase);
    const {serialNumber} = certificateOf(identity.certificate);
    const facts = {what, kind, persona: identity.persona, serialNumber: serialNumber.toUpperCase()};
    deliver(made, options, facts, language);
  },
};

type Maker = (
  identity: TestIdentity,
  kind: CertificateKind,
  passPhrase: string | undefined,
) => Promise<Made> | Made;

const makers: Readonly<Record<Thing, Maker>> = {
  certificate: ({certificate}) => ({label: 'CERTIFICATE', der: certificate}),
  chain: ({certificate, issuer}) => ({
    label: 'CERTIFICATE',
    der: certificate,
    below: [{label: 'CERTIFICATE', der: issuer}],
  }),
  key: (identity, _, passPhrase) => keyFile(identity, passPhrase),
  async pkcs12({persona, certificate, issuer, privateKey}, kind, passPhrase = '') {
    const friendlyName = `${persona.replace(/[^\x20-\x7e]/g, '?')} ${kind}`;
    const der = await pkcs12({privateKey, certificate, chain: [issuer], friendlyName}, passPhrase);
    return {label: 'CMS', der, secret: true, binary: true};
  },
};

/** PKCS#8; under a pass phrase by PBES2 with AES-256-CBC. */
const keyFile = ({privateKey}: TestIdentity, passPhrase: string | undefined): Made => {
  if (passPhrase === undefined) {
    const der = privateKey.export({format: 'der', type: 'pkcs8'});
    return {label: 'PRIVATE KEY', der, secret: true};
  }
  checkPassPhrase(passPhrase);
  const der = privateKey.export({
    format: 'der',
    type: 'pkcs8',
    cipher: 'aes-256-cbc',
    passphrase: passPhrase,
  });
  return {label: 'ENCRYPTED PRIVATE KEY', der, secret: true};
};

const needsPassPhrase = ({what, plain}: Options): boolean => what === 'pkcs12' || (what === 'key' && !plain);

const checkOptions = (options: Options): void => {
  const {what, plain, 'password-file': file, format} = options;
  if (plain && what !== 'key') {
    throw new UsageError({
      en: `--plain goes with key, but ${what} is exported`,
      ja: `--plain は key と組み合わせますが、${what} が指定されています`,
    });
  }
  if (file !== undefined && !needsPassPhrase(options)) {
    throw new UsageError({
      en: `--password-file goes with pkcs12, or with key without --plain, but ${what} needs no pass phrase`,
      ja: `--password-file は pkcs12 または (--plain なしの) key と組み合わせますが、${what} にパスフレーズは不要です`,
    });
  }
  if (what === 'chain' && format === 'der') {
    throw new UsageError({
      en: '--format der holds one certificate, but a chain has several; leave it out, or export certificate',
      ja: '--format der には証明書1通しか入りません。chain では指定しないか、certificate を書き出してください',
    });
  }
};
