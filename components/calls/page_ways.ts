/** The page's backend for calls; each part is loaded when it is first wanted. */
import type { CallWay } from "../../classroom/model/calls.ts";
import type { Reply } from "../client/ask.ts";
import { askSession } from "../client/session_api.ts";
import { lazyPart } from "../ui/load_part.ts";
import { watchTrouble } from "./before_join.ts";
import { type Carrier, provideCallBackend } from "./call_backend.ts";

const machine = lazyPart(() => import("./devices.ts"));
const liveKit = lazyPart(() => import("./livekit/livekit_media.ts"));
const mesh = lazyPart(() => import("./mesh/mesh.ts"));

async function carrier(way: CallWay): Promise<Carrier> {
  const { iceServers } = way;
  switch (way.kind) {
    case "mesh": {
      const { Mesh } = await mesh();
      return (line, seen) =>
        new Mesh({ me: line.peer, iceServers, signalling: line, ...seen });
    }
    case "livekit": {
      const { carryByLiveKit } = await liveKit();
      return (line, seen) =>
        carryByLiveKit(line, { url: way.url, iceServers, ...seen });
    }
  }
}

provideCallBackend({
  trouble: watchTrouble,
  async ask({ session, as }, room) {
    const answer = await askSession(session, "GET /call", { room }, { as });
    // With a room the answer is the way into its call.
    return answer as Reply<CallWay>;
  },
  devices: async () => (await machine()).thisMachine,
  carrier,
});
