/** A coturn with the configuration of `docs/deploy/calls.md`, at this machine's own address. */
import { networkInterfaces } from "node:os";
import { readCodeBlocks, replaceValues } from "../deploy_document.ts";
import { freePorts, startProgramOnPort } from "../programs.ts";

const [whole, strict] = readCodeBlocks("calls", "ini");

/** coturn has no relays at a loopback address. */
export const lanAddress: string | undefined = Object.values(networkInterfaces())
  .flatMap((it) => it ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

export interface CoturnServer {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  settings(transport: "udp" | "tcp"): Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * @param how `strict`: relays reach only each other; `school`: and all that is not denied; `public`: the file as it is
 */
export async function startCoturn(
  how: "public" | "school" | "strict",
): Promise<CoturnServer> {
  const host = lanAddress!;
  const [port] = freePorts(1);
  const secret = "a secret of the tests";
  const folder = await Deno.makeTempDir({ prefix: "homeroom-coturn-" });
  // The file is complete without its list of denied addresses.
  const [upTo] = whole.split("# On the internet");
  const text = how === "strict"
    ? upTo + replaceValues(strict, { "203.0.113.7": host })
    : how === "school"
    ? `${whole}allowed-peer-ip=${host}\n`
    : whole;
  const file = `${folder}/turnserver.conf`;
  await Deno.writeTextFile(
    file,
    replaceValues(text, {
      "listening-port=3478": `listening-port=${port}`,
      "a-long-random-secret": secret,
    }),
  );
  const own = ["-c", file, "--pidfile", `${folder}/pid`];
  const running = await startProgramOnPort("coturn", own, port);
  return {
    host,
    port,
    secret,
    settings: (transport) => ({
      TURN_URL: `turn:${host}:${port}?transport=${transport}`,
      TURN_SECRET: secret,
    }),
    async stop() {
      await running.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
