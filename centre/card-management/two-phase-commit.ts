import type {Sentence} from '../../protocol/index.ts';
import type {Actor, ManagementContext} from './context.ts';
import {refusal, shown} from './refusals.ts';
import type {CommitRow, Rows} from './rows.ts';

/** How two-phase commits of one kind are found, refused and ended. */
export interface TwoPhaseCommits<R extends CommitRow> {
  /** Of the actor's own issuer. Error: `-OPERATION-UNKNOWN`. */
  known(actor: Actor, requestId: string): R;
  /** The same, where it has not ended. Errors: `-OPERATION-UNKNOWN`, `-OPERATION-ENDED`. */
  open(actor: Actor, requestId: string): R;
  /** Commits an open one that nothing speaks against; a committed one stays as it is. Errors: those of `open`. */
  commit(actor: Actor, requestId: string, refuse: (row: R) => void): R;
  /** Enters it where it is committed, and ends it. */
  end(row: R, state: 'committed' | 'aborted'): R;
}

const endings = {
  committed: {en: 'committed already', ja: '確定済み'},
  aborted: {en: 'taken back', ja: '取り消し済み'},
  abandoned: {en: 'given up, as the card was terminated', ja: 'カードの廃止により放棄済み'},
} as const;

const endedBefore = (requestId: string, state: keyof typeof endings): Sentence => ({
  en: `${shown(requestId)} was ${endings[state].en}`,
  ja: `${shown(requestId)} は${endings[state].ja}です`,
});

/** `enter`: what a commit means for the registry. */
export const twoPhaseCommits = <R extends CommitRow>(
  {clock}: Pick<ManagementContext, 'clock'>,
  rows: Rows<R>,
  enter: (row: R) => void,
): TwoPhaseCommits<R> => {
  const known = ({issuer}: Actor, requestId: string): R => {
    const row = rows.one({issuer: issuer.name, requestId} as Partial<R>);
    if (!row) {
      throw refusal('OPERATION-UNKNOWN', shown(requestId));
    }
    return row;
  };
  const open = (actor: Actor, requestId: string): R => {
    const row = known(actor, requestId);
    if (row.state !== 'begun') {
      throw refusal('OPERATION-ENDED', endedBefore(requestId, row.state));
    }
    return row;
  };
  const end = (row: R, state: 'committed' | 'aborted'): R => {
    const ended = {...row, state, endedAt: clock.wall()};
    if (state === 'committed') {
      enter(ended);
    }
    rows.put(ended);
    return ended;
  };
  return {
    known,
    open,
    commit(actor, requestId, refuse) {
      const row = known(actor, requestId);
      if (row.state === 'committed') {
        return row;
      }
      refuse(open(actor, requestId));
      return end(row, 'committed');
    },
    end,
  };
};
