// Takes what browsers have logged from the queue and appends it to a file, a line for each entry.
// A message is acknowledged when its lines are on disk, so one that is written may be written again
// after a crash, and none is lost. What cannot be handled is given back; the fifth time it goes to the
// dead-letter queue. `node worker.mjs`, with these variables in the environment:
//
//   EDGEMQ_URL      where EdgeMQ serves (default: http://127.0.0.1:8080)
//   EDGEMQ_TOKEN    a key with the scope queue:logs
//   OUT             the file (default: logs.ndjson)
//   RETRY_SECONDS   how long until a message that failed comes again (default: 60)
import { open } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const { EDGEMQ_URL = "http://127.0.0.1:8080", EDGEMQ_TOKEN, OUT = "logs.ndjson" } = process.env;
const RETRY_SECONDS = Number(process.env.RETRY_SECONDS ?? 60);
const OUTAGE_MILLIS = 1_000;
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop.abort());

async function call(path, body, signal) {
  const answer = await fetch(`${EDGEMQ_URL}/v1/queues/logs/${path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${EDGEMQ_TOKEN}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

// The lines of a message. Throws when it is not what shipper.js posts.
function lines(message) {
  const { entries } = JSON.parse(Buffer.from(message.body_b64, "base64").toString("utf8"));
  return entries.map(({ at, level, message: text, page }) => {
    if (typeof level !== "string" || typeof text !== "string") throw new Error("no log entry");
    return `${JSON.stringify({ at, level, message: text, page, received: message.id })}\n`;
  });
}

async function handle(file, messages) {
  const ack = [];
  const nack = [];
  let text = "";
  for (const message of messages) {
    try {
      text += lines(message).join("");
      ack.push(message.receipt);
    } catch (failure) {
      console.error(`${message.id}, attempt ${message.attempt}: ${failure.message}`);
      nack.push({ receipt: message.receipt, delay_seconds: RETRY_SECONDS });
    }
  }
  await file.appendFile(text);
  await file.datasync();
  await call("settle", { ack, nack });
}

const file = await open(OUT, "a");
console.log(`writing to ${OUT}`);
while (!stop.signal.aborted) {
  try {
    const { messages } = await call("receive", { max: 10, wait_seconds: 20 }, stop.signal);
    if (messages.length > 0) await handle(file, messages);
  } catch (failure) {
    if (stop.signal.aborted) break;
    console.error(failure.message);
    await pause(OUTAGE_MILLIS);
  }
}
await file.close();
