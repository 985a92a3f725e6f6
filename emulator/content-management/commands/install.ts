import {installPurposes, instructions} from '../../../protocol/globalplatform/index.ts';
import {type CommandApdu, sw} from '../../../protocol/index.ts';
import type {AppletDefinition} from '../../applets/applet.ts';
import type {CommandRow, Reply} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import {LengthValueFields} from '../length-value.ts';
import {managementCommand} from '../management-command.ts';
import type {SecureChannelSession} from '../session.ts';
import {permission} from '../token.ts';
import {extradite} from './extradite.ts';
import {installApplication, makeSelectable} from './install-application.ts';
import {installForLoad} from './install-for-load.ts';
import {installForPersonalisation} from './install-for-personalisation.ts';
import type {InstallOrder} from './install-order.ts';
import {updateRegistry} from './update-registry.ts';

type InstallForm = (card: CardContext, order: InstallOrder) => Reply;

const forms = (applets: readonly AppletDefinition[]): Readonly<Record<number, InstallForm>> => ({
  [installPurposes.load]: installForLoad,
  [installPurposes.install]: installApplication(applets),
  [installPurposes.installAndMakeSelectable]: installApplication(applets),
  [installPurposes.makeSelectable]: makeSelectable,
  [installPurposes.extradition]: extradite,
  [installPurposes.registryUpdate]: updateRegistry,
});

/** INSTALL, GPC 2.3.1 clause 11.5: P1 what for, P2 00. The domain's own authority or a token allows it; see `permission`. */
export const install = (applets: readonly AppletDefinition[]): CommandRow => {
  const known = forms(applets);
  return managementCommand('INSTALL', instructions.install, (card, command, session) => {
    const {p1, p2} = command;
    if (p2 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    if (p1 === installPurposes.personalisation) {
      return installForPersonalisation(card, command, session);
    }
    const form = known[p1] ?? refuse(sw.incorrectP1P2);
    return form(card, orderOf(card, command, session));
  });
};

/** INSTALL [for load] has one field less than the other forms. */
const orderOf = (card: CardContext, command: CommandApdu, session: SecureChannelSession): InstallOrder => {
  const {p1: purpose, data} = command;
  const fields = new LengthValueFields(data);
  const [first, second, third, fourth] = [fields.next(), fields.next(), fields.next(), fields.next()];
  const fifth = purpose === installPurposes.load ? new Uint8Array(0) : fields.next();
  const signed = data.subarray(0, fields.position);
  const token = fields.next();
  fields.end();
  const allowed = permission(card.persistent.content, session.domain, command, {signed, token});
  return {purpose, first, second, third, fourth, fifth, session, permission: allowed};
};
