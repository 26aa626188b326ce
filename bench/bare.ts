/**
 * A WebSocket server that only hands on: what one sends goes to all under the same address, as it came. It
 * knows no document, keeps nothing, and is what documents and promises are measured against.
 */
const rooms = new Map<string, Set<WebSocket>>();

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(Deno.env.get("PORT")),
  onListen: ({ hostname, port }) =>
    console.log(`Listening on http://${hostname}:${port}`),
}, (req) => {
  if (req.headers.get("upgrade") !== "websocket") return new Response("bare");
  const { pathname } = new URL(req.url);
  const room = rooms.get(pathname) ?? new Set();
  rooms.set(pathname, room);
  const { socket, response } = Deno.upgradeWebSocket(req, { idleTimeout: 30 });
  socket.binaryType = "arraybuffer";
  socket.onopen = () => room.add(socket);
  socket.onclose = () => room.delete(socket);
  socket.onmessage = ({ data }) => {
    for (const each of room) each.send(data);
  };
  return response;
});
