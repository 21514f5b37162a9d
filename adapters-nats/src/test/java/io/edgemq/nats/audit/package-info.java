/// Tests of the audit log on JetStream.
@NullMarked
package io.edgemq.nats.audit;

import org.jspecify.annotations.NullMarked;
