/** Starts a LiveKit server, Homeroom and a browser for the tests of a file. */
import type { Browser } from "playwright-core";
import { launchApp, type LaunchedApp } from "../launched.ts";
import { freePorts } from "../programs.ts";
import { launchWithDevices } from "./livekit_page.ts";
import { type LiveKitServer, startLiveKit } from "./livekit_server.ts";

export interface LiveKitSetup {
  livekit: LiveKitServer;
  app: LaunchedApp;
  browser: Browser;
  readonly place: { url: string; wsUrl: string };
}

export function setUpLiveKit(): LiveKitSetup {
  const around = { place: { url: "", wsUrl: "" } } as LiveKitSetup;
  Deno.test.beforeAll(async () => {
    const [port] = freePorts(1);
    around.place.url = `http://127.0.0.1:${port}`;
    around.place.wsUrl = `ws://127.0.0.1:${port}`;
    around.livekit = await startLiveKit({}, around.place.url);
    around.app = await launchApp({
      ...around.livekit.settings,
      PORT: `${port}`,
    });
    around.browser = await launchWithDevices();
  });
  Deno.test.afterAll(async () => {
    await around.browser?.close();
    await around.app?.stop();
    await around.livekit?.stop();
  });
  return around;
}
