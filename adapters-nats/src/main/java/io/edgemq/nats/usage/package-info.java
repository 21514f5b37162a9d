/// How much tenants use: the room that their messages take, and what the processes of a deployment
/// tell each other. Decides nothing about quotas.
@NullMarked
package io.edgemq.nats.usage;

import org.jspecify.annotations.NullMarked;
