/**
 * A real Chromium for tests: the one that comes with a package, so that no browser need be installed. Besides,
 * what the tests do on pages: screenshots, each compared with how a page is laid out well, and asking axe for
 * violations.
 */
import { type Browser, chromium, type Page } from "playwright-core";
import axe from "axe-core";
import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import assert from "node:assert/strict";
import { wellLaidOut } from "./browser/layout.ts";
import { eventually } from "./people.ts";

const shots = "tests/screenshots";

/** Whether pictures are kept for people to look at: with `PICTURES=1`, since nothing else needs them. */
const keepsPictures = Deno.env.get("PICTURES") === "1";

/** Addresses of a school's network, which lead to this machine: to a browser they are as foreign as real ones. */
export const lanHosts = ["192.168.77.5", "laptop.local", "class.test"] as const;
const nameServer = lanHosts.map((host) => `MAP ${host} 127.0.0.1`).join();

/** A page has its devices without asking, plays without a press, and calls even where this machine has no network. */
export const callsUnasked = [
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
];

/** That, with made-up microphones and cameras. */
export const fakeDevices = [
  "--use-fake-device-for-media-stream",
  ...callsUnasked,
];

/** Starts a browser; the caller closes it. */
export async function launch(args: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({
    executablePath: await executable(),
    args: [`--host-resolver-rules=${nameServer}`, ...args],
    ...hasSharedMemory() && { ignoreDefaultArgs: ["--disable-dev-shm-usage"] },
  });
}

/**
 * Whether the machine has memory to share for a few browsers (a container has 64 MB). Without it each answer goes
 * through a file of its own, which is a tenth of the processor's time.
 */
function hasSharedMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize >= 2 * 1024 ** 3;
  } catch {
    return false;
  }
}

/** A desk's screen and a phone's. */
const screens = {
  desk: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

/**
 * Keeps a picture of the page under this name, if any are kept, and asserts that it is laid out well: as it is, and
 * on a screen of the other kind.
 */
export async function shoot(page: Page, name: string, fullPage = false) {
  await picture(page, name, fullPage);
  // What is open beside something closes where the chat changes its kind with the screen.
  const beside = page.locator(':popover-open, [role="listbox"]');
  if (await beside.count() > 0) return;
  const own = page.viewportSize();
  assert(own);
  const [other, size] = own.width < 700
    ? ["desk", screens.desk]
    : ["phone", screens.phone];
  const before = await page.evaluate(chatStands);
  await page.setViewportSize(size);
  await picture(page, `${name}-on-${other}`, fullPage);
  await page.setViewportSize(own);
  // On a phone the chat is a sheet, which has the focus while it is open and gives it back. A page loads the chat late,
  // and one that has just become as narrow as a phone's may not have changed it yet.
  const wanted = before.mode && other === "desk" ? "sheet" : before.mode;
  await eventually(
    () => page.evaluate(chatStands),
    ({ mode, isModal }) =>
      (!wanted || mode === wanted) && (before.isModal || !isModal),
    `the chat was as before ${name} on a ${other}: ${wanted}`,
  );
}

/** How the chat stands, which changes with the screen. It runs in the page. */
function chatStands() {
  const panel = document.querySelector<HTMLElement>("dialog.chat-panel");
  return {
    mode: panel?.dataset.mode,
    isModal: panel?.matches(":modal") ?? false,
  };
}

/** The same on the one screen that the page is on. */
export async function picture(page: Page, name: string, fullPage = false) {
  await keepPicture(page, name, fullPage);
  await wellLaidOut(page, name);
}

/** Keeps a picture of the page under this name, if any are kept. */
export async function keepPicture(page: Page, name: string, fullPage = false) {
  if (!keepsPictures) return;
  const path = `${shots}/${name}.png`;
  await page.screenshot({ path, fullPage, animations: "disabled" });
}

/** The rules of axe that colours decide. */
export const ofColours = ["color-contrast", "link-in-text-block"];

/**
 * Asserts that axe finds nothing to object to, and keeps a picture; in light and in dark. Dark has other colours and
 * is the same in all else, so there it is asked about colours alone.
 */
export async function accessible(page: Page, name: string) {
  for (const colorScheme of ["light", "dark"] as const) {
    const isLight = colorScheme === "light";
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await (isLight ? shoot : picture)(page, `${name}-${colorScheme}`);
    const found = await violations(page, isLight ? null : ofColours);
    assert.deepEqual(found, [], `${name}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
}

/** What axe objects to on the page as it is now, by these rules or by all. */
export async function violations(
  page: Page,
  rules: readonly string[] | null = null,
) {
  // Evaluated by the debugger, which no content security policy stops.
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
      ...runOnly && { runOnly },
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

/** Where the browser is, unpacked at the first call. Two processes unpacking at once would spoil it. */
export async function executable(): Promise<string> {
  // Unpacks the system libraries that the package carries too; it is read when the package loads.
  Deno.env.set("AWS_LAMBDA_JS_RUNTIME", "nodejs22.x");
  // It brings one font, without Chinese; pictures for people have the machine's.
  if (keepsPictures) Deno.env.set("FONTCONFIG_PATH", "/etc/fonts");
  const { default: packed } = await import("@sparticuz/chromium");
  using lock = await Deno.open(`${tmpdir()}/homeroom-chromium.lock`, {
    create: true,
    write: true,
  });
  await lock.lock(true);
  return await packed.executablePath();
}
