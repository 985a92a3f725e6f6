import {capFile} from '../cap/index.ts';
import type {StandardApplet} from './standard-applets.ts';

/** Bytes that stand for a program, so that loading takes the time and the room of one. Bench-defined, D207 */
const programBytes = 2000;

/**
 * A CAP file from which any GlobalPlatform client loads an applet, ZIP bytes. It names package and module; the program
 * itself is the emulator's, and no other card can run it.
 */
export const appletCap = ({
  packageAid,
  moduleAid,
}: Pick<StandardApplet, 'packageAid' | 'moduleAid'>): Uint8Array =>
  capFile({
    package: {aid: packageAid, version: {major: 1, minor: 0}},
    applets: [moduleAid],
    padding: programBytes,
  });
