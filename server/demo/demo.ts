/**
 * `homeroom demo`: a simulated class on its own server and data, which are deleted at the end. Prints the addresses of
 * its pages.
 */
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { settingNames } from "../../classroom/settings.ts";
import { makeSeededRandom } from "../../classroom/model/seeded_random.ts";
import { panelStorageKey } from "../../components/chat_panel/panel_position.ts";
import { demonstrationTexts as t, startTexts } from "../../locales/terminal.ts";
import { removePaths } from "../data/paths.ts";
import { errorMessage } from "../error_message.ts";
import { startProcess } from "../platform/process.ts";
import { isDeno } from "../platform/runtime.ts";
import { Lesson } from "./lesson.ts";
import { type FramedPage, makeDemonstrationPage, pageHeaders } from "./page.ts";
import { DemoPerson } from "./person.ts";
import { localHosts, servePersonWindow } from "./person_window.ts";
import { demoPeople } from "./demo_texts.ts";

const seed = 28;
const usualPort = 8100;

export async function demonstrate(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "homeroom-demo-"));
  const server = startServer(folder);
  // Each document of the class listens for the end of the process.
  process.setMaxListeners(0);
  let isEnding = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      isEnding = true;
      server.end();
    });
  }
  let code = 0;
  try {
    const teaching = server.address.then(teach);
    // Errors of the class do not matter once the server has ended.
    await Promise.race([server.ended, teaching.then(() => server.ended)]);
  } catch (error) {
    if (!isEnding) {
      code = 1;
      console.error(errorMessage(error));
    }
    server.end();
  }
  const ended = await server.ended;
  await removePaths(folder);
  if (isEnding) {
    console.log(t.ended);
    return 0;
  }
  if (code === 0) console.error(server.output() + t.died(ended));
  return code || ended || 1;
}

/** Starts the launcher on new data, without the operator's own settings. */
function startServer(folder: string) {
  const unset = Object.fromEntries(settingNames.map((it) => [it, undefined]));
  const program = isDeno
    ? ["run", "-A", new URL("../homeroom.ts", import.meta.url).href]
    : [fileURLToPath(new URL("homeroom.mjs", import.meta.url))];
  const { child, sendSignal, ...started } = startProcess(
    [...program, "start"],
    {
      env: { ...unset, DATA_DIR: folder, HOST: "127.0.0.1", PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const address = Promise.withResolvers<string>();
  /** Output until the server listens, which explains a failed start. */
  let output = "";
  let isListening = false;
  const ended = (async () => {
    for await (const text of child.stdout!.setEncoding("utf8")) {
      if (isListening) continue;
      output += text;
      if (text.includes(startTexts.building)) console.log(startTexts.building);
      const listening = /Listening on (http:\/\/\S+:\d+)/.exec(output);
      if (!listening) continue;
      isListening = true;
      output = "";
      address.resolve(listening[1]);
    }
    return await started.ended;
  })();
  return {
    end: () => sendSignal("SIGTERM"),
    ended,
    address: address.promise,
    output: () => output,
  };
}

/** Fills a class, prints where to see it, and runs its lesson until the process ends. */
async function teach(server: string): Promise<void> {
  console.log(t.coming(demoPeople.students.length));
  const teacher = new DemoPerson(server, demoPeople.teacher);
  await teacher.request("POST", "/api/teachers", {
    email: "lin@school.example",
    name: teacher.name,
    password: crypto.randomUUID(),
  });
  const { session } = await teacher.request("POST", "/api/sessions", {
    name: demoPeople.class,
    hours: 24,
    breakouts: { capacity: 4 },
  });
  teacher.connect(session.id, session.member, "teacher");
  const students = await Promise.all(demoPeople.students.map(async (name) => {
    const student = new DemoPerson(server, name);
    const { code } = session;
    const { member } = await student.request("POST", "/api/join", {
      code,
      name,
    });
    student.connect(session.id, member.id, "member");
    return student;
  }));
  const [amy, chen] = students;
  const visitors = new Set([amy, chen]);
  const lesson = new Lesson(
    teacher,
    students,
    visitors,
    makeSeededRandom(seed),
    (error) => console.error(errorMessage(error)),
  );
  await lesson.begin();

  const framed: FramedPage[] = [];
  const page = await listen(framed);
  const framedBy = localHosts(page).map((host) => `http://${host}`);
  const show = async (
    who: DemoPerson,
    role: FramedPage["role"],
    home: string,
  ) => {
    const { cookie, name } = who;
    // One student has the chat open, the other the assistant.
    const remembers: Record<string, string> = who === amy ? {} : {
      [panelStorageKey]: JSON.stringify({ session: session.id, open: true }),
    };
    // A chat with unread messages opens at the first one and stays there, so the lesson would seem to stand still.
    const onOpen = () => lesson.markRead(who);
    const windowOptions = { server, cookie, home, remembers, framedBy, onOpen };
    const port = await servePersonWindow(windowOptions);
    framed.push({ name, role, port });
  };
  await show(teacher, "teacher", `/teacher/sessions/${session.id}`);
  await show(amy, "student", `/class/${session.id}`);
  await show(chen, "student", `/zh/class/${session.id}`);
  const localUrl = (port: number) => `http://localhost:${port}/`;
  console.log(t.ready(
    localUrl(page),
    framed.map((it) => ({ name: it.name, address: localUrl(it.port) })),
  ));
  await lesson.run();
}

async function listen(framed: readonly FramedPage[]): Promise<number> {
  const wantedPort = Number(process.env.PORT || usualPort);
  const server = createServer((req, res) => {
    const { host = "", "accept-language": language = null } = req.headers;
    if (!localHosts(port).includes(host)) return res.writeHead(403).end();
    const { hostname, pathname } = new URL(req.url ?? "/", `http://${host}`);
    if (pathname !== "/") return res.writeHead(404).end();
    const html = makeDemonstrationPage(framed, hostname, language);
    res.writeHead(200, pageHeaders).end(html);
  });
  const listening = once(server, "listening");
  server.listen(wantedPort, "127.0.0.1");
  await listening.catch((error) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new Error(startTexts.portTaken(wantedPort), { cause: error });
  });
  const { port } = server.address() as AddressInfo;
  return port;
}
