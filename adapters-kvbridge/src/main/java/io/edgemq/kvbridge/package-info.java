/// Reads every write of key-value buckets on JetStream, in order, for change streams. Where it is
/// told, and how far that has come, is not decided here.
@NullMarked
package io.edgemq.kvbridge;

import org.jspecify.annotations.NullMarked;
