/**
 * CLA, ISO/IEC 7816-4 clause 5.4.1. The first interindustry range is 000x xxxx, the further one 01xx xxxx;
 * 1xxx xxxx is proprietary and, on this card, coded like the interindustry ranges (GlobalPlatform does the same).
 * x01x xxxx and FF are reserved.
 *
 *   0 0 0 c  s s n n    c chaining, s secure messaging, n channel 0–3
 *   0 1 s c  n n n n    s secure messaging, n channel 4–19
 */
export interface ClassByte {
  readonly range: 'interindustry' | 'proprietary' | 'reserved';
  readonly chaining: boolean;
  readonly secureMessaging: 'none' | 'proprietary' | 'header-not-authenticated' | 'header-authenticated';
  readonly channel: number;
}

const secureMessagingForms = [
  'none',
  'proprietary',
  'header-not-authenticated',
  'header-authenticated',
] as const;

const decode = (cla: number): ClassByte => {
  const proprietary = (cla & 0x80) !== 0;
  const further = (cla & 0x40) !== 0;
  const reserved = cla === 0xff || (cla & 0x60) === 0x20;
  return {
    range: reserved ? 'reserved' : proprietary ? 'proprietary' : 'interindustry',
    chaining: (cla & 0x10) !== 0,
    secureMessaging: further
      ? (cla & 0x20) !== 0
        ? 'header-not-authenticated'
        : 'none'
      : (secureMessagingForms[(cla >> 2) & 3] ?? 'none'),
    channel: further ? 4 + (cla & 0x0f) : cla & 3,
  };
};

const table: readonly ClassByte[] = Array.from({length: 256}, (_, cla) => Object.freeze(decode(cla)));
const first = decode(0);

/** The meaning of a class byte (0–255). */
export const classByte = (cla: number): ClassByte => table[cla & 0xff] ?? first;

/** The class byte without its chaining bit: what identifies the command a chain carries. */
export const withoutChaining = (cla: number): number => cla & ~0x10;
