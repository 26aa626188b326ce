/** What a page is in calls with, each part loaded when it is first wanted. */
import type { CallWay } from "../../classroom/schema/calls.ts";
import { SessionApi } from "../session/session_api.ts";
import { partOf } from "../ui/load_part.ts";
import { watchTrouble } from "./before_join.ts";
import { type Carrier, giveWays } from "./ways.ts";

const machine = partOf(() => import("./this_machine.ts"));
const liveKit = partOf(() => import("./livekit/livekit_media.ts"));
const mesh = partOf(() => import("./mesh/mesh.ts"));

const carriers: Record<CallWay["kind"], () => Promise<Carrier>> = {
  mesh: async () => {
    const { Mesh } = await mesh();
    return (line, carried, seen) =>
      new Mesh({
        me: line.peer,
        iceServers: carried.iceServers,
        signalling: line,
        ...seen,
      });
  },
  livekit: async () => {
    const { carryByLiveKit } = await liveKit();
    return (line, carried, seen) =>
      carryByLiveKit(line, {
        url: carried.kind === "livekit" ? carried.url : "",
        iceServers: carried.iceServers,
        ...seen,
      });
  },
};

giveWays({
  trouble: watchTrouble,
  ask: ({ session, as }, room) =>
    new SessionApi(session).get(`/call?room=${room}&as=${as}`),
  devices: async () => (await machine()).thisMachine,
  carrier: (kind) => carriers[kind](),
});
