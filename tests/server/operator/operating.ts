/** The operator's commands, as an operator runs them. */

/** Runs a command on a data folder, without a terminal; `flags` are for Deno itself. */
export async function runOperatorCommand(
  command: string,
  dataDir: string,
  given: string | readonly string[],
  flags: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      ...flags,
      "server/homeroom.ts",
      command,
      ...[given].flat(),
    ],
    stdin: "null",
    env: { DATA_DIR: dataDir, NO_COLOR: "1", ...env },
  }).output();
  const text = new TextDecoder();
  return { code, said: text.decode(stdout) + text.decode(stderr) };
}
