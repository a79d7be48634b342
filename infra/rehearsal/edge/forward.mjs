// Passes requests on to the processes behind a site, each to the next one: no affinity.
import http from "node:http";
import net from "node:net";

/** The most that is kept of a body, so that another process can be asked: Streamlit's own limit. */
const MOST_BYTES = 200 * 1024 * 1024;
const GONE = new Set(["ECONNRESET", "EPIPE"]);

export class Forwarder {
  #ports;
  #turn = 0;
  #agent = new http.Agent({ keepAlive: true });

  constructor(ports) {
    this.#ports = ports;
  }

  /** Return the ports to try, beginning with the one whose turn it is. */
  #next() {
    this.#turn = (this.#turn + 1) % this.#ports.length;
    return [...this.#ports.slice(this.#turn), ...this.#ports.slice(0, this.#turn)];
  }

  /** Answer with what one of the processes answers; 502 if none is there. */
  async forward(req, res) {
    const chunks = [];
    let length = 0;
    for await (const chunk of req) {
      length += chunk.length;
      if (length > MOST_BYTES) return res.writeHead(413).end();
      chunks.push(chunk);
    }
    this.#ask(req, res, Buffer.concat(chunks), this.#next());
  }

  #ask(req, res, body, [port, ...others]) {
    if (!port) return res.writeHead(502).end();
    const { method, url: path, headers } = req;
    const asked = http.request({ host: "127.0.0.1", port, method, path, headers, agent: this.#agent });
    let isAnswered = false;
    asked.on("response", (answer) => {
      isAnswered = true;
      // Fields that are set already are the host's, and win.
      const own = new Set(res.getHeaderNames());
      for (const [name, value] of Object.entries(answer.headers))
        if (!own.has(name)) res.setHeader(name, value);
      res.writeHead(answer.statusCode);
      answer.pipe(res);
      answer.on("error", () => res.destroy());
    });
    asked.on("error", (error) => {
      if (isAnswered) return res.destroy();
      // A process that has read the request may have acted on it: only a connection that was
      // refused, or kept from an earlier request, shows that it has not.
      if (error.code === "ECONNREFUSED") return this.#ask(req, res, body, others);
      if (GONE.has(error.code) && asked.reusedSocket)
        return this.#ask(req, res, body, [port, ...others]);
      res.writeHead(502).end();
    });
    res.on("close", () => asked.destroy());
    asked.end(body);
  }

  /** Pass a WebSocket's handshake on as it came, then the bytes of both directions. */
  upgrade(req, socket, head) {
    this.#connect(req, socket, head, this.#next());
  }

  #connect(req, socket, head, [port, ...others]) {
    if (!port) return socket.destroy();
    const upstream = net.connect(port, "127.0.0.1");
    upstream.on("connect", () => {
      const fields = [];
      for (let i = 0; i < req.rawHeaders.length; i += 2)
        fields.push(`${req.rawHeaders[i]}: ${req.rawHeaders[i + 1]}`);
      upstream.write(`${req.method} ${req.url} HTTP/1.1\r\n${fields.join("\r\n")}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
      upstream.on("close", () => socket.destroy());
    });
    upstream.on("error", ({ code }) => {
      if (code === "ECONNREFUSED") this.#connect(req, socket, head, others);
      else socket.destroy();
    });
    socket.on("error", () => upstream.destroy());
    socket.on("close", () => upstream.destroy());
  }
}
