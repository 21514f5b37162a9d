/// What callers can ask of EdgeMQ: one interface per capability, verb-noun. Each takes the
/// [io.edgemq.domain.Principal] it acts for, blocks until it is done, and answers an
/// [io.edgemq.ports.in.Outcome]: the value, or why it was refused. An outage of a store comes as
/// [io.edgemq.domain.StoreException].
@NullMarked
package io.edgemq.ports.in;

import org.jspecify.annotations.NullMarked;
