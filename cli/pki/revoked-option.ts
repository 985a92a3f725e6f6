import {
  type RevocationReason,
  revocationReasonNamed,
  revocationReasons,
} from '../../centre/status/revocation-reason.ts';
import {nearest} from '../../protocol/index.ts';
import {UsageError} from '../usage-error.ts';
import {instantOf} from '../verify/instant.ts';

const day = 24 * 3_600_000;

/** What is held against certificates, by their numbers. */
export const revokedOption = {
  revoked: {
    type: 'string',
    array: true,
    default: [] as string[],
    requiresArg: true,
    describe:
      'SERIAL[:REASON[:SINCE]], such as 4A5B…:keyCompromise; since the day before unless told; several, or the option again',
  },
} as const;

export interface RevokedSerial {
  /** Upper-case hex. */
  readonly serialNumber: string;
  readonly reason: RevocationReason;
  readonly since: Date;
}

/** The values of --revoked. `at` is when they are spoken about. */
export const revokedSerials = (values: readonly string[], at: Date): RevokedSerial[] =>
  values.map((value) => {
    const [, serial = '', reason = 'unspecified', since] =
      /^([^:]*)(?::([^:]*)(?::(.*))?)?$/.exec(value) ?? [];
    if (!/^[0-9A-Fa-f]{1,40}$/.test(serial)) {
      throw new UsageError({
        en: `--revoked was expected to begin with a serial number in hex, but "${value.slice(0, 60)}" came`,
        ja: `--revoked は16進のシリアル番号で始まりますが、「${value.slice(0, 60)}」が指定されました`,
      });
    }
    return {
      serialNumber: (serial.length % 2 === 0 ? serial : `0${serial}`).toUpperCase(),
      reason: reasonNamed(reason),
      since: since === undefined ? new Date(at.getTime() - day) : new Date(instantOf(since)),
    };
  });

const reasonNamed = (name: string): RevocationReason => {
  const found = revocationReasonNamed(name);
  if (!found || found === 'removeFromCRL') {
    const names = Object.keys(revocationReasons).filter((one) => one !== 'removeFromCRL');
    const near = nearest(name, names);
    throw new UsageError({
      en: `a reason of --revoked was expected to be one of ${names.join(', ')}, but is "${name.slice(0, 60)}"${near ? `; "${near}" may be meant` : ''}`,
      ja: `--revoked の理由は ${names.join('、')} のいずれかですが、「${name.slice(0, 60)}」です${near ? `(「${near}」のことでしょうか)` : ''}`,
    });
  }
  return found;
};
