/** Caddy, as `docs/deploy/proxy.md` configures it. */
import { readCodeBlocks, replaceValues } from "./deploy_document.ts";
import { certificatePaths, testHost } from "./authority.ts";
import type { ProxyPorts, RunningProxy } from "./front.ts";
import {
  findVersion,
  freePorts,
  type RunningProgram,
  runToEnd,
  startProgramOnPort,
} from "./programs.ts";

const [block] = readCodeBlocks("proxy", "caddy");

/** `bodies` replaces the document's body timeout of five minutes. */
export async function startCaddy(
  { port, servers: [server] }: ProxyPorts,
  bodies = "5m",
): Promise<RunningProxy> {
  const folder = await Deno.makeTempDir({ prefix: "homeroom-caddy-" });
  const [plain, admin] = freePorts(2);
  const { certificate, key } = certificatePaths();
  const here = `  admin 127.0.0.1:${admin}
  http_port ${plain}
  https_port ${port}
`;
  const configuration = replaceValues(block, {
    "read_body 5m": `read_body ${bodies}`,
    "class.example.org {\n": `${testHost}:${port} {
  bind 127.0.0.1
  tls ${certificate} ${key}
`,
    "127.0.0.1:8000": `127.0.0.1:${server}`,
  }).replace("{\n", `{\n${here}`);
  const file = `${folder}/Caddyfile`;
  await Deno.writeTextFile(file, configuration);
  const given = ["--config", file, "--adapter", "caddyfile"];
  const env = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  const begin = () => startProgramOnPort("caddy", ["run", ...given], port, env);
  let running: RunningProgram = await begin(), said = "";
  return {
    name: `Caddy ${(await findVersion("caddy"))?.version}`,
    port,
    url: `https://${testHost}:${port}`,
    wsUrl: `wss://${testHost}:${port}`,
    reload: () =>
      runToEnd("caddy", [
        "reload",
        ...given,
        "--address",
        `127.0.0.1:${admin}`,
      ]),
    async restart() {
      await running.stop();
      said += running.output();
      running = await begin();
    },
    logged: () => Promise.resolve(said + running.output()),
    async stop() {
      await running.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
