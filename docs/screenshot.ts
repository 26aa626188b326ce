/** Takes the README's picture: a running class as its teacher sees it, from the built server, in Chromium. */
import { launch } from "../tests/browser.ts";
import { createSession, join, signUp, teachersSeat } from "../tests/people.ts";
import { startServer } from "../tests/server.ts";

const server = await startServer({ HOMEROOM_NEARBY: "192.168.1.20" });
const browser = await launch();
try {
  const teacher = await signUp(server, "Ms Lin");
  const session = await createSession(teacher, { name: "Biology Period 3" });
  const seats = [teachersSeat(teacher, session)];
  await seats[0].enter();
  for (const name of ["Amy", "Ben", "Chloe", "Dan", "Emre", "Fatima"]) {
    const seat = await join(server, session.code, name);
    seats.push(await seat.enter());
  }
  const [lin, amy, ben, chloe] = seats;
  await lin.sayAndSee("Good morning! What did the **leaf in the dark** lose?");
  await amy.sayAndSee("Its green. It went yellow after four days.");
  await ben.sayAndSee("- no light\n- no chlorophyll\n- no sugar");
  await chloe.sayAndSee("Ours is still green, but we only waited two days");
  await lin.sayAndSee("Good, Chloe. Keep it in the box until Friday.");

  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
  });
  const cookies = [...teacher.cookies].map(([name, value]) => ({
    name,
    value,
    url: server.url,
  }));
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(`/teacher/sessions/${session.id}`);
  const log = page.getByRole("log");
  const open = page.getByRole("button", { name: /^Chat\b/ });
  await log.or(open).first().waitFor();
  if (!await log.isVisible()) await open.click();
  const pin = page.getByRole("button", { name: "Pin", exact: true });
  if (await pin.isVisible()) await pin.click();
  await log.getByText("until Friday").waitFor();
  await page.getByText(/\b7 online/).first().waitFor();
  await page.screenshot({ path: "docs/class.png", animations: "disabled" });
  seats.forEach((seat) => seat.close());
} finally {
  await browser.close();
  await server.stop();
}
// The stock client leaves timers behind.
Deno.exit();
