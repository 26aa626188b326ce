/**
 * `deno task demo`: a class that lives, on a server and data of its own, which are gone when it ends. It prints the
 * addresses of a page with three people side by side, and of each of them alone.
 */
import process from "node:process";
import { settingNames } from "../../classroom/settings.ts";
import { seededRandom } from "../../classroom/model/seeded_random.ts";
import { panelKey } from "../../components/chat/panel/panel_position.ts";
import { demonstration as t, startWords } from "../../locales/terminal.ts";
import { messageOf } from "../error_message.ts";
import { Lesson } from "./lesson.ts";
import { demonstrationPage, type Framed, pageHeaders } from "./page.ts";
import { Person } from "./person.ts";
import { localHosts, openWindow } from "./person_window.ts";
import { people } from "./words.ts";

const seed = 28;
const usualPort = 8100;

if (import.meta.main) Deno.exit(await demonstrate());

async function demonstrate(): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "homeroom-demo-" });
  const server = startServer(folder);
  // Each of the class's documents listens for the end of the process.
  process.setMaxListeners(0);
  let isEnding = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => {
      isEnding = true;
      end(server.child);
    });
  }
  let code = 0;
  try {
    const teaching = server.address.then(teach);
    // What becomes of the class is no matter once the server has ended.
    await Promise.race([server.ended, teaching.then(() => server.ended)]);
  } catch (error) {
    if (!isEnding) {
      code = 1;
      console.error(messageOf(error));
    }
    end(server.child);
  }
  const ended = await server.ended;
  await Deno.remove(folder, { recursive: true });
  if (isEnding) {
    console.log(t.ended);
    return 0;
  }
  if (code === 0) console.error(server.output() + t.died(ended));
  return code || ended || 1;
}

/** Starts the launcher on data of its own; nothing is set that the operator has set for a server of theirs. */
function startServer(folder: string) {
  const env = Object.fromEntries(
    Object.entries(Deno.env.toObject())
      .filter(([name]) => !settingNames.includes(name)),
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("../start.ts", import.meta.url).href],
    clearEnv: true,
    env: { ...env, DATA_DIR: folder, HOST: "127.0.0.1", PORT: "0" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const address = Promise.withResolvers<string>();
  /** What the launcher says until the server listens: why it does not, if it never does. */
  let output = "";
  let isListening = false;
  const ended = (async () => {
    for await (
      const text of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      if (isListening) continue;
      output += text;
      if (text.includes(startWords.building)) console.log(startWords.building);
      const listening = /Listening on (http:\/\/\S+:\d+)/.exec(output);
      if (!listening) continue;
      isListening = true;
      output = "";
      address.resolve(listening[1]);
    }
    return (await child.status).code;
  })();
  return { child, ended, address: address.promise, output: () => output };
}

/** Fills a class at this server, prints where to look at it, and gives its lesson until the process ends. */
async function teach(server: string): Promise<void> {
  console.log(t.coming(people.students.length));
  const teacher = new Person(server, people.teacher);
  await teacher.ask("POST", "/api/teachers", {
    email: "lin@school.example",
    name: teacher.name,
    password: crypto.randomUUID(),
  });
  const { session } = await teacher.ask("POST", "/api/sessions", {
    name: people.class,
    hours: 24,
    breakouts: { capacity: 4 },
  });
  teacher.sit(session.id, session.member, "teacher");
  const students = await Promise.all(people.students.map(async (name) => {
    const student = new Person(server, name);
    const { code } = session;
    const { member } = await student.ask("POST", "/api/join", { code, name });
    student.sit(session.id, member.id, "member");
    return student;
  }));
  const [amy, chen] = students;
  const visitors = new Set([amy, chen]);
  const lesson = new Lesson(
    teacher,
    students,
    visitors,
    seededRandom(seed),
    (error) => console.error(messageOf(error)),
  );
  await lesson.begin();

  const framed: Framed[] = [];
  const page = listen(framed).addr;
  const framedBy = localHosts(page.port).map((host) => `http://${host}`);
  const show = async (who: Person, role: Framed["role"], home: string) => {
    const { cookie, name } = who;
    // One of the two students has the chat before them, the other the assistant.
    const remembers: Record<string, string> = who === amy ? {} : {
      [panelKey]: JSON.stringify({ session: session.id, open: true }),
    };
    const shown = { server, cookie, home, remembers, framedBy };
    const port = await openWindow(shown);
    framed.push({ name, role, port });
  };
  await show(teacher, "teacher", `/teacher/sessions/${session.id}`);
  await show(amy, "student", `/class/${session.id}`);
  await show(chen, "student", `/zh/class/${session.id}`);
  const own = ({ port }: { port: number }) => `http://localhost:${port}/`;
  console.log(t.ready(
    own(page),
    framed.map((it) => ({ name: it.name, address: own(it) })),
  ));
  await lesson.run();
}

/** Serves the page at `PORT`, to this machine alone. */
function listen(framed: readonly Framed[]): Deno.HttpServer<Deno.NetAddr> {
  const port = Number(Deno.env.get("PORT") || usualPort);
  try {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port, onListen() {} },
      ({ headers, url }) => {
        const { hostname, host, pathname } = new URL(url);
        if (!localHosts(server.addr.port).includes(host)) {
          return new Response(null, { status: 403 });
        }
        if (pathname !== "/") return new Response(null, { status: 404 });
        const language = headers.get("accept-language");
        const html = demonstrationPage(framed, hostname, language);
        return new Response(html, { headers: pageHeaders });
      },
    );
    return server;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new Error(startWords.portTaken(port), { cause: error });
  }
}

function end(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch {
    // It has ended already.
  }
}
