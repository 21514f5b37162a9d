/// Ingests: where senders that cannot be changed post what becomes a message.
@NullMarked
package io.edgemq.domain.ingest;

import org.jspecify.annotations.NullMarked;
