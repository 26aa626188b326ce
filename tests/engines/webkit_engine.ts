/**
 * WebKitGTK's MiniBrowser on its own display, driven by W3C WebDriver. A driver has one session, so each device has its
 * own driver. MiniBrowser cannot do downloads, dragging, touch, or windows narrower than 447 px. Sessions are private.
 */
import { eventually } from "../people.ts";
import { startProgram } from "./programs.ts";
import {
  type Device,
  type Engine,
  PageNavigatedError,
  type RunningEngine,
} from "./device.ts";
import {
  findCover,
  findTarget,
  positionOf,
  type Target,
  targetQuery,
} from "./find.ts";
import { isInstalled } from "./installed.ts";

const driver = "/usr/bin/WebKitWebDriver";
const xvfb = "/usr/bin/Xvfb";

/** Debian's WebKitGTK. */
export const webkitEngine: Engine = {
  name: "WebKit",
  async lacks() {
    const missing: string[] = [];
    if (!await isInstalled(driver)) {
      missing.push(`${driver} (apt install webkit2gtk-driver)`);
    }
    if (!await isInstalled(xvfb)) missing.push(`${xvfb} (apt install xvfb)`);
    return missing.join(" and ") || null;
  },
  async start(): Promise<RunningEngine> {
    // Xvfb prints its display number.
    const screen = await startProgram(xvfb, [
      ..."-displayfd 1 -screen 0 1600x1200x24 -nolisten tcp".split(" "),
    ], { until: /^(\d+)\n/ });
    const display = `:${screen.said[1]}`;
    try {
      const first = await open(display);
      await first.device.close();
      return {
        version: first.version,
        device: async () => (await open(display)).device,
        stop: () => screen.stop(),
      };
    } catch (error) {
      await screen.stop();
      throw error;
    }
  },
};

/** Opens a browser on this display. Retries with a new driver if its start gets no answer. */
async function open(display: string) {
  try {
    return await openOnce(display);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    console.log(`begun again: WebKit: ${error.message}`);
    return await openOnce(display);
  }
}

async function openOnce(display: string) {
  const port = freePort();
  const program = await startProgram(driver, ["-p", String(port)], {
    env: { DISPLAY: display },
    answers: `http://127.0.0.1:${port}/status`,
  });
  const wire = new Wire(`http://127.0.0.1:${port}`);
  try {
    const { sessionId, capabilities } = await wire.send("POST", "/session", {
      capabilities: {
        alwaysMatch: {
          // Lets scripts run in a loading page, so that its errors are recorded.
          pageLoadStrategy: "none",
          timeouts: { script: scriptMs, pageLoad: 60_000, implicit: 0 },
          "webkitgtk:browserOptions": {
            binary: "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
            args: ["--automation"],
          },
        },
      },
    });
    wire.base += `/session/${sessionId}`;
    const device = new WebKitDevice(wire, () => program.stop());
    await device.resize(1280, 800);
    return { version: capabilities.browserVersion as string, device };
  } catch (error) {
    await program.stop();
    throw error;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** The driver ends a script after this time. */
const scriptMs = 30_000;
/** A command unanswered for this long fails. Longer than all limits of the session. */
const patienceMs = 90_000;
const scriptPatienceMs = scriptMs + 10_000;

class Unanswered extends Error {}

class Wire {
  constructor(public base: string) {}

  // deno-lint-ignore no-explicit-any -- each command answers something else
  async send(method: string, path: string, body: unknown = {}): Promise<any> {
    const { value } = await this.#answer(method, path, {
      ...method === "POST" && { body: JSON.stringify(body) },
    });
    if (!value?.error) return value;
    const { error, message } = value;
    if (goes.test(error)) throw new PageNavigatedError(`${error}: ${message}`);
    throw new Error(`${method} ${path}: ${error}: ${message}`);
  }

  async #answer(method: string, path: string, init: RequestInit) {
    const isScript = path.startsWith("/execute/");
    const signal = AbortSignal.timeout(
      isScript ? scriptPatienceMs : patienceMs,
    );
    try {
      const response = await fetch(this.base + path, {
        method,
        signal,
        ...init,
      });
      return await response.json();
    } catch (error) {
      if ((error as Error).name !== "TimeoutError") throw error;
      const message = `${method} ${path} was not answered`;
      // A navigation can end a script and its answer.
      throw isScript
        ? new PageNavigatedError(message)
        : new Unanswered(message);
    }
  }
}

/** Driver errors for a page or element that is gone or not ready. */
const goes =
  /stale element|not interactable|click intercepted|no such (element|window|frame)/;

/** WebDriver's key of an element reference. */
const reference = "element-6066-11e4-a52e-4f735466cecf";
type Reference = { readonly [reference]: string };

const keys = { Enter: "\uE007", Escape: "\uE00C" };

class WebKitDevice implements Device {
  constructor(readonly wire: Wire, readonly end: () => Promise<void>) {}

  async open(url: string) {
    await this.#leaves(() => this.wire.send("POST", "/url", { url }));
  }

  async reload() {
    await this.#leaves(() => this.wire.send("POST", "/refresh"));
  }

