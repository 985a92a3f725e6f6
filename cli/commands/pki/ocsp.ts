import type {CommandModule} from 'yargs';
import type {TrustAnchor} from '../../../centre/authorities/authorities.ts';
import type {CertificateKind} from '../../../centre/authorities/certificate-kind.ts';
import {authorityAsked} from '../../../centre/ocsp/authority-asked.ts';
import {personaFrom} from '../../../emulator/index.ts';
import {realClock, virtualClock} from '../../../protocol/index.ts';
import {createTestWorld} from '../../../scenarios/world/test-world.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf} from '../../language.ts';
import {allAuthorities} from '../../pki/all-authorities.ts';
import {authorityOf, generationOption} from '../../pki/asked-authority.ts';
import {atOption, kindOption} from '../../pki/kind-option.ts';
import {checkOut, deliver, type OutChoice, outOptions} from '../../pki/out-options.ts';
import {objectsInFile} from '../../pki/pem-objects.ts';
import {revokedOption, revokedSerials} from '../../pki/revoked-option.ts';
import {readBytes} from '../../read-bytes.ts';
import {instantOf} from '../../verify/instant.ts';

interface Options extends OutChoice {
  request: string;
  kind: CertificateKind;
  generation: string | undefined;
  persona: string | undefined;
  revoked: string[];
  at: string | undefined;
}

/** `kazasu pki ocsp REQUEST`: what the test authorities' responder answers to a request in a file. */
export const ocsp: CommandModule<object, Options> = {
  command: 'ocsp <request>',
  describe: 'Answer an OCSP request in a file as the responder of a test authority',
  builder: (yargs) =>
    yargs
      .positional('request', {type: 'string', demandOption: true, describe: 'OCSP request, DER'})
      .option('persona', {type: 'string', describe: 'A persona whose revocation the responder knows'})
      .options(revokedOption)
      .options(kindOption)
      .options(generationOption)
      .options(atOption)
      .options(outOptions)
      .example('$0 pki ocsp request.der --out answer.der', 'Answer a request that openssl ocsp -reqout made')
      .epilogue(
        `The authority is the one that is asked about; --kind and --generation say who answers where it is none of them. ${exitStatusHelp}`,
      ),
  async handler(options) {
    checkOut(options);
    const at = options.at === undefined ? realClock().wall() : new Date(instantOf(options.at));
    const world = createTestWorld({clock: virtualClock(at)});
    const bytes = readBytes(options.request);
    const request = objectsInFile(bytes)[0]?.der ?? bytes;
    if (options.persona !== undefined) {
      await world.cardFor(personaFrom(options.persona, realClock().wall()));
    }
    const {status} = world.centre;
    for (const {serialNumber, ...revocation} of revokedSerials(options.revoked, at)) {
      status?.states.revoke(serialNumber, revocation);
    }
    const asked = authorityAsked(request, (await allAuthorities(world, at)) as readonly TrustAnchor[]);
    const answering = asked ?? (await authorityOf(world, options, at));
    const responder = await status?.responder(answering);
    const facts = {kind: answering.kind, generation: answering.generation, known: asked !== undefined};
    const der = responder?.respond(request) ?? new Uint8Array(0);
    deliver({label: 'OCSP RESPONSE', der}, options, facts, languageOf(options.lang));
  },
};
