import type {Personalisation} from '../../images/personalisation.ts';

/**
 * EF 0002 of the common and the resident register application, alike in both [S3]: a record with the identifier of
 * a key, 16 bytes. Which key, and the record's header, are not known. Bench-defined, D21.
 */
export const keyReferenceRecord = ({cvHierarchies}: Personalisation): Uint8Array => {
  const {keyId} = cvHierarchies.card.municipality;
  return Uint8Array.from([0x01, keyId.length, ...keyId]);
};
