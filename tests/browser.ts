import { type Browser, chromium, type Page } from "playwright-core";
import axe from "axe-core";
import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import assert from "node:assert/strict";
import { assertWellLaidOut } from "./browser/layout.ts";
import { eventually } from "./people.ts";

const shots = "tests/screenshots";

const keepsPictures = Deno.env.get("PICTURES") === "1";

/** Local network names, resolved to this machine. The browser treats them as remote. */
export const lanHosts = ["192.168.77.5", "laptop.local", "class.test"] as const;
const nameServer = lanHosts.map((host) => `MAP ${host} 127.0.0.1`).join();

/** Grants devices, allows autoplay, and connects calls without a network. */
export const autoGrantedCallFlags = [
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
];

export const fakeDeviceFlags = [
  "--use-fake-device-for-media-stream",
  ...autoGrantedCallFlags,
];

export async function launch(args: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({
    executablePath: await unpackChromium(),
    args: [`--host-resolver-rules=${nameServer}`, ...args],
    ...hasSharedMemory() && { ignoreDefaultArgs: ["--disable-dev-shm-usage"] },
  });
}

/** A container has only 64 MB in /dev/shm. Without it Chromium writes a file per response, 10 % of the CPU time. */
function hasSharedMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize >= 2 * 1024 ** 3;
  } catch {
    return false;
  }
}

const screens = {
  desk: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

/** Asserts a good layout at this screen size and the other, and saves screenshots. */
export async function assertLayoutAndShoot(
  page: Page,
  name: string,
  fullPage = false,
) {
  await assertLayoutAndSave(page, name, fullPage);
  // Open popovers would close when the chat changes its mode with the screen.
  const beside = page.locator(':popover-open, [role="listbox"]');
  if (await beside.count() > 0) return;
  const own = page.viewportSize();
  assert(own);
  const [other, size] = own.width < 700
    ? ["desk", screens.desk]
    : ["phone", screens.phone];
  const before = await page.evaluate(chatStands);
  await page.setViewportSize(size);
  await assertLayoutAndSave(page, `${name}-on-${other}`, fullPage);
  await page.setViewportSize(own);
  // On a phone the chat is a modal sheet. It loads late and may not have switched yet.
  const wanted = before.mode && other === "desk" ? "sheet" : before.mode;
  await eventually(
    () => page.evaluate(chatStands),
    ({ mode, isModal }) =>
      (!wanted || mode === wanted) && (before.isModal || !isModal),
    `the chat was as before ${name} on a ${other}: ${wanted}`,
  );
}

/** The mode in which the chat's panel is open; runs in the page. */
function chatStands() {
  const panel = document.querySelector<HTMLElement>("dialog.chat-panel");
  return {
    mode: panel?.dataset.mode,
    isModal: panel?.matches(":modal") ?? false,
  };
}

/** Like {@link assertLayoutAndShoot}, on the current screen size only. */
export async function assertLayoutAndSave(
  page: Page,
  name: string,
  fullPage = false,
) {
  await saveScreenshot(page, name, fullPage);
  await assertWellLaidOut(page, name);
}

export async function saveScreenshot(
  page: Page,
  name: string,
  fullPage = false,
) {
  if (!keepsPictures) return;
  const path = `${shots}/${name}.png`;
  await page.screenshot({ path, fullPage, animations: "disabled" });
}

export const colourRules = ["color-contrast", "link-in-text-block"];

/** Asserts that axe finds no violations, in light and dark. Only colours differ in dark. */
export async function assertAccessible(page: Page, name: string) {
  for (const colorScheme of ["light", "dark"] as const) {
    const isLight = colorScheme === "light";
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await (isLight ? assertLayoutAndShoot : saveScreenshot)(
      page,
      `${name}-${colorScheme}`,
    );
    const found = await findAxeViolations(page, isLight ? null : colourRules);
    assert.deepEqual(found, [], `${name}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
}

/** Violations of the given rules, by default of all. */
export async function findAxeViolations(
  page: Page,
  rules: readonly string[] | null = null,
) {
  // Runs through the debugger, which the content security policy does not block.
  if (!await page.evaluate(() => "axe" in globalThis)) {
    await page.evaluate(axe.source);
  }
  return await page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(how: object): Promise<import("axe-core").AxeResults>;
      };
    };
    const { violations } = await axe.run({
      resultTypes: ["violations"],
      // WCAG 2.2 has this rule; axe leaves it out unless it is asked.
      ...runOnly
        ? { runOnly }
        : { rules: { "target-size": { enabled: true } } },
    });
    return violations.map((violation) => ({
      rule: violation.id,
      where: violation.nodes.map((node) =>
        `${node.target.join(" ")}: ${
          node.any.concat(node.all, node.none).map(({ message }) => message)
        }`
      ),
    }));
  }, rules);
}

/** Unpacks the browser on first use. The lock keeps processes from unpacking at once. */
export async function unpackChromium(): Promise<string> {
  // Makes the package unpack system libraries, so set before it loads.
  Deno.env.set("AWS_LAMBDA_JS_RUNTIME", "nodejs22.x");
  // The package's font lacks Chinese.
  if (keepsPictures) Deno.env.set("FONTCONFIG_PATH", "/etc/fonts");
  const { default: packed } = await import("@sparticuz/chromium");
  using lock = await Deno.open(`${tmpdir()}/homeroom-chromium.lock`, {
    create: true,
    write: true,
  });
  await lock.lock(true);
  return await packed.executablePath();
}
