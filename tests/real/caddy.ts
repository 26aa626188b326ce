/** Caddy, as `docs/deploy/proxy.md` configures it. */
import { blocks, replaced } from "./deploy_document.ts";
import { certificates, host } from "./authority.ts";
import type { Front, Put } from "./front.ts";
import { find, finish, freePorts, type Running, start } from "./programs.ts";

const [block] = blocks("proxy", "caddy");

/** `bodies` replaces the document's body timeout of five minutes. */
export async function startCaddy(
  { port, servers: [server] }: Put,
  bodies = "5m",
): Promise<Front> {
  const folder = await Deno.makeTempDir({ prefix: "homeroom-caddy-" });
  const [plain, admin] = freePorts(2);
  const { certificate, key } = certificates();
  const here = `  admin 127.0.0.1:${admin}
  http_port ${plain}
  https_port ${port}
`;
  const configuration = replaced(block, {
    "read_body 5m": `read_body ${bodies}`,
    "class.example.org {\n": `${host}:${port} {
  bind 127.0.0.1
  tls ${certificate} ${key}
`,
    "127.0.0.1:8000": `127.0.0.1:${server}`,
  }).replace("{\n", `{\n${here}`);
  const file = `${folder}/Caddyfile`;
  await Deno.writeTextFile(file, configuration);
  const given = ["--config", file, "--adapter", "caddyfile"];
  const env = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  const begin = () => start("caddy", ["run", ...given], port, env);
  let running: Running = await begin(), said = "";
  return {
    name: `Caddy ${(await find("caddy"))?.version}`,
    port,
    url: `https://${host}:${port}`,
    wsUrl: `wss://${host}:${port}`,
    reload: () =>
      finish("caddy", ["reload", ...given, "--address", `127.0.0.1:${admin}`]),
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
