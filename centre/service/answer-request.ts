import type {FastifyReply, FastifyRequest} from 'fastify';
import {type Clock, KazasuError} from '../../protocol/index.ts';
import type {Met, MisbehaviourRules} from '../misbehaviour/rules.ts';
import {canShow, timed} from '../misbehaviour/service-misbehaviour.ts';
import type {TransportFault} from '../misbehaviour/transport.ts';
import {changedBy, gone, insteadOfAnswer, pause, playFault, takesOver, withoutAnswer} from './play-fault.ts';
import {problemOf} from './problem.ts';
import {readBody, readParams, readQuery} from './read-request.ts';
import {hashOf} from './request-context.ts';
import type {Answer, Asked, Route} from './route.ts';

export interface AnswerParts {
  readonly clock: Clock;
  readonly rules: MisbehaviourRules;
  /** Whether a request may name its own misbehaviour. */
  readonly misbehaviourByRequest: boolean;
  /** Hears of what is no KazasuError, which no client is told. */
  readonly onDefect: (error: unknown) => void;
}

/** Reads the request, meets a misbehaviour or not, and answers. */
export const answerRequest = async (
  parts: AnswerParts,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const context = request.kazasu;
  const {asked, refused} = readAsked(route, request, parts.clock);
  const about = asked ? (route.about?.(asked) ?? undefined) : undefined;
  if (about !== undefined) {
    context.serialNumber = about;
  }
  const met = route.audience === 'registrar' ? undefined : meet(parts, route, request, about);
  if (met) {
    context.misbehaviour = met.name;
  }
  const answer = async (): Promise<Answer> => {
    try {
      if (!asked) {
        throw refused;
      }
      return await route.handle({...asked, ...(met ? {met} : {})});
    } catch (error) {
      return answerOfError(error, parts, request);
    }
  };
  const fault = met ? faultOf(met, route) : undefined;
  return fault
    ? showFault(fault, answer, parts, request, reply)
    : send(reply, request, await heldBack(route, met, answer, parts, reply));
};

/** An error as an answer; the answer of a defect says nothing, so whoever runs the service hears of it. */
export const answerOfError = (
  error: unknown,
  {onDefect}: Pick<AnswerParts, 'onDefect'>,
  request: FastifyRequest,
): Answer => {
  const {status, headers, body, id} = problemOf(error, request.headers['accept-language']);
  if (status === 500) {
    onDefect(error);
  }
  return {status, headers, body, outcome: id};
};

/** Sends bytes: to a text the framework would add a charset of its own. */
export const send = (reply: FastifyReply, request: FastifyRequest, answer: Answer): FastifyReply => {
  const {kazasu: context} = request;
  context.outcome = answer.outcome;
  if (answer.serialNumber !== undefined) {
    context.serialNumber = answer.serialNumber;
  }
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .send(answer.body.length === 0 ? undefined : Buffer.from(answer.body));
};

type AskedOrRefused =
  | {readonly asked: Asked<unknown, unknown, unknown>; readonly refused?: never}
  | {readonly asked?: never; readonly refused: unknown};

const readAsked = (route: Route, request: FastifyRequest, clock: Clock): AskedOrRefused => {
  const {kazasu: context} = request;
  const body = request.body ?? '';
  const text = typeof body === 'string' ? body : '';
  const bytes = body instanceof Uint8Array ? body : new Uint8Array();
  const hash = hashOf(text === '' ? bytes : text);
  if (hash !== undefined) {
    context.requestHash = hash;
  }
  try {
    const asked: Asked<unknown, unknown, unknown> = {
      params: route.params ? readParams(route.params, request.params) : undefined,
      query: route.query ? readQuery(route.query, request.query) : undefined,
      body: route.body ? readBody(route.body, text) : undefined,
      bytes,
      at: clock.wall(),
      header: (name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? value : undefined;
      },
      ...(context.relyingParty === undefined ? {} : {relyingParty: context.relyingParty}),
      ...(context.actor === undefined ? {} : {actor: context.actor}),
    };
    return {asked};
  } catch (refused) {
    return {refused};
  }
};

/** `NAME` or `NAME;ms=N`. */
const wanted = /^([\w-]{1,60})(?:;ms=(\d{1,6}))?$/;

const meet = (
  {rules, misbehaviourByRequest}: AnswerParts,
  {operation}: Route,
  request: FastifyRequest,
  serialNumber: string | undefined,
): Met | undefined => {
  const header = request.headers['kazasu-misbehave'];
  if (header === undefined) {
    return rules.meet({operation, serialNumber, relyingParty: request.kazasu.relyingParty});
  }
  if (!misbehaviourByRequest) {
    throw new KazasuError('KZS-MISBEHAVIOUR-NOT-ALLOWED', {
      en: 'the header Kazasu-Misbehave is heard only where the service was started with --misbehaviour-by-request',
      ja: 'ヘッダー Kazasu-Misbehave は --misbehaviour-by-request を付けて起動したサービスでだけ使えます',
    });
  }
  const [, name = String(header), ms] = wanted.exec(String(header)) ?? [];
  const misbehaviour = timed(name, ms === undefined ? undefined : Number(ms));
  if (!canShow(operation, misbehaviour)) {
    throw new KazasuError('KZS-MISBEHAVIOUR-OPERATION', {
      en: `${name} was asked for, but the operation ${operation} cannot show it`,
      ja: `${name} が指定されましたが、操作 ${operation} では使えません`,
    });
  }
  return {name, misbehaviour};
};

/** A responder that cannot be reached is a connection that is reset. */
const faultOf = ({misbehaviour}: Met, {operation}: Route): TransportFault | undefined => {
  if (misbehaviour.by === 'http') {
    return misbehaviour.fault;
  }
  return misbehaviour.by === operation && misbehaviour.ends === 'unreachable' ? {kind: 'reset'} : undefined;
};

const showFault = async (
  fault: TransportFault,
  answer: () => Promise<Answer>,
  {clock}: AnswerParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const instead = insteadOfAnswer(fault, request.url);
  if (instead) {
    return send(reply, request, instead);
  }
  if (fault.kind === 'delay') {
    await pause(fault.ms, clock, reply);
  }
  const honest = withoutAnswer.has(fault.kind) ? nothing : await answer();
  const changed = changedBy[fault.kind]?.(honest) ?? honest;
  if (!takesOver(fault.kind)) {
    return send(reply, request, changed);
  }
  request.kazasu.outcome = fault.kind;
  await playFault(fault, reply, changed, clock);
  return reply;
};

const nothing: Answer = {status: 200, body: '', headers: {}, outcome: 'none'};

/** The time that a misbehaviour of a responder or of lists takes; inside a verification it is the inner question's. */
const heldBack = async (
  {operation}: Route,
  met: Met | undefined,
  answer: () => Promise<Answer>,
  {clock}: AnswerParts,
  reply: FastifyReply,
): Promise<Answer> => {
  const misbehaviour = met?.misbehaviour;
  const delay =
    misbehaviour && misbehaviour.by !== 'http' && misbehaviour.by === operation
      ? (misbehaviour.delayNs ?? 0)
      : 0;
  if (delay === 'never') {
    await gone(reply);
  } else if (delay > 0) {
    await pause(delay / 1e6, clock, reply);
  }
  return answer();
};
