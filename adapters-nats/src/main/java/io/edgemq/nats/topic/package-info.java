/// The messages of topics. Each topic has one stream, which is published to without a condition and
/// read by sequence and subject. Retention and limits decide what is kept, by the adapters' clocks.
@NullMarked
package io.edgemq.nats.topic;

import org.jspecify.annotations.NullMarked;
