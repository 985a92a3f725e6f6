import {aids} from '../../protocol/index.ts';
import type {AppletDefinition} from '../applets/applet.ts';
import {securityDomainShape} from '../content-management/security-domain.ts';
import type {Application, CommandRow} from '../os/application.ts';
import {application} from '../os/application.ts';
import {interindustryCommands} from '../os/commands/interindustry.ts';
import {issuerAuthentication} from '../os/commands/issuer-authentication.ts';
import {getStatus, municipalLifeCycle, setStatus} from '../os/commands/life-cycle.ts';
import {runRow} from '../os/dispatch.ts';

/** Two commands share these instructions: P1 tells the card's life cycle of the municipalities from the registry. */
const municipal = [getStatus, setStatus];

/**
 * What is selected at power-on. Selecting it leaves an application and ends its security status. [S3] The issuer proves
 * its authority here, and the card's content is managed from here.
 */
export const issuerSecurityDomain = (applets: readonly AppletDefinition[]): Application => {
  const {commands, ...shape} = securityDomainShape(applets);
  const own = commands.filter(
    ({cla, ins}) => !interindustryCommands.some((row) => row.cla === cla && row.ins === ins),
  );
  return application({
    name: 'issuer-security-domain',
    title: {en: 'Issuer security domain', ja: '発行者セキュリティドメイン'},
    aid: aids['issuer-security-domain'],
    ...shape,
    commands: [...interindustryCommands, issuerAuthentication, ...own.map(withMunicipal)],
  });
};

const withMunicipal = (row: CommandRow): CommandRow => {
  const other = municipal.find(({cla, ins}) => cla === row.cla && ins === row.ins);
  return other
    ? {
        ...row,
        run: (card, command) =>
          command.p1 === municipalLifeCycle ? runRow(card, other, command) : row.run(card, command),
      }
    : row;
};
