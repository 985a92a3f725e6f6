import test from 'ava';
import {KazasuError} from '../../../protocol/index.ts';
import {openKoffiPort} from '../../../terminal/pcsc/koffi/koffi-binding.ts';
import {openPcsclitePort} from '../../../terminal/pcsc/npm-pcsclite/pcsclite-binding.ts';
import {loadPcsclite} from '../../../terminal/pcsc/npm-pcsclite/pcsclite-module.ts';
import type {PcscPort} from '../../../terminal/pcsc/port.ts';
import {commandClaims} from '../../support/claims-about-commands.ts';
import {lossClaims} from '../../support/claims-about-loss.ts';
import {presenceClaims} from '../../support/claims-about-presence.ts';
import {sharingClaims} from '../../support/claims-about-sharing.ts';
import {openDaemonBench, openInProcessBench, type PortBench} from '../../support/port-benches.ts';
import {type Claim, rejects, untilEmpty} from '../../support/port-contract.ts';

const claims = [...presenceClaims, ...commandClaims, ...sharingClaims, ...lossClaims];

/** Why a binding cannot be tried on this machine; undefined when it can. */
type Missing = string | undefined;

const missing = (error: unknown): string => {
  if (error instanceof KazasuError && /MISSING|LIBRARY|MODULE|RUN-DIRECTORY/.test(error.id)) {
    return error.id;
  }
  throw error;
};

const attempt = async (open: () => Promise<PortBench>): Promise<PortBench | string> => {
  try {
    return await open();
  } catch (error) {
    return missing(error);
  }
};

const daemon = await attempt(() => openDaemonBench(openKoffiPort));

const moduleMissing = ((): Missing => {
  try {
    loadPcsclite();
    return undefined;
  } catch (error) {
    return missing(error);
  }
})();

const bindings: {name: string; bench: PortBench | string}[] = [
  {name: 'koffi', bench: daemon},
  {
    name: 'pcsclite',
    bench:
      moduleMissing ?? (typeof daemon === 'string' ? daemon : {...daemon, open: () => openPcsclitePort()}),
  },
  {name: 'in-process', bench: openInProcessBench()},
];

const prepare = async (claim: Claim, bench: PortBench, port: PcscPort): Promise<void> => {
  for (const slot of [0, 1] as const) {
    const wanted = claim.card === 'in' && slot === 0;
    if (bench.holds(slot) && !wanted) {
      await bench.remove(slot);
    } else if (!bench.holds(slot) && wanted) {
      await untilEmpty(port, bench.names[slot]);
      await bench.insert(slot);
    }
    await (wanted ? port.waitForCard(bench.names[slot], 10_000) : untilEmpty(port, bench.names[slot]));
  }
};

for (const {name, bench} of bindings) {
  for (const claim of claims) {
    const title = `${name}: ${claim.title}`;
    if (typeof bench === 'string') {
      test.serial.skip(`${title} (not tried: ${bench})`, () => undefined);
      continue;
    }
    if (claim.needsService && !bench.replaceService) {
      continue;
    }
    test.serial(title, async (t) => {
      const port = await bench.open();
      t.teardown(() => port.close());
      await prepare(claim, bench, port);
      if (claim.needs && claim.refusal && !port.capabilities[claim.needs]) {
        const card = await port.connect(bench.names[0]);
        await rejects(t, claim.refusal(card), 'KZS-PCSC-UNSUPPORTED');
        await card.disconnect();
        return;
      }
      await claim.run(t, bench, port);
    });
  }
}

test.after.always(async () => {
  if (typeof daemon !== 'string') {
    await daemon.close();
  }
});
