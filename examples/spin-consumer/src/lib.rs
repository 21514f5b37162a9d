//! A function that EdgeMQ pushes messages to: it checks the signature, does its work, and says with
//! its status what becomes of the message.

pub mod verify;

#[cfg(feature = "spin")]
mod function {
    use crate::verify::is_signed;
    use spin_sdk::http::{IntoResponse, Request, Response};
    use spin_sdk::{http_component, variables};

    fn header<'a>(request: &'a Request, name: &str) -> &'a str {
        request.header(name).and_then(|value| value.as_str()).unwrap_or_default()
    }

    #[http_component]
    fn handle(request: Request) -> anyhow::Result<impl IntoResponse> {
        let secret = variables::get("mq_secret")?;
        let signatures = ["x-mq-signature", "x-mq-signature-previous", "x-mq-signature-next"]
            .map(|name| header(&request, name));
        if !is_signed(secret.as_bytes(), header(&request, "x-mq-timestamp"), request.body(), signatures) {
            // 400: the message becomes a dead letter, and the circuit breaker is not touched
            return Ok(Response::builder().status(400).body("bad signature").build());
        }
        match process(header(&request, "x-mq-subject"), header(&request, "x-mq-id"), request.body()) {
            Ok(()) => Ok(Response::builder().status(200).body("ok").build()),
            // 5xx: EdgeMQ sends the message again later
            Err(later) => Ok(Response::builder().status(503).body(later.to_string()).build()),
        }
    }

    /// The work. A message may come twice; `id` tells that it is the same one.
    fn process(subject: &str, id: &str, body: &[u8]) -> anyhow::Result<()> {
        println!("message {id} of {subject}: {} bytes", body.len());
        Ok(())
    }
}
