import type {CertificateLink, CertificateLinks, CertificateRegister} from './centre-store.ts';
import {secondLink, unregisteredLink} from './links-in-database.ts';

/** Links between certificates of a register, in this process only. */
export const linksInMemory = (register: Pick<CertificateRegister, 'get'>): CertificateLinks => {
  const links: CertificateLink[] = [];
  const from: CertificateLinks['from'] = (serialNumber, kind) =>
    links.find((link) => link.kind === kind && link.from === serialNumber);
  return {
    add(link) {
      if (!register.get(link.from) || !register.get(link.to)) {
        throw unregisteredLink(link);
      }
      if (from(link.from, link.kind)) {
        throw secondLink(link);
      }
      links.push(link);
    },
    from,
    to: (serialNumber, kind) =>
      links
        .filter((link) => link.kind === kind && link.to === serialNumber)
        .sort((a, b) => a.since.getTime() - b.since.getTime()),
  };
};
