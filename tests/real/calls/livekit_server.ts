/** A real LiveKit server, on this machine alone. */
import { RoomServiceClient } from "livekit-server-sdk";
import { freePorts, start } from "../programs.ts";

/** One that runs. */
export interface LiveKitServer {
  /** What Homeroom is to be told of it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly url: string;
  readonly rooms: RoomServiceClient;
  /** All that it has said. */
  output(): string;
  stop(): Promise<void>;
}

/** What its tokens are made with. */
export const key = "key",
  secret = "a secret of the tests, which is long enough";

/** Starts it. `rtc`: what its media are to be otherwise; `tells`: the address of a Homeroom that it tells of who comes. */
export async function startLiveKit(
  rtc: Readonly<Record<string, unknown>> = {},
  tells?: string,
): Promise<LiveKitServer> {
  const [port, tcp, udp] = freePorts(3);
  const config = {
    port,
    bind_addresses: ["127.0.0.1"],
    rtc: {
      tcp_port: tcp,
      udp_port: udp,
      node_ip: "127.0.0.1",
      use_external_ip: false,
      enable_loopback_candidate: true,
      ...rtc,
    },
    keys: { [key]: secret },
    ...tells && {
      webhook: { api_key: key, urls: [`${tells}/calls/livekit`] },
    },
  };
  // JSON is YAML.
  const given = ["--config-body", JSON.stringify(config)];
  const running = await start("livekit", given, port);
  const url = `ws://127.0.0.1:${port}`;
  return {
    url,
    settings: {
      LIVEKIT_URL: url,
      LIVEKIT_API_KEY: key,
      LIVEKIT_API_SECRET: secret,
    },
    rooms: new RoomServiceClient(url.replace("ws", "http"), key, secret),
    output: () => running.output(),
    stop: () => running.stop(),
  };
}
