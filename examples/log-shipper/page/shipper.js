// Ships log entries to an ingest of EdgeMQ. Entries are gathered and posted together; what could not
// be posted stays and goes with the next attempt, under the same key, so nothing is stored twice.

const LONGEST = 500; // entries that are kept while nothing can be posted; the oldest go first
const GATHER_MILLIS = 250;
const LONGEST_PAUSE_MILLIS = 30_000;

// url: where to post; token: an async function that gives the user's token now.
export function createShipper({ url, token, onShipped = () => {}, onFailure = () => {} }) {
  const waiting = [];
  let batch = null; // what is being posted, and its key
  let timer = null;
  let pause = GATHER_MILLIS;

  function log(level, message) {
    if (waiting.length === LONGEST) waiting.shift();
    waiting.push({ at: new Date().toISOString(), level, message, page: location.pathname });
    schedule(GATHER_MILLIS);
  }

  function schedule(millis) {
    timer ??= setTimeout(ship, millis);
  }

  async function ship() {
    batch ??= { key: crypto.randomUUID(), entries: waiting.splice(0) };
    const outcome = await post(batch);
    timer = null;
    if (outcome.again) {
      onFailure(outcome.why);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      schedule(pause);
      return;
    }
    if (outcome.why) onFailure(outcome.why);
    else onShipped(batch.entries.length);
    batch = null;
    pause = GATHER_MILLIS;
    if (waiting.length > 0) schedule(GATHER_MILLIS);
  }

  // 4xx will not become better by being repeated, but for a token that has ended and for haste.
  async function post({ key, entries }) {
    try {
      const answer = await fetch(url, {
        method: "POST",
        keepalive: true, // goes out even when the page is left
        headers: {
          Authorization: `Bearer ${await token()}`,
          "Content-Type": "application/json",
          "Idempotency-Key": key,
        },
        body: JSON.stringify({ entries }),
      });
      if (answer.ok) return { again: false };
      const again = answer.status >= 500 || [401, 408, 429].includes(answer.status);
      return { again, why: `${answer.status} ${await answer.text()}` };
    } catch (failure) {
      return { again: true, why: String(failure) };
    }
  }

  return { log };
}
