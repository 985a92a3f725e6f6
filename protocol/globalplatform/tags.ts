/** Data objects of GPC 2.3.1, by what they hold. [S13] */
export const tags = {
  aid: 0x4f,
  /** AID in the answer to SELECT. */
  dedicatedFileName: 0x84,
  /** In a registry entry and in the answer to SELECT. */
  lifeCycle: 0x9f70,
  /** In the answer to SELECT: the longest command data field. */
  longestDataField: 0x9f65,
  registryEntry: 0xe3,
  privileges: 0xc5,
  loadFile: 0xc4,
  module: 0x84,
  loadFileVersion: 0xce,
  securityDomain: 0xcc,
  tagList: 0x5c,
  /** In DELETE: a token. */
  deleteToken: 0x9e,
  keyIdentifier: 0xd0,
  keyVersion: 0xd2,
  /** In front of a load file data block. */
  dap: 0xe2,
  dapSignature: 0xc3,
  loadFileDataBlock: 0xc4,
  /** INSTALL parameters: application's own, system's, and what may be used. */
  applicationParameters: 0xc9,
  systemParameters: 0xef,
  nonVolatileCode: 0xc6,
  volatileData: 0xc7,
  nonVolatileData: 0xc8,
  /** GET DATA. */
  productionLifeCycle: 0x9f7f,
  cardData: 0x66,
  cardRecognitionData: 0x73,
  cardCapabilities: 0x67,
  keyInformation: 0xe0,
  keyInformationEntry: 0xc0,
  issuerIdentification: 0x42,
  cardImage: 0x45,
  sequenceCounter: 0xc1,
  confirmationCounter: 0xc2,
  diversification: 0xcf,
  cardResources: 0xff21,
  applicationList: 0x2f00,
} as const;

/** Parts of card resources (FF21): applications installed, free persistent bytes, free volatile bytes. */
export const resourceTags = {applications: 0x81, freeNonVolatile: 0x82, freeVolatile: 0x83} as const;
