/** Runs a program of ours and returns its standard output. If it fails, throws its error output. */
export async function runAndReadOutput(
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

/** Bundles a module into a script that puts its exports in a global of this name. */
export function bundleModule(module: URL, name: string): Promise<string> {
  return runAndReadOutput(
    new URL("bundle.ts", import.meta.url),
    module.pathname,
    name,
  );
}
