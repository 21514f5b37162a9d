// An edge function that publishes what it is sent. It has no key of EdgeMQ's: it asks an identity
// provider for a token that lives for minutes and may only publish, and keeps it until shortly
// before it ends. It needs nothing but fetch, as edge runtimes have it.
//
//   env.EDGEMQ_URL     where EdgeMQ is
//   env.TOPIC          where messages go
//   env.TOKEN_URL      the identity provider's token endpoint (OAuth 2.0, client credentials)
//   env.CLIENT_ID, env.CLIENT_SECRET, env.AUDIENCE

const MARGIN_MS = 30_000;
const RETRIES = 3;

let token = null; // {value, until}, per instance of the function
let asking = null; // many requests at once cause one question

async function ask(env) {
  const answer = await fetch(env.TOKEN_URL, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: env.CLIENT_ID,
      client_secret: env.CLIENT_SECRET,
      audience: env.AUDIENCE,
      scope: `publish:${env.TOPIC}.>`,
    }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) {
    throw new Error(`the identity provider answers ${answer.status}`);
  }
  const { access_token, expires_in } = await answer.json();
  const life = (expires_in ?? 60) * 1000;
  return { value: access_token, until: Date.now() + life - Math.min(MARGIN_MS, life / 2) };
}

async function current(env) {
  if (token !== null && Date.now() < token.until) {
    return token.value;
  }
  asking ??= ask(env).finally(() => {
    asking = null;
  });
  token = await asking;
  return token.value;
}

// Publishes one message. The key makes a repetition harmless: the same message is stored once.
export async function publish(env, subject, body, contentType, key) {
  const url = `${env.EDGEMQ_URL}/v1/topics/${env.TOPIC}/messages?subject=${encodeURIComponent(subject)}`;
  for (let attempt = 1; ; attempt++) {
    const bearer = await current(env);
    let answer;
    try {
      answer = await fetch(url, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${bearer}`,
          "Content-Type": contentType,
          "Idempotency-Key": key,
        },
        body,
        signal: AbortSignal.timeout(5_000),
      });
    } catch (failure) {
      if (attempt < RETRIES) continue;
      throw failure;
    }
    if (answer.status === 401 && attempt === 1) {
      token = null; // it may have been refused because its key was rotated away
      continue;
    }
    if (answer.status >= 500 && attempt < RETRIES) continue;
    return answer;
  }
}

export default {
  // POST /<subject> publishes the body below the topic.
  async fetch(request, env) {
    if (request.method !== "POST") {
      return new Response("POST an event to /<subject>\n", { status: 405 });
    }
    const subject = new URL(request.url).pathname.slice(1).replaceAll("/", ".");
    const type = request.headers.get("Content-Type") ?? "application/octet-stream";
    const key = request.headers.get("Idempotency-Key") ?? crypto.randomUUID();
    try {
      const answer = await publish(env, subject, await request.arrayBuffer(), type, key);
      return answer.ok
        ? new Response(null, { status: 202 })
        : new Response(await answer.text(), { status: answer.status >= 500 ? 502 : answer.status });
    } catch (failure) {
      console.error(`not published: ${failure.message}`);
      return new Response("not published; try again\n", { status: 503 });
    }
  },
};
