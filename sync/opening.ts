/** Sockets that are on their way to being open. */
import { limits } from "./limits.ts";

/**
 * Whether a socket opens. Where the client has broken its upgrade off, it neither opens nor closes nor fails; after a
 * while it is closed and given up.
 */
export async function opens(socket: WebSocket): Promise<boolean> {
  if (socket.readyState !== WebSocket.CONNECTING) return true;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => {
    // The runtime may keep such a socket for ever, and with it what hangs on it.
    socket.onmessage = socket.onopen = null;
    socket.close();
    resolve(false);
  }, limits.opening);
  socket.onopen = () => resolve(true);
  return await promise.finally(() => clearTimeout(timer));
}
