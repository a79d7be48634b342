// For browsers that know no hosts file: a proxy (CONNECT) that finds the sites on this machine.
import http from "node:http";
import net from "node:net";

export function createProxy(sites, port) {
  const proxy = http.createServer((_req, res) => res.writeHead(403).end());
  proxy.on("connect", (req, socket, head) => {
    socket.on("error", () => socket.destroy());
    if (!Object.hasOwn(sites, req.url.split(":")[0])) return socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const there = net.connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      there.write(head);
      there.pipe(socket).pipe(there);
    });
    there.on("error", () => socket.destroy());
    socket.on("close", () => there.destroy());
  });
  return proxy;
}
