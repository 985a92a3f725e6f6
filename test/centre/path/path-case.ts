import type {PathInputs, PathReason} from '../../../centre/index.ts';
import {basicConstraints, issued, keyUsage, type Wanted} from '../../support/issued.ts';

/** One question about a path: what is given, and what is to be answered. */
export interface PathCase {
  readonly title: string;
  readonly expected: PathReason;
  readonly target: Buffer;
  readonly between: readonly Buffer[];
  readonly crls?: readonly Buffer[];
  readonly anchor?: Buffer;
  readonly inputs?: Omit<PathInputs, 'at'>;
  /** Why OpenSSL answers otherwise, where it does. */
  readonly openssl?: string;
}

/** An authority below Root, or below the issuer that is named; extensions come on top of what makes it one. */
export const authority = (subject: string, wanted: Partial<Wanted> = {}): Buffer =>
  issued({
    issuer: 'Root',
    ...wanted,
    subject,
    extensions: [basicConstraints(), keyUsage(5, 6), ...(wanted.extensions ?? [])],
  });

/** An authority with exactly these extensions. */
export const bareAuthority = (
  subject: string,
  extensions: readonly Buffer[],
  wanted: Partial<Wanted> = {},
): Buffer => issued({issuer: 'Root', ...wanted, subject, extensions});

export const endEntity = (issuer: string, wanted: Partial<Wanted> = {}): Buffer =>
  issued({subject: 'Holder', ...wanted, issuer});

export const root = authority('Root');

/** 2025-06-01T00:00:00Z: in the validity of everything that is not said to be otherwise. */
export const at = Date.parse('2025-06-01T00:00:00Z');

/** A chain from below the root down to the certificate in question. */
export const chain = (
  title: string,
  expected: PathReason,
  certificates: readonly Buffer[],
  more: Partial<PathCase> = {},
): PathCase => ({
  title,
  expected,
  target: certificates.at(-1) ?? Buffer.alloc(0),
  between: certificates.slice(0, -1),
  ...more,
});
