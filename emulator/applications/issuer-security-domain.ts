import {aids} from '../../protocol/index.ts';
import {application} from '../os/application.ts';
import {interindustryCommands} from '../os/commands/interindustry.ts';
import {issuerAuthentication} from '../os/commands/issuer-authentication.ts';
import {getStatus, setStatus} from '../os/commands/life-cycle.ts';

/** What is selected at power-on. Selecting it leaves an application and ends its security status. [S3] The issuer proves its authority here. */
export const issuerSecurityDomain = application({
  name: 'issuer-security-domain',
  title: {en: 'Issuer security domain', ja: '発行者セキュリティドメイン'},
  aid: aids['issuer-security-domain'],
  files: [],
  commands: [...interindustryCommands, issuerAuthentication, setStatus, getStatus],
});
