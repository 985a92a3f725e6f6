import type {CommandModule} from 'yargs';
import {authorityList} from './authorities.ts';
import {crl} from './crl.ts';
import {exportIdentity} from './export.ts';
import {issue} from './issue.ts';
import {ocsp} from './ocsp.ts';
import {show} from './show.ts';
import {sign} from './sign.ts';

/** `kazasu pki …`: what the test authorities issue, and what is made with it. */
export const pki: CommandModule = {
  command: 'pki',
  describe: 'Certificates, CRLs, OCSP answers and signed documents of the test authorities, as files',
  builder: (yargs) =>
    yargs
      .command(authorityList as CommandModule)
      .command(issue as CommandModule)
      .command(exportIdentity as CommandModule)
      .command(crl as CommandModule)
      .command(ocsp as CommandModule)
      .command(sign as CommandModule)
      .command(show as CommandModule),
  handler: () => undefined,
};
