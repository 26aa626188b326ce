/** A class that talks through a real LiveKit server, by its pages: the same as from browser to browser (K-1, K-2, K-3). */
import { inGroups } from "../../browser/calls/class_scenario.ts";
import { type Person, type Stage, testStage } from "../../browser/stage.ts";
import { type LiveKitServer, startLiveKit } from "./livekit_server.ts";

let livekit: LiveKitServer;

Deno.test.beforeAll(async () => {
  // Else it looks for pages itself, past the network that loses what the test has it lose.
  livekit = await startLiveKit({ use_ice_lite: true });
});
Deno.test.afterAll(() => livekit?.stop());

/**
 * What Chromium says where LiveKit's client says that it leaves, over a socket that Homeroom has closed (K-2 comes first);
 * and where a machine without a sound card is too busy to make up one.
 */
const noFault =
  /^(WebSocket is already in CLOSING or CLOSED state|The AudioContext encountered an error from the audio device)/;

/** Plays a part of the class with LiveKit. */
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
  "K-1, K-2, K-5: six in two groups hear each other, their teacher visits and has their eyes, and they go along wherever she has them be",
  inGroups,
);
