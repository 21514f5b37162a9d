/// The messages of topics: one stream for each, published to without condition, read by sequence
/// and
/// subject. What is kept follows from retention and limits, by the adapters' clocks.
@NullMarked
package io.edgemq.nats.topic;

import org.jspecify.annotations.NullMarked;
