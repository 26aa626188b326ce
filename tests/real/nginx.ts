/** nginx as `docs/deploy/` configures it, before one Homeroom or several. */
import { readCodeBlocks, replaceValues } from "./deploy_document.ts";
import { certificatePaths, testHost } from "./authority.ts";
import type { ProxyPorts, RunningProxy } from "./front.ts";
import {
  findVersion,
  type RunningProgram,
  runToEnd,
  startProgramOnPort,
} from "./programs.ts";

const [one] = readCodeBlocks("proxy", "nginx");
const [several] = readCodeBlocks("several", "nginx");

export async function startNginx(
  { port, servers, inTurn = false }: ProxyPorts,
): Promise<RunningProxy> {
  const folder = await Deno.makeTempDir({ prefix: "homeroom-nginx-" });
  // The workers run as another user if the master is root.
  await Deno.chmod(folder, 0o755);
  const { certificate, key } = certificatePaths();
  const upstream = "http://127.0.0.1:8000";
  const upstreams = servers.length === 1 ? "" : replaceValues(several, {
    "  server 127.0.0.1:8000 max_fails=0;\n": servers.slice(1)
      .map((it) => `  server 127.0.0.1:${it} max_fails=0;\n`).join(""),
    "127.0.0.1:8001": `127.0.0.1:${servers[0]}`,
    ...inTurn && { "  hash $class consistent;\n": "" },
  });
  const block = replaceValues(one, {
    "listen 443": `listen 127.0.0.1:${port}`,
    "class.example.org": testHost,
    "/etc/ssl/class.pem": certificate,
    "/etc/ssl/class.key": key,
    "/var/log/nginx": folder,
    [upstream]: servers.length === 1
      ? `http://127.0.0.1:${servers[0]}`
      : "http://homeroom",
  });
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `  ${kind}_temp_path ${folder}/${kind};`).join("\n");
  // The frame is Debian's nginx.conf.
  const configuration = `worker_processes 2;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
${temporary}
  access_log ${folder}/access.log;
${upstreams}${block}}
`;
  const file = `${folder}/nginx.conf`;
  await Deno.writeTextFile(file, configuration);
  const given = ["-p", folder, "-c", file, "-e", `${folder}/error.log`];
  const begin = () =>
    startProgramOnPort("nginx", [...given, "-g", "daemon off;"], port);
  let running: RunningProgram = await begin();
  return {
    name: `nginx ${(await findVersion("nginx"))?.version}`,
    port,
    url: `https://${testHost}:${port}`,
    wsUrl: `wss://${testHost}:${port}`,
    reload: () => runToEnd("nginx", [...given, "-s", "reload"]),
    async restart() {
      await running.stop();
      running = await begin();
    },
    async logged() {
      let text = running.output();
      for await (const { name } of Deno.readDir(folder)) {
        if (!name.endsWith(".log")) continue;
        text += await Deno.readTextFile(`${folder}/${name}`);
      }
      return text;
    },
    async stop() {
      await running.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
