import type {Random} from '../../protocol/index.ts';
import type {Authorities} from '../authorities/authorities.ts';
import type {AuthorityLabel, StatusService} from '../status/status-service.ts';
import type {MisbehaviourTools} from './misbehaviour.ts';

/** What misbehaviours of a responder and of lists make use of, for each authority; the day is the caller's. */
export const misleadingTools = (
  authorities: Authorities,
  {responder, lists}: Pick<StatusService, 'responder' | 'lists'>,
  random: Random,
): ((of: AuthorityLabel) => Promise<Omit<MisbehaviourTools, 'at'>>) => {
  let stranger: ReturnType<Random['rsaKeyPair']> | undefined;
  return async (of) => {
    const other = of.kind === 'user-authentication' ? 'digital-signature' : 'user-authentication';
    stranger ??= random.fork('misbehaviour').rsaKeyPair(2048);
    return {
      authority: await authorities.generation(of.kind, of.generation),
      otherAuthority: await authorities.generation(other, of.generation),
      responder: await responder(of),
      lists: await lists(of),
      stranger: await stranger,
    };
  };
};
