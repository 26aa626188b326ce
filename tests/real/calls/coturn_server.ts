/** A coturn with the configuration of `docs/deploy/calls.md`, at this machine's own address. */
import { networkInterfaces } from "node:os";
import { blocks, replaced } from "../deploy_document.ts";
import { freePorts, start } from "../programs.ts";

const [whole, strict] = blocks("calls", "ini");

/** coturn has no relays at a loopback address. */
export const ownAddress: string | undefined = Object.values(networkInterfaces())
  .flatMap((it) => it ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

export interface Coturn {
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
): Promise<Coturn> {
  const host = ownAddress!;
  const [port] = freePorts(1);
  const secret = "a secret of the tests";
  const folder = await Deno.makeTempDir({ prefix: "homeroom-coturn-" });
  // The file is complete without its list of denied addresses.
  const [upTo] = whole.split("# On the internet");
  const text = how === "strict"
    ? upTo + replaced(strict, { "203.0.113.7": host })
    : how === "school"
    ? `${whole}allowed-peer-ip=${host}\n`
    : whole;
  const file = `${folder}/turnserver.conf`;
  await Deno.writeTextFile(
    file,
    replaced(text, {
      "listening-port=3478": `listening-port=${port}`,
      "a-long-random-secret": secret,
    }),
  );
  const own = ["-c", file, "--pidfile", `${folder}/pid`];
  const running = await start("coturn", own, port);
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
