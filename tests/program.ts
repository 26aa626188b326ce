/** Programs of ours that tests run apart from themselves. */

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
