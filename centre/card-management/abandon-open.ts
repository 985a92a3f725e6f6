import type {ManagementContext} from './context.ts';

/** A card that is at its end is not waited for any more: what is open ends, but for the request that ended it. */
export const abandonOpen = ({rows, clock}: ManagementContext, cardId: string, but?: string): void => {
  const end = {state: 'abandoned', endedAt: clock.wall()} as const;
  for (const open of rows.operations.find({cardId, state: 'begun'})) {
    rows.operations.put({...open, ...end});
  }
  for (const open of rows.transitions.find({cardId, state: 'begun'})) {
    if (open.requestId !== but) {
      rows.transitions.put({...open, ...end});
    }
  }
};
