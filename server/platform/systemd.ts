/**
 * Tells systemd how the service is, for a unit with `Type=notify` and `WatchdogSec`; elsewhere it does nothing. Deno
 * alone, because Node has no datagrams of Unix sockets.
 */
import { request } from "node:http";
import process from "node:process";
import { setInterval } from "node:timers";
import { isDeno } from "./runtime.ts";

/** systemd restarts the service after this many periods without an answer. */
const periodsPerWatch = 3;

export async function notifySystemd(
  state: "READY=1" | "STOPPING=1" | "WATCHDOG=1",
): Promise<void> {
  const name = process.env.NOTIFY_SOCKET;
  if (!isDeno || !name) return;
  // A socket without a file: its name begins with a null byte, which systemd writes as `@`.
  const path = name.replace(/^@/, "\0");
  const socket = Deno.listenDatagram({ transport: "unixpacket", path: "" });
  try {
    const to: Deno.UnixAddr = { transport: "unixpacket", path };
    await socket.send(new TextEncoder().encode(state), to);
  } finally {
    socket.close();
  }
}

/** Asks the server at `origin` for as long as systemd watches this process, and passes on that it answers. */
export function passOnAnswers(
  origin: string,
  report: (error: unknown) => void,
): void {
  const { WATCHDOG_USEC, WATCHDOG_PID = String(process.pid) } = process.env;
  const watchMs = Number(WATCHDOG_USEC ?? 0) / 1000;
  if (!(watchMs > 0) || WATCHDOG_PID !== String(process.pid)) return;
  const periodMs = watchMs / periodsPerWatch;
  setInterval(async () => {
    try {
      if (await answers(origin, periodMs)) await notifySystemd("WATCHDOG=1");
    } catch (error) {
      report(error);
    }
  }, periodMs).unref();
}

/** Whether any answer comes. Not by `fetch`, which would ask the proxy that `HTTP_PROXY` names. */
function answers(origin: string, withinMs: number): Promise<boolean> {
  const signal = AbortSignal.timeout(withinMs);
  return new Promise((resolve) => {
    request(`${origin}/api/health`, { signal, agent: false }, (response) => {
      response.resume();
      resolve(true);
    }).on("error", () => resolve(false)).end();
  });
}
