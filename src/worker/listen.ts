import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpsdeskError } from '../kernel/errors.js';

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Lets a server listen.
 * @param port 0 for any that is free
 * @param flags by which somebody chose the address
 * @returns the port that it has @throws INVALID_INPUT when it cannot
 */
export function listenAt(server: http.Server, port: number, host: string, flags: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new OpsdeskError('INVALID_INPUT', `cannot listen at ${host}, port ${port} (${error.code})`, {
          hint: `Choose another ${flags}.`,
          cause: error,
        }),
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
