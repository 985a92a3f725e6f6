/** A password as it came: only ever hashed, never kept, told or put into an error. */
export type Secret = string;

/** Shortest and longest password, in characters. Bench-defined, C113. */
export const passwordLength = {min: 12, max: 128} as const;
