import {privilegeBits} from '../../protocol/globalplatform/index.ts';
import {sw, toHex} from '../../protocol/index.ts';
import type {CardContext} from '../os/context.ts';
import {refuse} from '../os/refusal.ts';
import type {AidText, CardContent} from './content.ts';
import {isBelow, issuerDomain} from './registry.ts';
import type {SecureChannelSession} from './session.ts';

/** All that the issuer security domain may: 9E FE 80, every privilege but those of an application or of DAP. */
export const issuerPrivileges = 0x9efe80;

/** The privileges of a security domain or an application, three bytes. */
export const privilegesOf = ({instances}: CardContent, aid: AidText): number =>
  aid === issuerDomain ? issuerPrivileges : (instances.get(aid)?.privileges ?? 0);

export const has = (privileges: number, bits: number): boolean => (privileges & bits) === bits;

/** The security domain that is selected. */
export const selectedDomain = ({volatile}: CardContext): AidText => toHex(volatile.application.aid);

/** The session in which the selected security domain is managed. Without one the command is 6982. */
export const managedSession = ({volatile}: CardContext): SecureChannelSession => {
  const session = volatile.secureChannel;
  return session?.authenticated ? session : refuse(sw.securityStatusNotSatisfied);
};

/** How a domain may change the card's content: by itself, with a token of the issuer for each change, or not at all. */
export const managementOf = (content: CardContent, domain: AidText): 'authorised' | 'delegated' | 'none' => {
  const privileges = privilegesOf(content, domain);
  if (has(privileges, privilegeBits.authorisedManagement)) {
    return 'authorised';
  }
  return has(privileges, privilegeBits.delegatedManagement) ? 'delegated' : 'none';
};

/** Whether a domain rules over what belongs to another: that is the same or stands below, or a privilege reaches everything. */
export const rulesOver = (
  content: CardContent,
  {by, owner, global}: {readonly by: AidText; readonly owner: AidText; readonly global?: number},
): boolean => isBelow(content, owner, by) || (global !== undefined && has(privilegesOf(content, by), global));
