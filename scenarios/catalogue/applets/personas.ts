/** Whose cards these scenarios are for: cards that are delivered and in use. What JPKI holds on them plays no part. */
export const appletPersonas = [
  'adult',
  'under-15',
  'foreign-resident',
  'substitute-characters',
  'longest',
] as const;
