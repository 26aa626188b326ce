import { RoomServiceClient } from "livekit-server-sdk";
import { freePorts, startProgramOnPort } from "../programs.ts";

export interface LiveKitServer {
  readonly settings: Readonly<Record<string, string>>;
  readonly url: string;
  readonly rooms: RoomServiceClient;
  output(): string;
  stop(): Promise<void>;
}

export const key = "key",
  secret = "a secret of the tests, which is long enough";

/**
 * @param rtc overrides its media settings
 * @param tells address of the Homeroom for its webhooks
 */
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
  const running = await startProgramOnPort("livekit", given, port);
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
