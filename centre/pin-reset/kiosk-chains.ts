import type {CertificateKind} from '../authorities/certificate-kind.ts';

const both: readonly CertificateKind[] = ['digital-signature', 'user-authentication'];
const signatureOnly: readonly CertificateKind[] = ['digital-signature'];

/** Whose kiosks reset which secret. Some shops of a chain may have no kiosk. [S24] */
export const kioskChains = {
  'seven-eleven': both,
  'aeon-retail': both,
  'aeon-hokkaido': both,
  'aeon-tohoku': both,
  fuji: both,
  lawson: signatureOnly,
  'family-mart': signatureOnly,
  ministop: signatureOnly,
  daiei: signatureOnly,
} as const satisfies Readonly<Record<string, readonly CertificateKind[]>>;

export type KioskChain = keyof typeof kioskChains;

export const kioskChainNames = Object.keys(kioskChains) as readonly KioskChain[];
