import type {ManagementContext} from './context.ts';
import type {OperationRow} from './rows.ts';

/** Enters into the registry what the card has done. */
export const enterOperation = ({rows, clock}: ManagementContext, operation: OperationRow): void => {
  const {issuer, cardId, kind, steps, userId = ''} = operation;
  const since = clock.wall();
  const stopped = (aid: string): boolean => steps.some((step) => step.do === 'lock' && step.aid === aid);
  for (const step of steps) {
    switch (step.do) {
      case 'install': {
        const {area, aid} = step;
        rows.applications.add({
          cardId,
          area,
          issuer,
          kind: step.kind,
          aid,
          userId,
          stopped: stopped(aid),
          since,
        });
        break;
      }
      case 'delete':
        rows.applications.remove({cardId, issuer, aid: step.aid});
        break;
      case 'lock':
      case 'unlock': {
        const row = rows.applications.one({cardId, issuer, aid: step.aid});
        if (row && kind !== 'install') {
          rows.applications.put({...row, stopped: step.do === 'lock', since});
        }
        break;
      }
      case 'empty':
        rows.applications.remove({cardId, area: step.area});
        break;
      default:
    }
  }
  if (kind === 'move-in') {
    moved(rows, issuer, cardId);
  }
};

/** The card is the new municipality's. */
const moved = (rows: ManagementContext['rows'], issuer: string, cardId: string): void => {
  const card = rows.cards.one({cardId});
  const residence = rows.issuers.one({name: issuer})?.municipalityCode;
  if (card && residence !== undefined) {
    const {movingOn: _, ...rest} = card;
    rows.cards.put({...rest, residence});
  }
};
