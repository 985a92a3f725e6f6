import type {z} from 'zod';
import type {Actor} from '../card-management/context.ts';
import type {MisbehaviourTools} from '../misbehaviour/misbehaviour.ts';
import type {Met} from '../misbehaviour/rules.ts';

/** Who may ask: the registrar with the administrator's key, a relying party or an operator with its own, or anybody. */
export type Audience = 'registrar' | 'relying-party' | 'operator' | 'public';

/** A request as its route sees it, after everything that can be refused before. */
export interface Asked<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The raw body of a route that takes no JSON. */
  readonly bytes: Uint8Array;
  readonly at: Date;
  /** The name of the relying party that asks. */
  readonly relyingParty?: string;
  /** The operator of the card management system that asks. */
  readonly actor?: Actor;
  /** What to say instead of the truth, for routes that can. */
  readonly met?: Met;
  readonly header: (name: string) => string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: string | Uint8Array;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** In a word, for the history. */
  readonly outcome: string;
  readonly serialNumber?: string;
}

/** What a status means, and what its body is: JSON of a schema, or bytes of a type. */
export type AnswerDescription = {readonly text: string} & (
  | {readonly schema: z.ZodType}
  | {readonly type: string}
  | {readonly empty: true}
);

export interface RouteDefinition<P, Q, B> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With parameters as `:name`. */
  readonly path: string;
  readonly operation: string;
  readonly audience: Audience;
  readonly summary: string;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  /** A body that is no JSON. */
  readonly bodyType?: string;
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  /** Statuses of refusals beyond those that its kind of route always has. */
  readonly refusals?: readonly number[];
  /** Stays out of the OpenAPI document: another spelling of a route that is in it. */
  readonly hidden?: true;
  /** The certificate it is about, as far as the request says. */
  about?(asked: Asked<P, Q, B>): string | undefined;
  handle(asked: Asked<P, Q, B>): Answer | Promise<Answer>;
}

export type Route = RouteDefinition<unknown, unknown, unknown>;

/** A route whose handler knows the types of its schemas. */
export const route = <P, Q, B>(definition: RouteDefinition<P, Q, B>): Route => definition;

export const jsonAnswer = (
  value: unknown,
  {outcome, status = 200, serialNumber, headers = {}}: Partial<Omit<Answer, 'body'>> & {outcome: string},
): Answer => ({
  status,
  body: JSON.stringify(value),
  headers: {'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers},
  outcome,
  ...(serialNumber === undefined ? {} : {serialNumber}),
});

/** The name of whoever asks, on a route for relying parties. */
export const relyingPartyOf = ({relyingParty}: {readonly relyingParty?: string}): string => {
  if (relyingParty === undefined) {
    throw new Error('a route for relying parties was asked without one');
  }
  return relyingParty;
};

/** The operator who asks, on a route for operators. */
export const actorOf = ({actor}: {readonly actor?: Actor}): Actor => {
  if (actor === undefined) {
    throw new Error('a route for operators was asked without one');
  }
  return actor;
};

export type Tools = Omit<MisbehaviourTools, 'at'>;
