/** Token labels by which software tells a My Number Card from its relatives. [S1] */
export const tokenLabels = {
  myNumberCard: 'JPKIAPICCTOKEN2',
  residentRegisterCard: 'JPKIAPICCTOKEN',
  android: 'JPKIAPGPSETOKEN',
  iPhone: 'JPKIAPIOSTOKEN',
} as const;

const text = (value: string, length: number): Buffer => Buffer.from(value.padEnd(length, ' '), 'latin1');

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const unavailable = 0xffffffff;

/**
 * EF 0006: PKCS#11's CK_TOKEN_INFO, big-endian, 160 bytes. Values as read from a card [S3], save the serial number,
 * which is ours.
 */
export const tokenInformation = (label: string, serial: string): Uint8Array =>
  Uint8Array.from(
    Buffer.concat([
      text(label, 32),
      text('1'.padStart(32, '0'), 32),
      text('E16R01NJ', 16),
      text(serial.padStart(16, '0'), 16),
      // RNG, LOGIN_REQUIRED, USER_PIN_INITIALIZED, TOKEN_INITIALIZED
      word(0x0000040d),
      // Sessions: at most 1, open 0; read-write sessions: at most 1, open 0.
      ...[1, 0, 1, 0].map(word),
      // PIN length: at most 16, at least 6.
      ...[16, 6].map(word),
      // Public and private memory, total and free: not told.
      ...Array.from({length: 4}, () => word(unavailable)),
      text('03', 2),
      text('01', 2),
      text('9'.repeat(16), 16),
    ]),
  );
