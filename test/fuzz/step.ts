import {type ApduLine, apduLine, commandApdu, toHex} from '../../protocol/index.ts';

/** One thing that is done to a card. */
export type Step =
  | {readonly kind: 'apdu'; readonly bytes: Uint8Array}
  | {readonly kind: 'power-on' | 'power-off' | 'reset'}
  /** EXTERNAL AUTHENTICATE with the terminal's true signature of the card's last challenge. */
  | {readonly kind: 'sign-challenge'}
  /** EXTERNAL AUTHENTICATE with the issuer's true cryptogram of the card's last challenge. */
  | {readonly kind: 'issuer-answer'}
  /** This command under the session key in force; as it is where there is none. */
  | {readonly kind: 'protect'; readonly bytes: Uint8Array}
  /** Body of a vpcd message that means nothing; sent over a link only. */
  | {readonly kind: 'junk'; readonly bytes: Uint8Array};

/** A step whose bytes do not hang on what the card said before. */
export type PlainStep = Exclude<Step, {kind: 'sign-challenge' | 'issuer-answer' | 'protect'}>;

/**
 * Steps as commands a person can run: one `kazasu apdu` for each time the card has power. What it cannot express
 * (bytes that are no APDU, a warm reset, a link's junk) stays as a comment.
 */
export const asCommands = (steps: readonly Step[]): string => {
  const sessions: string[][] = [[]];
  for (const step of steps) {
    if (step.kind === 'power-on' || step.kind === 'power-off') {
      if (sessions.at(-1)?.length) {
        sessions.push([]);
      }
    } else {
      sessions.at(-1)?.push(lineOf(step));
    }
  }
  return sessions
    .filter((lines) => lines.length > 0)
    .map((lines) => {
      const sent = lines.filter((line) => !line.startsWith('#'));
      const remarks = lines.filter((line) => line.startsWith('#'));
      const command = sent.length > 0 ? [`npx kazasu apdu --card fuzz.json ${sent.join(' ')}`] : [];
      return [...remarks, ...command].join('\n');
    })
    .join('\n');
};

const lineOf = (step: Step): string => {
  switch (step.kind) {
    case 'apdu':
      return apduText(step.bytes);
    case 'junk':
      return `# a vpcd message without meaning: ${toHex(step.bytes) || '(empty)'}`;
    case 'sign-challenge':
      return '# EXTERNAL AUTHENTICATE with the true signature of the last challenge';
    case 'issuer-answer':
      return '# EXTERNAL AUTHENTICATE with the issuer’s true cryptogram of the last challenge';
    case 'protect':
      return `# under the session key: ${apduText(step.bytes)}`;
    default:
      return `# ${step.kind}`;
  }
};

/** The line that sends exactly these bytes, if one does. */
export const apduText = (bytes: Uint8Array): string => {
  const whole = toHex(bytes);
  for (const line of [readable(bytes), whole]) {
    if (line !== undefined && sends(line, whole)) {
      return line;
    }
  }
  return `# no well-formed APDU: ${whole}`;
};

const readable = (bytes: Uint8Array): string | undefined => {
  try {
    const line: ApduLine = {command: commandApdu.decode(bytes), expectedSw: undefined};
    return apduLine.encode(line);
  } catch {
    return undefined;
  }
};

const sends = (line: string, whole: string): boolean => {
  try {
    return toHex(commandApdu.encode(apduLine.decode(line).command)) === whole;
  } catch {
    return false;
  }
};
