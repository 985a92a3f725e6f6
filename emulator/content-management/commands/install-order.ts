import type {SecureChannelSession} from '../session.ts';
import type {Permission} from '../token.ts';

/** The data field of INSTALL, the same six fields in every form. GPC 2.3.1 clause 11.5.2.3. [S13] */
export interface InstallOrder {
  /** P1, which says what for. */
  readonly purpose: number;
  /** Load file, or the domain to go to. */
  readonly first: Uint8Array;
  /** Module, or the domain to load into. */
  readonly second: Uint8Array;
  /** The application; in INSTALL [for load] the hash of the load file. */
  readonly third: Uint8Array;
  /** Privileges; in INSTALL [for load] its parameters. */
  readonly fourth: Uint8Array;
  readonly fifth: Uint8Array;
  readonly session: SecureChannelSession;
  readonly permission: Permission;
}
