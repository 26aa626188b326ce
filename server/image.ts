/**
 * Puts what a start and the operator's commands need into a folder of its own, for the image (`Dockerfile`): the build,
 * the modules that they load, and of the packages only theirs. The others, 300 MB, are for building and for tests.
 *
 *     deno run -A server/image.ts /image
 */
import { copyFile, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { runProcess } from "./platform/process.ts";

/** A `deno.json`, as far as it matters here. */
interface Config {
  tasks: Record<string, { description: string; command: string }>;
  imports: Record<string, string>;
}

if (import.meta.main) await makeImage(process.argv[2]);

/** Fills a folder. The server must have been built. */
async function makeImage(folder: string): Promise<void> {
  const config: Config = JSON.parse(await readFile("deno.json", "utf8"));
  const tasks = pick(
    config.tasks,
    ({ command }) => programs(command).length > 0,
  );
  const entries = Object.values(tasks).flatMap((it) => programs(it.command));
  // All packages are there already.
  for (const task of Object.values(tasks)) {
    task.command = task.command.replace(/.* && /, "");
  }
  const modules = new Set((await Promise.all(entries.map(modulesOf))).flat());
  const root = `file://${process.cwd()}/`;
  for (const module of modules) {
    if (!module.startsWith(root)) continue;
    const path = module.slice(root.length);
    await mkdir(dirname(`${folder}/${path}`), { recursive: true });
    await copyFile(path, `${folder}/${path}`);
  }
  const imports = pick(
    config.imports,
    (target) => [...modules].some((module) => isOf(module, target)),
  );
  // A start looks for no package elsewhere, as it would where they are kept up to date.
  const kept = { ...config, nodeModulesDir: "manual", tasks, imports };
  const text = JSON.stringify(kept, null, 2);
  await writeFile(`${folder}/deno.json`, text);
  // The versions that were tested; `install` takes the others out of it.
  await copyFile("deno.lock", `${folder}/deno.lock`);
  await deno(["install", "--node-modules-dir=auto"], folder);
  // Last: a source that is newer would have it built again.
  await cp(".output", `${folder}/.output`, { recursive: true });
}

/** What a task runs on a server that has been built. */
function programs(command: string): string[] {
  return command.match(/server\/(start|operator\/\w+)\.ts/g) ?? [];
}

/** The modules and packages that a program loads, itself included. */
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

/** Whether a module is of the package that an import names. */
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

/** What Deno prints; throws where it fails. */
async function deno(args: string[], cwd?: string): Promise<string> {
  const { code, stdout } = await runProcess(args, {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (code !== 0) throw new Error(`deno ${args.join(" ")} failed`);
  return stdout;
}
