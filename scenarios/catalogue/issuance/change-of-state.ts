import type {Role, Transition, TransitionAccount} from '../../../centre/index.ts';
import type {LifeCycle} from '../../../protocol/index.ts';
import {type Phase, Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {askSystem, issuerSession, type MunicipalTerminal, town} from './municipal-terminal.ts';
import {issuancePhases} from './phases.ts';
import {terminalRecord} from './terminal-record.ts';

/** Who changes a card's state at the counter. */
export const officer: Role = 'card-officer';

/** First phase: terminal and system note what is to come; chip and state stay. Errors: `KZS-MANAGEMENT-…`. */
export const beginChange = async (
  stage: Stage,
  {desk}: Pick<MunicipalTerminal, 'desk'>,
  phase: Phase,
  {cardId, transition, role = officer}: {cardId: string; transition: Transition; role?: Role},
): Promise<TransitionAccount> => {
  const local = terminalRecord(stage.world);
  const before = local.known(cardId);
  const requestId = local.nextRequest(`${transition}-${cardId}`);
  // Before the question is out: whoever loses the line now has to know that something was asked.
  local.keep(cardId, 'begun');
  return askSystem(stage, phase, 'card-management/begin', async () => {
    const actor = await desk.as(town, role);
    try {
      return desk.management.transitions.begin(actor, requestId, {cardId, transition});
    } catch (error) {
      local.keep(cardId, before);
      throw error;
    }
  });
};

/** The chip's own part. Resolves with what it says of itself behind it. */
export const writeChip = async (
  stage: Stage,
  terminal: MunicipalTerminal,
  phase: Phase,
  {to}: Pick<TransitionAccount, 'to'>,
): Promise<LifeCycle> =>
  stage.step(phase, async () => {
    const issuer = await issuerSession(stage, terminal);
    await issuer.setLifeCycle(to);
    return issuer.lifeCycle();
  });

/** Second phase, then the terminal's own record; `committed` is called between the two. */
export const commitChange = async (
  stage: Stage,
  {desk}: Pick<MunicipalTerminal, 'desk'>,
  phase: Phase,
  {requestId, cardId}: TransitionAccount,
  chip: LifeCycle,
  committed: () => void = () => undefined,
): Promise<void> => {
  const {to, state} = await askSystem(stage, phase, 'card-management/commit', async () =>
    desk.management.transitions.commit(await desk.as(town, officer), requestId, {cardId, chip}),
  );
  if (state !== 'committed' || to !== chip) {
    throw new Refused(
      {
        en: `the system was expected to hold ${chip} with the chip, but it answered ${state}, ${to}`,
        ja: `システムはチップと同じ ${chip} になるはずですが、応答は ${state}、${to} でした`,
      },
      'not-committed',
    );
  }
  stage.note({
    en: `transition ${requestId} committed: ${to}`,
    ja: `状態遷移 ${requestId} を確定: ${to}`,
  });
  committed();
  await stage.step(issuancePhases.recordLocally, () => terminalRecord(stage.world).keep(cardId, chip));
};

/** Where a card stands after whatever was begun has been settled by what the chip shows. */
export interface Settled {
  readonly cardId: string;
  readonly chip: LifeCycle;
  readonly system: LifeCycle;
}

/**
 * After a cut: the chip is asked, the system settles what is open by the answer, the terminal takes that over. It needs
 * nothing of the terminal's own record, which may be lost.
 */
export const settleChange = async (stage: Stage, terminal: MunicipalTerminal): Promise<Settled> => {
  const {cardId, chip} = await stage.step(issuancePhases.askChip, async () => {
    const issuer = await issuerSession(stage, terminal);
    return {chip: await issuer.lifeCycle(), cardId: await terminal.access.cardId()};
  });
  const system = await askSystem(stage, issuancePhases.settle, 'card-management/reconcile', async () => {
    const {cards, transitions} = terminal.desk.management;
    const actor = await terminal.desk.as(town, officer);
    const {openOperation} = cards.get(actor, cardId);
    if (openOperation !== undefined && isChange(openOperation)) {
      transitions.reconcile(actor, openOperation, {cardId, chip});
    }
    return cards.get(actor, cardId).state;
  });
  await stage.step(issuancePhases.recordLocally, () => terminalRecord(stage.world).keep(cardId, system));
  return {cardId, chip, system};
};

/** Whether it is the request of a change of state, by how this terminal names them; others are the counter's. */
const isChange = (requestId: string): boolean => /^(prepare|deliver)-/.test(requestId);
