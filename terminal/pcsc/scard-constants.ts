import type {CardConnection, Disposition, ShareMode} from './port.ts';

/** dwShareMode, pcsclite.h. */
export const shareModes: Readonly<Record<ShareMode, number>> = {exclusive: 1, shared: 2, direct: 3};

/** dwDisposition and dwInitialization, pcsclite.h. */
export const dispositions: Readonly<Record<Disposition, number>> = {leave: 0, reset: 1, unpower: 2};

/** dwPreferredProtocols: T=0 or T=1; none for a direct connection, which talks to the reader. */
export const wantedProtocols = (share: ShareMode): number => (share === 'direct' ? 0 : 3);

/** dwActiveProtocol in the words of the port. */
export const protocolName = (active: number): CardConnection['protocol'] =>
  active === 1 ? 'T=0' : active === 2 ? 'T=1' : 'direct';

/** dwEventState bits, pcsclite.h; the 16 bits above count insertions and removals. */
export const stateBits = {unknown: 0x04, empty: 0x10, present: 0x20, changed: 0x02, mute: 0x200} as const;

/** SCardStatus bit SCARD_PRESENT or anything above it (swallowed, powered, negotiable, specific). */
export const statusPresent = 0x04 | 0x08 | 0x10 | 0x20 | 0x40;

/** The longest response APDU there is, 65,536 bytes and the status word. */
export const mostReplyBytes = 65_538;

/** vpcd and drivers like it are looked at every 400 ms: by then a removal shows. */
export const removalShowsWithinMs = 1_000;
