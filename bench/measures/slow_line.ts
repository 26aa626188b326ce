/**
 * Loading time of the teacher's page of a class of 28 on a slow network and processor: the largest contentful paint,
 * its element, and the layout shift. Each run uses a new browser.
 */
import { newId } from "../../classroom/model/ids.ts";
import { launch } from "../../tests/browser.ts";
import {
  addExpectedNames,
  createSession,
  joinClass,
  type Seat,
  signUp,
} from "../../tests/people.ts";
import { startServer, swiftStudents } from "../../tests/server.ts";

const students = 28, rounds = 5;
const throughput = 1.6e6 / 8;
const line = {
  offline: false,
  latency: 150,
  downloadThroughput: throughput,
  uploadThroughput: throughput,
};
const slowdown = 4;
/** Waits for late content after the tiles have loaded. */
const settlesIn = 3000;

interface Painted {
  largest: { at: number; what: string };
  shift: number;
}

const server = await startServer({
  ...swiftStudents,
  PASSWORD_COST: "15",
});
const browser = await launch();
const seats: Seat[] = [];
try {
  const teacher = await signUp(server);
  const session = await createSession(teacher);
  const names = Array.from({ length: students }, (_, n) => `Student ${n}`);
  await addExpectedNames(teacher, session, [...names, "Amy", "Ben"]);
  for (const name of names) {
    const seat = await (await joinClass(server, session.code, name)).openPage();
    seats.push(seat);
    const text = `Why does the leaf of ${name} not turn yellow in the dark?`;
    seat.queueCommand({ kind: "ask", conversation: newId(), text });
    await seat.sayAndSee("Ours is still green");
  }
  const cookies = [...teacher.cookies]
    .map(([name, value]) => ({ name, value, url: server.url }));
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({
      viewport: { width: 1366, height: 768 },
    });
    await context.addCookies(cookies);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", line);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await page.addInitScript(notePaints);
    await page.goto(`${server.url}/teacher/sessions/${session.id}`);
    await page.locator(".board-foot[data-known=true]").waitFor();
    await page.waitForTimeout(settlesIn);
    const { largest, shift } = await page.evaluate<Painted>("painted");
    console.log(
      `largest part after ${largest.at} ms (${largest.what}), layout shift ${
        shift.toFixed(4)
      }, load of the machine ${Deno.loadavg()[0].toFixed(1)}`,
    );
    await context.close();
  }
} finally {
  for (const seat of seats) seat.close();
  await browser.close();
  await server.stop();
}

function notePaints() {
  const painted: Painted = { largest: { at: 0, what: "nothing" }, shift: 0 };
  Object.assign(globalThis, { painted });
  type Entry = PerformanceEntry & { element: Element | null; value: number };
  const observe = (type: string, note: (entry: Entry) => void) =>
    new PerformanceObserver((list) =>
      (list.getEntries() as Entry[]).forEach(note)
    ).observe({ type, buffered: true });
  observe("largest-contentful-paint", ({ startTime, element }) => {
    const description = `${element?.localName} “${element?.textContent}”`;
    painted.largest = { at: Math.round(startTime), what: description };
  });
  observe("layout-shift", ({ value }) => painted.shift += value);
}
