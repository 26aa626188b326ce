/** Features of secure contexts have an alternative (D-4). */
import assert from "node:assert/strict";
import { parse, type Source, sources } from "../../source.ts";

/** The features, and the only files that use them. */
const known: [RegExp, string[]][] = [
  [/\.clipboard\b/, ["components/ui/CopyButton.tsx"]],
  [/\bnavigator\.locks\b/, ["components/files/uploads.ts"]],
  [/\bwakeLock\b/, ["islands/Present.tsx"]],
  [/\bserviceWorker\b/, [
    "components/class_page/page_cache.ts",
    "components/page/leave_warning.ts",
  ]],
  [/\bcaches\b/, [
    "components/class_page/page_cache.ts",
    "components/client/stale_device_data.ts",
    "components/sessions/delete_former_classes.ts",
  ]],
  [/\brandomUUID\b|\.subtle\b/, []],
  [/\bmediaDevices\b|\bnavigator\.(share|storage|permissions)\b/, [
    "components/calls/browser_call_devices.ts",
    "components/calls/microphone_trouble.ts",
  ]],
  [/\bNotification\(|\bPushManager\b/, []],
];

Deno.test("what a page over plain http does not have is used in known places alone (D-4)", async () => {
  const all = await sources("components", "islands", "sync/client");
  for (const [what, files] of known) {
    const using = (source: Source) => source.has(what);
    const found = all.filter(using).map(({ path }) => path).sort();
    assert.deepEqual(found, files, String(what));
  }
  const [[clipboard]] = known;
  const wrong = parse("x.tsx", "await navigator.clipboard.writeText(text);");
  assert(wrong.has(clipboard));
});
