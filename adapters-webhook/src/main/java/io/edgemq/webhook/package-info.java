/// `ports.out.WebhookClient` over OkHttp: calls to URLs that tenants choose, and the guard in front
/// of the operator's network (SPEC 5.3, ADR 0028). [io.edgemq.webhook.GuardedWebhookClient] is the
/// way in. What an answer means for a message, when it is sent again, and what is signed is not
/// here.
@NullMarked
package io.edgemq.webhook;

import org.jspecify.annotations.NullMarked;
