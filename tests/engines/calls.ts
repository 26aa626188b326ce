/** Calls in Firefox and WebKit (K-1), each with a Chromium page. */
import { calls as t } from "texts/calls.ts";
import { join as joining } from "texts/people_join.ts";
import { waitForIncoming } from "../browser/calls/heard.ts";
import {
  exactButton,
  joinCall,
  makeTalkingClass,
  unmute,
} from "../browser/calls/talking_class.ts";
import { testStage } from "../browser/stage.ts";
import { createSession, signUp } from "../people.ts";
import { startServer } from "../server.ts";
import { Person } from "./person.ts";
import { launchFirefox } from "./playwright_engines.ts";
import { webkitEngine } from "./webkit_engine.ts";

/** Fake devices without prompts, and autoplay. */
const madeUp = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  // The test machine cannot resolve hidden addresses.
  "media.peerconnection.ice.obfuscate_host_addresses": false,
};

export function testCallInFirefox(): void {
  testStage(
    "in Firefox two people hear and see each other, are muted and return after a reload (K-1, D-5)",
    async (stage) => {
      const firefox = await launchFirefox(madeUp);
      try {
        const { desk, students: [amy, ben], hear } = await makeTalkingClass(
          stage,
          ["Amy", "Ben"],
          {
            of: {
              Ben: {
                context: (baseURL) =>
                  firefox.newContext({ baseURL, locale: "en-GB" }),
              },
            },
          },
        );
        await desk("POST", "/call", { rooms: "main" });
        await desk("PATCH", "/call", { cameras: true });
        for (const one of [amy, ben]) {
          await joinCall(one);
          await unmute(one);
        }
        await hear(1, 1);
        for (const one of [amy, ben]) {
          await exactButton(one, t.cameraOn).click();
        }
        await waitForIncoming(amy, { voices: 1, pictures: 1 }, "Amy");
        await waitForIncoming(ben, { voices: 1, pictures: 1 }, "Ben");
        for (const one of [amy, ben]) {
          await exactButton(one, t.cameraOff).click();
        }
        await desk("POST", "/call/mute");
        await hear(0, 0);
        await unmute(ben);
        await hear(1, 0);
        await unmute(amy);
        // Firefox asks again after a reload, so the microphone stays off.
        await ben.page.reload();
        await hear(0, 1);
        await unmute(ben);
        await hear(1, 1);
        await amy.page.reload();
        await hear(1, 1);
        await exactButton(ben, t.leave).click();
        await hear(0, 0);
      } finally {
        await firefox.close();
      }
    },
  );
}

/** This WebKit lacks WebRTC and must say so. */
export function testCallInWebKit(): void {
  Deno.test({
    name:
      "a WebKit without WebRTC says in advance that it has no calls (K-1, D-5)",
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const server = await startServer();
      const running = await webkitEngine.start();
      const amy = Person.start("Amy", await running.device(), server.url);
      try {
        const teacher = await signUp(server);
        const { id, code } = await createSession(teacher);
        await teacher.askExpecting(200, "POST", `/api/sessions/${id}/call`, {
          rooms: "main",
        });
        await amy.opens(`/join?sessionCode=${code}`);
        await amy.writes(joining.name, "Amy");
        await amy.presses(joining.join);
        await amy.isAt(/^\/class\//);
        const has = await amy.device.run(() =>
          "RTCPeerConnection" in globalThis
        );
        if (has) {
          await amy.sees({ role: "button", name: t.join });
          return;
        }
        console.log(
          `not run without WebRTC in WebKit ${running.version}: a call in WebKit`,
        );
        await amy.sees(t.no.unsupported);
      } finally {
        await amy.close();
        await running.stop();
        await server.stop();
      }
    },
  });
}
