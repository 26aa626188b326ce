/** K-3: calls through a real coturn alone, and what it must refuse. */
import assert from "node:assert/strict";
import { calls as t } from "texts/calls.ts";
import { iceServers } from "../../../classroom/calls/calls.ts";
import { waitForIncoming } from "../../browser/calls/heard.ts";
import {
  exactButton,
  joinCall,
  makeTalkingClass,
  unmute,
} from "../../browser/calls/talking_class.ts";
import { type Person, testStage } from "../../browser/stage.ts";
import { type CoturnServer, lanAddress, startCoturn } from "./coturn_server.ts";
import { type LiveKitServer, startLiveKit } from "./livekit_server.ts";
import type { TurnCredentials } from "../../../server/operator/turn_client.ts";
import { PermittingTurnClient } from "./turn_client.ts";

const ways = ({ page }: Person) =>
  page.evaluate(async () => {
    const { made } = globalThis as unknown as { made: RTCPeerConnection[] };
    const ways = new Set<string>();
    for (const it of made) {
      if (it.connectionState !== "connected") continue;
      const report = await it.getStats();
      for (const stat of report.values()) {
        if (stat.type !== "transport") continue;
        const pair = report.get(stat.selectedCandidatePairId);
        const { candidateType, relayProtocol } = report.get(
          pair.localCandidateId,
        );
        ways.add(`${candidateType} ${relayProtocol}`);
      }
    }
    return [...ways];
  });

/** A relay is this person's only route, from their next page on. */
const byRelay = {
  async routeCallsOf({ page }: Person) {
    await page.addInitScript(() => {
      globalThis.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super({ ...configuration, iceTransportPolicy: "relay" });
        }
        // Also in later configurations.
        override setConfiguration(configuration?: RTCConfiguration) {
          super.setConfiguration({
            ...configuration,
            iceTransportPolicy: "relay",
          });
        }
      };
    });
  },
};

const coturns = {} as Record<"public" | "school" | "strict", CoturnServer>;
let livekit: LiveKitServer;

Deno.test.beforeAll(async () => {
  for (const how of ["public", "school", "strict"] as const) {
    coturns[how] = await startCoturn(how);
  }
  // LiveKit listens at an address that coturn reaches.
  livekit = await startLiveKit({
    node_ip: lanAddress,
    enable_loopback_candidate: false,
  });
});
Deno.test.afterAll(async () => {
  await livekit?.stop();
  for (const coturn of Object.values(coturns)) await coturn.stop();
});

function testTalk(
  name: string,
  how: keyof typeof coturns,
  transport: "udp" | "tcp",
  settings: () => Readonly<Record<string, string>> = () => ({}),
) {
  testStage(
    name,
    async ({ person }) => {
      const { desk, students } = await makeTalkingClass(
        { person },
        ["Amy", "Ben"],
        { network: byRelay },
      );
      await desk("POST", "/call", { rooms: "main" });
      await desk("PATCH", "/call", { cameras: true });
      for (const one of students) {
        await joinCall(one);
        await unmute(one);
        await exactButton(one, t.cameraOn).click();
      }
      for (const one of students) {
        await waitForIncoming(one, { voices: 1, pictures: 1 }, "each");
        assert.deepEqual(await ways(one), [`relay ${transport}`]);
      }
    },
    () => ({ ...coturns[how].settings(transport), ...settings() }),
  );
}

testTalk(
  "two people whom only a relay connects hear and see each other (K-3)",
  "school",
  "udp",
);
testTalk(
  "two people whom only a TCP relay connects hear and see each other (K-3)",
  "strict",
  "tcp",
);
testTalk(
  "two people who reach LiveKit only by a relay hear and see each other (K-3)",
  "school",
  "udp",
  () => livekit.settings,
);

function credentials(
  { secret }: Pick<CoturnServer, "secret">,
  member: string,
): TurnCredentials {
  const settings = { TURN_URL: ["turn:x"], TURN_SECRET: secret };
  const servers = iceServers(settings, { session: "s", member }, Date.now());
  const { username, credential } = servers.find((it) => it.username)!;
  return { username: username!, credential: credential! };
}

const client = ({ host, port }: CoturnServer, given: TurnCredentials) =>
  new PermittingTurnClient(host, port, given);

Deno.test("a relay reaches neither itself nor anything behind the server (K-3)", async () => {
  const inside = [
    ...["0.0.0.1", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254"],
    ...["172.16.0.1", "172.31.255.255", "192.0.0.8", "192.168.1.1"],
    ...["198.18.0.1", "224.0.0.251", "255.255.255.255"],
  ];
  const insideOfIpv6 = [
    ...["::1", "::ffff:a01:203", "::a01:203", "64:ff9b::a01:203"],
    ...["fc00::1", "fd12:3456::1", "fe80::1", "ff02::1"],
  ];
  const kinds = [
    { family: 4, inside, outside: "198.51.100.7" },
    { family: 6, inside: insideOfIpv6, outside: "2001:db8::7" },
  ] as const;
  for (const how of ["public", "school", "strict"] as const) {
    const coturn = coturns[how];
    for (const { family, inside, outside } of kinds) {
      const relay = client(coturn, credentials(coturn, "amy"));
      const code = await relay.allocate(family);
      // The machine has no such address.
      const has = code !== 440 && code !== 508;
      if (has) assert.equal(code, 0);
      else assert.equal(family, 6);
      for (const it of has ? inside : []) {
        if (it === lanAddress) continue;
        assert.equal(await relay.permit(it), 403, `${how} ${it}`);
      }
      const expected = how === "strict" ? 403 : 0;
      if (has) assert.equal(await relay.permit(outside), expected, how);
      if (family === 4 && how !== "public") {
        assert.equal(await relay.permit(lanAddress!), 0, how);
      }
      await relay.close();
    }
  }
});
