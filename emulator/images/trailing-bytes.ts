import type {CardBehaviour} from '../profiles/behaviour.ts';

const trailing = new Uint8Array(16).fill(0xff);

/** A file as it is personalised, with bytes behind its data where the card profile has some. Bench-defined, D115. */
export const withTrailingBytes = ({trailingBytes}: CardBehaviour, content: Uint8Array): Uint8Array =>
  trailingBytes === 'none' ? content : Uint8Array.from([...content, ...trailing]);
