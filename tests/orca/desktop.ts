/** A virtual screen with Chromium and the Orca screen reader. Its speech goes to a dummy voice and a log. */
import { chromium, type Page } from "playwright-core";
import { fakeDeviceFlags } from "../browser.ts";
import { startProgram } from "../engines/programs.ts";
import { eventually } from "../people.ts";
import { isInstalled } from "../engines/installed.ts";

/** Programs and their Debian packages. */
const programs = {
  orca: "orca",
  Xvfb: "xvfb",
  "dbus-daemon": "dbus-x11",
  "dbus-send": "dbus-x11",
  "speech-dispatcher": "speech-dispatcher",
  chromium: "chromium",
  xdotool: "xdotool",
};

/** Missing programs and how to install them; null: none. */
export async function describeMissingPrograms(): Promise<string | null> {
  const missing: string[] = [];
  for (const [name, from] of Object.entries(programs)) {
    if (!await isInstalled(`/usr/bin/${name}`)) {
      missing.push(`/usr/bin/${name} (apt install ${from})`);
    }
  }
  const bus = "/usr/libexec/at-spi-bus-launcher";
  if (!await isInstalled(bus)) {
    missing.push(`${bus} (apt install at-spi2-core)`);
  }
  return missing.join(" and ") || null;
}

/** Logs each spoken line at once, without keys. The full log would be megabytes. */
const customizations = `
from orca import debug, settings
debug.debugFile.reconfigure(line_buffering=True)
println = debug.println
def only_speech(level, text="", timestamp=False):
    if text.startswith("SPEECH OUTPUT"):
        println(level, text, timestamp)
debug.println = only_speech
settings.enableKeyEcho = False
# One that runs on another screen is no trouble.
import __main__
__main__.otherOrcas = lambda: []
`;

/** A home folder without personal settings or a running session. */
async function makeHome(): Promise<string> {
  const home = await Deno.makeTempDir({ prefix: "homeroom-orca-" });
  await Deno.mkdir(`${home}/orca`);
  await Deno.writeTextFile(
    `${home}/orca/orca-customizations.py`,
    customizations,
  );
  // Turns off the offer to save passwords.
  await Deno.mkdir(`${home}/chromium/Default`, { recursive: true });
  await Deno.writeTextFile(
    `${home}/chromium/Default/Preferences`,
    JSON.stringify({ credentials_enable_service: false }),
  );
  await Deno.mkdir(`${home}/speech-dispatcher`);
  await Deno.writeTextFile(
    `${home}/speech-dispatcher/speechd.conf`,
    'AddModule "dummy" "sd_dummy" ""\nDefaultModule dummy\n',
  );
  return home;
}

/** Matches speech in the log; continued lines are indented. */
const spoken =
  /^[\d:.]+ - SPEECH OUTPUT: '(.*(?:\n {18}.*)*?)'(?: voice=\w+)?(?: ?\{.*| ?None)?$/gm;

export interface Desktop {
  readonly page: Page;
  tool(...args: string[]): Promise<unknown>;
  said(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startDesktop(url: string): Promise<Desktop> {
  const ends: (() => Promise<unknown>)[] = [];
  const run = async (
    name: string,
    args: string[],
    env: Record<string, string>,
  ) => {
    const { success, stdout, stderr } = await new Deno.Command(
      `/usr/bin/${name}`,
      { args, env, stdin: "null" },
    ).output();
    const text = new TextDecoder();
    if (!success) throw new Error(`${name}: ${text.decode(stderr)}`);
    return text.decode(stdout);
  };
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const home = await makeHome();
    ends.push(() => Deno.remove(home, { recursive: true }));
    const screen = await startProgram("/usr/bin/Xvfb", [
      ..."-displayfd 1 -screen 0 1280x900x24 -nolisten tcp".split(" "),
    ], { until: /^(\d+)\n/ });
    ends.push(() => screen.stop());
    const env: Record<string, string> = {
      DISPLAY: `:${screen.said[1]}`,
      XDG_DATA_HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_CACHE_HOME: home,
      XDG_RUNTIME_DIR: home,
      ACCESSIBILITY_ENABLED: "1",
      GSETTINGS_BACKEND: "memory",
      LANG: "C.UTF-8",
      LANGUAGE: "en",
    };
    const bus = await startProgram("/usr/bin/dbus-daemon", [
      ..."--session --nofork --print-address".split(" "),
    ], { env, until: /^(\S+)\n/ });
    ends.push(() => bus.stop());
    env.DBUS_SESSION_BUS_ADDRESS = bus.said[1];
    // This request starts the accessibility bus.
    const asked = await run("dbus-send", [
      ..."--session --print-reply=literal --dest=org.a11y.Bus".split(" "),
      ..."/org/a11y/bus org.a11y.Bus.GetAddress".split(" "),
    ], env);
    const children = () =>
      run("dbus-send", [
        `--bus=${asked.trim()}`,
        ..."--print-reply --dest=org.a11y.atspi.Registry".split(" "),
        "/org/a11y/atspi/accessible/root",
        "org.a11y.atspi.Accessible.GetChildren",
      ], env);
    const context = await chromium.launchPersistentContext(`${home}/chromium`, {
      executablePath: "/usr/bin/chromium",
      headless: false,
      env: { ...Deno.env.toObject(), ...env },
      args: [
        ...fakeDeviceFlags,
        "--force-renderer-accessibility",
        "--test-type",
        `--app=${url}`,
        "--window-position=0,0",
        "--window-size=1280,900",
      ],
      ignoreDefaultArgs: ["--enable-automation"],
      viewport: null,
    });
    ends.push(() => context.close());
    const [page] = context.pages();
    await page.waitForLoadState("networkidle");
    const tool = (...args: string[]) => run("xdotool", args, env);
    await tool(
      ..."search --sync --onlyvisible --class chromium".split(" "),
      ..."windowfocus --sync".split(" "),
    );
    await eventually(
      children,
      (it) => it.includes("/accessible/root"),
      "Chromium told what it shows",
    );
    const log = `${home}/orca.log`;
    const orca = await startProgram("/usr/bin/orca", [`--debug-file=${log}`], {
      env,
    });
    // SIGTERM takes effect only after an event on the screen.
    ends.push(() => orca.stop("SIGKILL"));
    const all: string[] = [];
    let read = 0;
    const said = async () => {
      const bytes = await Deno.readFile(log).catch(() => new Uint8Array());
      const end = bytes.lastIndexOf(10) + 1;
      const text = new TextDecoder().decode(bytes.subarray(read, end));
      read = end;
      for (const [, words] of text.matchAll(spoken)) {
        all.push(words.replace(/\s+/g, " "));
      }
      return [...all];
    };
    return { page, tool, said, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
