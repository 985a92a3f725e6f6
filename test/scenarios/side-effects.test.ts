import test from 'ava';
import type {RecordEvent} from '../../protocol/index.ts';
import {restoredTries} from '../../scenarios/engine/restored-tries.ts';
import {sideEffectsOf} from '../../scenarios/engine/side-effects.ts';

test('tries may rise where the run verified the secret or may change it, and nowhere else', (t) => {
  const place = (file: string): string => `card/applications/jpki/credentials/${file}/triesLeft`;
  const risen = (file: string) => ({place: place(file), before: '2', after: '3'});
  const sent = (at: number, command: string, response = '9000'): RecordEvent => ({
    type: 'apdu',
    side: 'terminal',
    card: 'c',
    at,
    end: at + 1,
    command,
    response,
  });
  const opened = [sent(0, '00A4040C0AD392F000260100000001'), sent(10, '00A4020C020018')];
  const verified = [...opened, sent(20, '0020008004********')];
  const forbidden = (events: readonly RecordEvent[], file: string, changes: readonly string[] = []) =>
    sideEffectsOf([risen(file)], {changes}, restoredTries(events, 5)).forbidden?.en;
  t.is(forbidden(verified, '0018'), undefined);
  t.is(forbidden(verified, '001B'), `${place('001B')} changed`);
  t.is(forbidden(opened, '0018'), `${place('0018')} changed`);
  t.is(forbidden([...opened, sent(20, '0020008004********', '63C2')], '0018'), `${place('0018')} changed`);
  t.is(forbidden(opened, '0018', ['card/applications/jpki/credentials/*/value']), undefined);
  t.is(sideEffectsOf([{...risen('0018'), after: '1'}], {triesLost: 1}, []).forbidden, undefined);
});
