/** What a page is in calls with, each part loaded when it is first wanted. */
import type { CallWay } from "../../classroom/model/calls.ts";
import { SessionApi } from "../session/session_api.ts";
import { partOf } from "../ui/load_part.ts";
import { watchTrouble } from "./before_join.ts";
import { type Carrier, giveWays } from "./ways.ts";

const machine = partOf(() => import("./devices.ts"));
const liveKit = partOf(() => import("./livekit/livekit_media.ts"));
const mesh = partOf(() => import("./mesh/mesh.ts"));

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

giveWays({
  trouble: watchTrouble,
  ask: ({ session, as }, room) =>
    new SessionApi(session).get(`/call?room=${room}&as=${as}`),
  devices: async () => (await machine()).thisMachine,
  carrier,
});
