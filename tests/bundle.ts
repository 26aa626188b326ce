/**
 * Bundles a module as a script that sets a global variable. Runs as a separate process, since the bundler's threads may
 * outlive a test file.
 */
import { rolldown } from "rolldown";

const [input, name] = Deno.args;
const bundle = await rolldown({ input, platform: "browser" });
const { output: [{ code }] } = await bundle.generate({
  format: "iife",
  name,
  codeSplitting: false,
});
await bundle.close();
console.log(code);
