/** A simulated line on which TCP repeats what is lost, with the socket of a quiet client and its server's looks. */
import { limits } from "../../sync/limits.ts";
import { Pulse } from "../../sync/pulse.ts";
import type { Random } from "../random.ts";

export interface LossyLine {
  /** Time there and back (ms). */
  readonly roundTrip: number;
  /** Share of packets that are lost, each way. */
  readonly loss: number;
}

/** TCP repeats not sooner than this after a round trip (ms). */
const slackMs = 200;

/** The arrival of a packet: each repeat waits twice as long as the one before. */
function arrivalOf(
  at: number,
  { roundTrip, loss }: LossyLine,
  random: Random,
): number {
  let wait = roundTrip + slackMs;
  while (random.chance(loss)) {
    at += wait;
    wait *= 2;
  }
  return at + roundTrip / 2;
}

export interface Lesson {
  /** How often the client was taken for silent, or given up. */
  readonly alarms: number;
  readonly pings: number;
  readonly pulse: Pulse;
}

/** Looks at a quiet client for so long (ms); it answers each ping when it arrives. */
export function watchQuietClient(
  forMs: number,
  line: LossyLine,
  random: Random,
): Lesson {
  const pulse = new Pulse(), arrivals: number[] = [];
  let alarms = 0, pings = 0, down = 0, up = 0;
  for (let now = 0; now < forMs; now += limits.look) {
    while (arrivals.length > 0 && arrivals[0] <= now) {
      arrivals.shift();
      pulse.hear();
    }
    const wasSilent = pulse.isSilent, verdict = pulse.look();
    if (verdict === "lost") return { alarms: alarms + 1, pings, pulse };
    if (verdict === "ask") {
      pings++;
      // What comes later waits for what is missing before it.
      down = Math.max(down, arrivalOf(now, line, random));
      up = Math.max(up, arrivalOf(down, line, random));
      arrivals.push(up);
    }
    if (pulse.isSilent && !wasSilent) alarms++;
  }
  return { alarms, pings, pulse };
}

/** The time until a client that is never heard again is silent (ms). */
export function timeUntilSilent(pulse: Pulse): number {
  pulse.hear();
  for (let looks = 1;; looks++) {
    if (pulse.look() === "lost" || pulse.isSilent) return looks * limits.look;
  }
}
