/**
 * Copies what the command line needs into a folder for the image (`Dockerfile`): the build, its modules and their
 * packages.
 *     deno run -A server/image.ts /image
 */
import { copyFile, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { readCommit } from "./commit.ts";
import { runProcess } from "./platform/process.ts";

const program = "server/homeroom.ts";
/** Called by services that were set up by older versions. */
const olderProgram = "server/start.ts";

interface Config {
  tasks: Record<string, { description: string; command: string }>;
  imports: Record<string, string>;
}

if (import.meta.main) await makeImage(process.argv[2]);

async function makeImage(folder: string): Promise<void> {
  const config: Config = JSON.parse(await readFile("deno.json", "utf8"));
  const tasks = pick(
    config.tasks,
    ({ command }) => command.includes(program),
  );
  // Drops the loading of packages, which the image already has.
  for (const task of Object.values(tasks)) {
    task.command = task.command.replace(/.* && /, "");
  }
  const modules = new Set(
    (await Promise.all([program, olderProgram].map(modulesOf))).flat(),
  );
  const root = `file://${process.cwd()}/`;
  for (const module of modules) {
    if (!module.startsWith(root)) continue;
    const path = module.slice(root.length);
    await mkdir(dirname(`${folder}/${path}`), { recursive: true });
    await copyFile(path, `${folder}/${path}`);
  }
  const imports = pick(
    config.imports,
    (target) =>
      isOwnFolder(target) ||
      [...modules].some((module) => isOf(module, target)),
  );
  // Keeps Deno from looking for packages at each start.
  const imageConfig = { ...config, nodeModulesDir: "manual", tasks, imports };
  const text = JSON.stringify(imageConfig, null, 2);
  await writeFile(`${folder}/deno.json`, text);
  // What `readCommit` reads.
  await mkdir(`${folder}/.git`);
  await writeFile(`${folder}/.git/HEAD`, await readCommit() ?? "");
  // The tested versions; `install` removes the unused ones.
  await copyFile("deno.lock", `${folder}/deno.lock`);
  await deno(["install", "--node-modules-dir=auto"], folder);
  // Copied last, because a newer source would cause a rebuild.
  await cp(".output", `${folder}/.output`, { recursive: true });
}

async function modulesOf(program: string): Promise<string[]> {
  const { modules } = JSON.parse(
    await deno([
      "info",
      "--node-modules-dir=auto",
      "--json",
      program,
    ]),
  );
  return modules.map(({ specifier }: { specifier: string }) => specifier);
}

/** Such as `.locales/`, whose files are among the modules. */
function isOwnFolder(target: string): boolean {
  return target.startsWith("./");
}

function isOf(module: string, target: string): boolean {
  return `${module.replace(/^npm:\//, "npm:")}/`.startsWith(`${target}/`);
}

function pick<T>(
  from: Record<string, T>,
  isWanted: (value: T) => boolean,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(from).filter(([, value]) => isWanted(value)),
  );
}

async function deno(args: string[], cwd?: string): Promise<string> {
  const { code, stdout } = await runProcess(args, {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (code !== 0) throw new Error(`deno ${args.join(" ")} failed`);
  return stdout;
}
