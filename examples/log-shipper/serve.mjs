// Stands for your application: serves the page, says where to post, and gives the page the token of
// whoever is logged in. `node serve.mjs`, with these variables in the environment:
//
//   PORT                                   where it listens, on 127.0.0.1 (default: 3000)
//   INGEST_URL                             what setup.sh has printed
//   TOKEN_URL, CLIENT_ID, CLIENT_SECRET    where it gets tokens (grant client_credentials)
//   AUDIENCE                               for whom they are
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const { INGEST_URL, TOKEN_URL, CLIENT_ID, CLIENT_SECRET, AUDIENCE } = process.env;
const TYPES = { ".html": "text/html", ".js": "text/javascript" };
const FILES = ["/index.html", "/demo.js", "/shipper.js"];

async function token() {
  const answer = await fetch(TOKEN_URL, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      audience: AUDIENCE,
      aud: AUDIENCE, // some issuers call it so
    }),
  });
  if (!answer.ok) throw new Error(`the issuer answers ${answer.status}`);
  return (await answer.json()).access_token;
}

async function answer(path) {
  if (path === "/config.json") return ["application/json", JSON.stringify({ ingest: INGEST_URL })];
  if (path === "/token") return ["text/plain", await token()];
  const file = path === "/" ? "/index.html" : path;
  if (!FILES.includes(file)) return null;
  const type = TYPES[file.slice(file.lastIndexOf("."))];
  return [type, await readFile(new URL(`page${file}`, import.meta.url))];
}

const server = createServer(async (incoming, outgoing) => {
  try {
    const found = await answer(new URL(incoming.url, "http://localhost").pathname);
    outgoing.writeHead(found ? 200 : 404, {
      "Content-Type": found ? found[0] : "text/plain",
      "Cache-Control": "no-store",
    });
    outgoing.end(found ? found[1] : "not found");
  } catch (failure) {
    console.error(failure.message);
    outgoing.writeHead(502, { "Content-Type": "text/plain" });
    outgoing.end("no token");
  }
});

server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`listening on ${server.address().port}`);
});
