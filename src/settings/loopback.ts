/** Names of this machine, where what is sent crosses no network. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i;

/** @param hostname as a URL has it */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
