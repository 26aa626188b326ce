/**
 * A WebSocket server that relays messages unchanged to everyone at the same address, as a baseline without documents.
 * With `DATA_DIR` it first stores each message in a checked Deno KV commit, as the baseline of storing first.
 */
interface Room {
  sockets: Set<WebSocket>;
  head: string | null;
  stored: number;
  last: Promise<void>;
}

const rooms = new Map<string, Room>();
const folder = Deno.env.get("DATA_DIR");
const kv = folder ? await Deno.openKv(`${folder}/bare.sqlite3`) : null;

async function store(name: string, room: Room, data: ArrayBuffer) {
  const head = ["room", name, "head"];
  const result = await kv!.atomic()
    .check({ key: head, versionstamp: room.head })
    .set(head, { stored: ++room.stored })
    .set(["room", name, "log", room.stored], new Uint8Array(data))
    .commit();
  if (!result.ok) throw new Error("another process writes to the same rooms");
  room.head = result.versionstamp;
}

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(Deno.env.get("PORT")),
  onListen: ({ hostname, port }) =>
    console.log(`Listening on http://${hostname}:${port}`),
}, (req) => {
  if (req.headers.get("upgrade") !== "websocket") return new Response("bare");
  const { pathname } = new URL(req.url);
  let room = rooms.get(pathname);
  if (!room) {
    const last = Promise.resolve();
    room = { sockets: new Set(), head: null, stored: 0, last };
    rooms.set(pathname, room);
  }
  const openedRoom = room;
  const { socket, response } = Deno.upgradeWebSocket(req, { idleTimeout: 30 });
  socket.binaryType = "arraybuffer";
  socket.onopen = () => openedRoom.sockets.add(socket);
  socket.onclose = () => openedRoom.sockets.delete(socket);
  const hand = (data: ArrayBuffer) => {
    for (const receiver of openedRoom.sockets) receiver.send(data);
  };
  socket.onmessage = ({ data }) => {
    if (kv === null) return hand(data);
    openedRoom.last = openedRoom.last
      .then(() => store(pathname, openedRoom, data))
      .then(() => hand(data));
  };
  return response;
});
