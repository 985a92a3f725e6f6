import type {CommandModule} from 'yargs';
import {KazasuError} from '../../protocol/index.ts';
import {exitStatus, exitStatusHelp} from '../exit-status.ts';
import {languageOf, languageOption} from '../language.ts';
import {print, printPieces} from '../output.ts';
import {UsageError} from '../usage-error.ts';
import {answerText} from '../verify/answer.ts';
import {instantOf} from '../verify/instant.ts';
import {MaterialFiles} from '../verify/material-files.ts';
import {batchAnswers, policyOid} from '../verify/verify-batch.ts';
import {documentText} from '../verify/verify-document.ts';
import {verifyFile} from '../verify/verify-file.ts';

interface Options {
  certificate: string | undefined;
  trust: string[];
  untrusted: string[];
  crl: string[];
  ocsp: string[];
  content: string | undefined;
  at: string | undefined;
  policy: string[];
  'explicit-policy': boolean;
  'inhibit-policy-mapping': boolean;
  'inhibit-any-policy': boolean;
  batch: string | undefined;
  json: boolean;
  lang: string | undefined;
  '--'?: string[];
}

const files = (describe: string) =>
  ({type: 'string', array: true, default: [] as string[], describe, requiresArg: true}) as const;

const flag = (describe: string) => ({type: 'boolean', default: false, describe}) as const;

/** `kazasu verify CERT`: whether a valid path leads from a trust anchor to a certificate, RFC 5280 section 6. */
export const verify: CommandModule<object, Options> = {
  command: 'verify [certificate]',
  describe:
    'Verify a certificate or a signed document from a file: path, names, policies, and revocation where CRLs or OCSP responses are given',
  builder: (yargs) =>
    yargs
      .positional('certificate', {
        type: 'string',
        describe: 'Certificate, or signed document (CMS), PEM or DER',
      })
      .options(languageOption)
      .options({
        trust: files('Trust anchors, PEM or DER; several files, or the option again'),
        untrusted: files('Certificates a path may be built from'),
        crl: files('CRLs'),
        ocsp: files(
          'OCSP responses about the certificate itself; without these and CRLs, revocation is not checked',
        ),
        policy: files('Acceptable certificate policies (OID); default: any'),
      })
      .option('content', {
        type: 'string',
        describe: 'What is signed, for a document with a detached signature',
      })
      .option('at', {type: 'string', describe: 'Time in ISO 8601 with its zone; default: now'})
      .option('explicit-policy', flag('The path must be valid for one of the policies'))
      .option('inhibit-policy-mapping', flag('No policy may be mapped'))
      .option('inhibit-any-policy', flag('anyPolicy stands for no policy'))
      .option('batch', {
        type: 'string',
        describe: 'File with one question a line (JSON); one answer a line, none for blank lines',
      })
      .option('json', flag('Print JSON'))
      .example('$0 verify card.pem --trust root.pem --untrusted ca.pem --crl ca.crl', 'A card’s certificate')
      .example('$0 verify order.pdf.p7s --content order.pdf --trust anchors.pem', 'A signed document')
      .example(
        '$0 verify --batch questions.jsonl',
        '{"certificate": "card.pem", "trust": ["root.pem"]} a line',
      )
      .epilogue(exitStatusHelp),
  async handler(options) {
    const {batch, lang, json, trust, untrusted, crl: crls, ocsp, content, policy, at} = options;
    if (batch !== undefined) {
      refuseBeside(options);
      await printPieces(batchAnswers(batch, Date.now()));
      return;
    }
    const certificate = options.certificate ?? options['--']?.[0];
    if (certificate === '') {
      // What the parser makes of a lone hyphen.
      throw new UsageError({
        en: 'the name of a file was expected for the certificate, but "-" or an empty name came; standard input is not read',
        ja: '証明書にはファイル名が必要ですが、「-」または空の名前が指定されました。標準入力からは読みません',
      });
    }
    if (certificate === undefined || trust.length === 0) {
      throw new UsageError({
        en: 'a certificate (first, before the options) and --trust were expected, or --batch',
        ja: '証明書 (オプションより前) と --trust、または --batch が必要です',
      });
    }
    const files = new MaterialFiles();
    const language = languageOf(lang);
    const inputs = {
      at: at === undefined ? Date.now() : instantOf(at),
      explicitPolicy: options['explicit-policy'],
      inhibitPolicyMapping: options['inhibit-policy-mapping'],
      inhibitAnyPolicy: options['inhibit-any-policy'],
      ...(policy.length > 0 ? {policies: policy.map(checkedPolicy)} : {}),
    };
    const found = await verifyFile(files, certificate, {trust, untrusted, crls, ocsp, content}, inputs);
    const text =
      found.holds === 'document'
        ? documentText(found.answer, certificate, language)
        : answerText(found.answer, certificate, language);
    print(json ? JSON.stringify(found.answer, null, 2) : text);
    process.exitCode = found.answer.valid ? exitStatus.ok : exitStatus.failed;
  },
};

/** A batch brings its own questions: what is said beside it would be lost. */
const refuseBeside = (options: Options): void => {
  const {certificate, trust, untrusted, crl, ocsp, content, policy, at} = options;
  if (
    certificate !== undefined ||
    at !== undefined ||
    content !== undefined ||
    [trust, untrusted, crl, ocsp, policy].some(({length}) => length) ||
    options['explicit-policy'] ||
    options['inhibit-policy-mapping'] ||
    options['inhibit-any-policy']
  ) {
    throw new UsageError({
      en: '--batch takes certificates, files, time and policies from its lines, but some came beside it',
      ja: '--batch では証明書・ファイル・時刻・ポリシーを各行に書きます。併せて指定できません',
    });
  }
};

const checkedPolicy = (text: string): string => {
  if (!policyOid.safeParse(text).success) {
    throw new KazasuError('KZS-VERIFY-POLICY', {
      en: `an object identifier such as 1.2.392.200149.8.5.1.1.20 was expected after --policy, but "${text.slice(0, 80)}" came`,
      ja: `--policy には 1.2.392.200149.8.5.1.1.20 のようなオブジェクト識別子を指定しますが、「${text.slice(0, 80)}」が指定されました`,
    });
  }
  return text;
};
