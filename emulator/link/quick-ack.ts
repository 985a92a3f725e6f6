import type {Socket} from 'node:net';
import koffi from 'koffi';

const ipProtoTcp = 6;
const tcpQuickAck = 12;

type SetSockOpt = (fd: number, level: number, name: number, value: Int32Array, length: number) => number;

const linuxSetSockOpt = (): SetSockOpt | undefined => {
  if (process.platform !== 'linux') {
    return undefined;
  }
  const libc = koffi.load('libc.so.6');
  return libc.func(
    'int setsockopt(int fd, int level, int name, const int32_t *value, uint32_t length)',
  ) as SetSockOpt;
};

let setSockOpt: SetSockOpt | undefined | null = null;
const on = Int32Array.of(1);

/**
 * Asks the kernel to acknowledge at once what has come in on this socket. vpcd 3.3 sends a length and a body in
 * two packets and waits in between; without this each command costs the 40 ms of a delayed acknowledgement. The
 * kernel falls back after every write of ours, so it is called after each. False where it cannot be had.
 */
export const quickAck = (socket: Socket): boolean => {
  if (setSockOpt === null) {
    setSockOpt = linuxSetSockOpt();
  }
  // Node offers no socket options of this kind; the descriptor is internal but has stayed where it is since 0.x.
  const fd = (socket as unknown as {_handle?: {fd?: number}})._handle?.fd;
  if (!setSockOpt || typeof fd !== 'number' || fd < 0) {
    return false;
  }
  return setSockOpt(fd, ipProtoTcp, tcpQuickAck, on, 4) === 0;
};
