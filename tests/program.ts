/** Programs of ours that tests run apart from themselves, and scripts that they make so. */

/** What a program prints that runs through; throws with its errors where it does not. */
export async function printed(
  program: URL,
  ...args: string[]
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", program.pathname, ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(text(stderr));
  return text(stdout);
}

/** A module as a script that a page can run; it leaves what that exports under this name. */
export function bundled(module: URL, name: string): Promise<string> {
  return printed(new URL("bundle.ts", import.meta.url), module.pathname, name);
}
