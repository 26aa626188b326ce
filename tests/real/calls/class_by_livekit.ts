/** A class that talks through a real LiveKit server (K-1, K-2, K-3). */
import { playGroupCalls } from "../../browser/calls/class_scenario.ts";
import { type Person, type Stage, testStage } from "../../browser/stage.ts";
import { type LiveKitServer, startLiveKit } from "./livekit_server.ts";

let livekit: LiveKitServer;

Deno.test.beforeAll(async () => {
  // Otherwise LiveKit reaches pages past the lossy network.
  livekit = await startLiveKit({ use_ice_lite: true });
});
Deno.test.afterAll(() => livekit?.stop());

/**
 * Chromium's messages when LiveKit's client leaves over a socket that Homeroom closed (K-2), and when a busy machine
 * without a sound card makes one up.
 */
const noFault =
  /^(WebSocket is already in CLOSING or CLOSED state|The AudioContext encountered an error from the audio device)/;

function testClass(name: string, part: (stage: Stage) => Promise<void>): void {
  testStage(
    `${name} (through LiveKit)`,
    async (stage) => {
      const people: Person[] = [];
      const person = async (options?: Parameters<Stage["person"]>[0]) => {
        const one = await stage.person(options);
        people.push(one);
        return one;
      };
      await part({ ...stage, person });
      for (const { trouble } of people) {
        const others = trouble.filter((it) => !noFault.test(it));
        trouble.splice(0, Infinity, ...others);
      }
    },
    () => ({ ...livekit.settings }),
  );
}

testClass(
  "four in two groups hear each other and their visiting teacher, and move with her (K-1, K-2, K-5)",
  playGroupCalls,
);
