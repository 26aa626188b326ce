/**
 * A program of its own: prints `in_page.ts` as a script that a page can run. The bundler has threads that may outlive a
 * test file, and would take the process of all tests with them.
 */
import { rolldown } from "rolldown";

const bundle = await rolldown({
  input: new URL("in_page.ts", import.meta.url).pathname,
  platform: "browser",
});
const { output: [{ code }] } = await bundle.generate({
  format: "iife",
  name: "calls",
  codeSplitting: false,
});
await bundle.close();
console.log(code);
