/** Instruction bytes of GPC 2.3.1 clause 11. [S13] */
export const instructions = {
  initializeUpdate: 0x50,
  externalAuthenticate: 0x82,
  getData: 0xca,
  putKey: 0xd8,
  storeData: 0xe2,
  delete: 0xe4,
  install: 0xe6,
  load: 0xe8,
  setStatus: 0xf0,
  getStatus: 0xf2,
} as const;

/** What P1 of INSTALL asks for, GPC 2.3.1 table 11-42; b8 says that pieces follow. [S13] */
export const installPurposes = {
  load: 0x02,
  install: 0x04,
  makeSelectable: 0x08,
  installAndMakeSelectable: 0x0c,
  extradition: 0x10,
  personalisation: 0x20,
  registryUpdate: 0x40,
} as const;

/** What P1 of GET STATUS asks for, GPC 2.3.1 table 11-33; also P1 of SET STATUS (80, 40, 60). [S13] */
export const registrySubsets = {
  issuerSecurityDomain: 0x80,
  applications: 0x40,
  loadFiles: 0x20,
  loadFilesAndModules: 0x10,
} as const;

/** P1 of SET STATUS for a security domain together with its applications. */
export const domainWithApplications = 0x60;

/** P2 of GET STATUS: the continuation, and data objects rather than the old form. */
export const getStatusOptions = {next: 0x01, dataObjects: 0x02} as const;

/** P2 of DELETE: what belongs to the object goes too. */
export const deleteRelated = 0x80;

/** P1 of LOAD and STORE DATA: the last block. */
export const lastBlock = 0x80;