  /** Waits for the next page, since the driver does not. */
  async #leaves(work: () => Promise<unknown>) {
    await this.run(() => {
      Object.assign(globalThis, { isLeft: true });
    });
    await work();
    const isAnother = async () => {
      try {
        return await this.run(() => !("isLeft" in globalThis));
      } catch (error) {
        if (error instanceof PageNavigatedError) return false;
        throw error;
      }
    };
    await eventually(isAnother, (it) => it, "the page had gone");
  }

  async run<A extends unknown[], T>(
    work: (...args: A) => T | Promise<T>,
    ...args: A
  ): Promise<T> {
    // Errors are returned with their message.
    const answer = await this.wire.send("POST", "/execute/async", {
      script: `(${watch})();
        const done = arguments[arguments.length - 1];
        const args = [...arguments].slice(0, -1);
        Promise.resolve().then(() => (${work})(...args)).then(
          (value) => done({ value }),
          (error) => done({ error: String(error) }),
        );`,
      args,
    });
    if (answer.error) throw new Error(answer.error);
    return answer.value;
  }

  async has(what: Target) {
    return await this.#found(what) !== null;
  }

  async place(what: Target) {
    const element = await this.#found(what);
    return element && await this.wire.send("POST", "/execute/sync", {
      script: `return (${positionOf})(arguments[0])`,
      args: [element],
    });
  }

  async press(what: Target) {
    return await this.#with(what, async (element) => {
      if (await this.#inTheWay(element)) return false;
      await this.#to(element, "click");
    });
  }

  async write(into: Target, text: string) {
    return await this.#with(into, async (element) => {
      // Typing replaces the selection.
      await this.wire.send("POST", "/execute/sync", {
        script: `const [it] = arguments; it.focus();
          if (it.select) it.select(); else getSelection().selectAllChildren(it);`,
        args: [element],
      });
      await this.#to(element, "value", { text });
    });
  }

  async key(name: "Enter" | "Escape") {
    const value = keys[name];
    await this.wire.send("POST", "/actions", {
      actions: [{
        type: "key",
        id: "keyboard",
        actions: [{ type: "keyDown", value }, { type: "keyUp", value }],
      }],
    });
  }

  async attach(to: Target, paths: readonly string[]) {
    return await this.#with(to, async (element) => {
      await this.#to(element, "value", { text: paths.join("\n") });
    });
  }

  /** Fetches the link in the page, since MiniBrowser would open a dialog. */
  async download(what: Target) {
    const element = await this.#found(what);
    if (element === null) throw new Error("there is no such link");
    const { href } = await this.wire.send("POST", "/execute/sync", {
      script: "return { href: arguments[0].href }",
      args: [element],
    });
    const header = await this.run(async (href) => {
      const answer = await fetch(href);
      await answer.arrayBuffer();
      return answer.ok ? answer.headers.get("content-disposition") : null;
    }, href as string);
    const name = /filename="?([^";]+)/.exec(header ?? "")?.[1];
    if (!name) throw new Error(`${href} leads to no file`);
    return name;
  }

  async resize(width: number, height: number) {
    const size = () => this.run(() => [innerWidth, innerHeight]);
    let [right, bottom] = [width, height];
    // The requested size includes the window's frame.
    for (let tries = 0; tries < 3; tries++) {
      await this.wire.send("POST", "/window/rect", {
        width: right,
        height: bottom,
      });
      await this.#painted();
      const [w, h] = await size();
      if (w === width && h === height) return;
      [right, bottom] = [right + width - w, bottom + height - h];
    }
  }

  async picture() {
    await this.#painted();
    const base64: string = await this.wire.send("GET", "/screenshot");
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  }

  async trouble() {
    return await this.run(() =>
      location.protocol === "about:"
        ? []
        : JSON.parse(sessionStorage.getItem("trouble") ?? "[]") as string[]
    );
  }

  async close() {
    await this.wire.send("DELETE", "");
    await this.end();
  }

  async #painted() {
    await this.run(() =>
      new Promise<void>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
      )
    );
  }

  async #found(what: Target): Promise<Reference | null> {
    return await this.wire.send("POST", "/execute/sync", {
      script: `(${watch})(); return (${findTarget})(...arguments)`,
      args: [targetQuery(what)],
    });
  }

  async #inTheWay(element: Reference): Promise<string | null> {
    return await this.wire.send("POST", "/execute/async", {
      script: `(${findCover})(arguments[0]).then(arguments[1])`,
      args: [element],
    });
  }

  /** Returns false if the element is missing. */
  async #with(
    what: Target,
    work: (element: Reference) => Promise<void | false>,
  ): Promise<boolean> {
    const element = await this.#found(what);
    return element !== null && await work(element) !== false;
  }

  async #to(element: Reference, act: string, body: unknown = {}) {
    await this.wire.send("POST", `/element/${element[reference]}/${act}`, body);
  }
}

/** Records the page's errors from the first call on, across reloads. */
function watch() {
  const here = globalThis as { isWatched?: true };
  if (here.isWatched || location.protocol === "about:") return;
  here.isWatched = true;
  const keep = (text: string) => {
    const all = JSON.parse(sessionStorage.getItem("trouble") ?? "[]");
    sessionStorage.setItem("trouble", JSON.stringify([...all, text]));
  };
  addEventListener("error", (event) => {
    if (!(event instanceof ErrorEvent)) return;
    // Harmless: the observer reports the rest a frame later.
    if (event.message.startsWith("ResizeObserver loop")) return;
    keep(`${event.message} ${event.filename}`);
  }, true);
  addEventListener("unhandledrejection", ({ reason }) => {
    keep(`unhandled: ${reason?.stack ?? reason}`);
  });
  addEventListener("securitypolicyviolation", (event) => {
    keep(`policy: ${event.violatedDirective} ${event.blockedURI}`);
  });
  const { error } = console;
  console.error = (...all) => {
    keep(all.map(String).join(" "));
    error.apply(console, all);
  };
}
