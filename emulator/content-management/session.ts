import type {CardSecurity, SecureChannel} from '../../protocol/globalplatform/index.ts';
import type {PersonalisationBlock} from '../applets/applet.ts';
import type {AidText} from './content.ts';
import type {Permission} from './token.ts';

/** A secure channel of the selected security domain, from INITIALIZE UPDATE on, and the work begun in it. */
export interface SecureChannelSession {
  /** The security domain whose session it is. */
  readonly domain: AidText;
  readonly keyVersion: number;
  readonly channel: SecureChannel;
  readonly security: CardSecurity;
  readonly hostCryptogram: Uint8Array;
  authenticated: boolean;
  /** Between INSTALL [for load] and the last LOAD. */
  load: PendingLoad | undefined;
  /** Between INSTALL [for personalisation] and the last STORE DATA. */
  personalisation: PendingPersonalisation | undefined;
  /** Between a GET STATUS answered with 6310 and the next one. */
  listing: PendingListing | undefined;
}

/** A load file that is coming. */
export interface PendingLoad {
  readonly aid: AidText;
  readonly domain: AidText;
  /** The hash that INSTALL announced; empty where there was none. */
  readonly hash: Uint8Array;
  readonly blocks: Uint8Array[];
  bytes: number;
  readonly permission: Permission;
}

/** Blocks for an application; it takes all of them, or none. */
export interface PendingPersonalisation {
  readonly aid: AidText;
  readonly blocks: readonly PersonalisationBlock[];
}

/** What GET STATUS has still to tell. */
export interface PendingListing {
  readonly p1: number;
  readonly data: Uint8Array;
  readonly rest: readonly Uint8Array[];
}
