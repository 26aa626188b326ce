/**
 * A program of its own: prints a module as a script that a page can run, which leaves what it exports under a name. The
 * bundler has threads that may outlive a test file, and would take the process of all tests with them.
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
