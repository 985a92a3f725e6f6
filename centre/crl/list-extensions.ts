/** Extensions of a CRL and of its entries, RFC 5280 clauses 5.2 and 5.3. */
export const listExtensionOids = {
  crlNumber: '2.5.29.20',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

export const entryExtensionOids = {
  reasonCode: '2.5.29.21',
  invalidityDate: '2.5.29.24',
} as const;
