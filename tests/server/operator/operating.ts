/** The operator's commands, as an operator runs them. */

/** Runs `backup` or `restore` on a data folder; `flags` are for Deno itself. */
export async function operate(
  command: string,
  dataDir: string,
  file: string,
  flags: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--unstable-kv",
      ...flags,
      `server/operator/${command}.ts`,
      file,
    ],
    env: { DATA_DIR: dataDir, NO_COLOR: "1", ...env },
  }).output();
  const text = new TextDecoder();
  return { code, said: text.decode(stdout) + text.decode(stderr) };
}
