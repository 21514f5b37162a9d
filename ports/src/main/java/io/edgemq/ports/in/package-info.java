/// What callers can ask of EdgeMQ: one interface per capability, verb-noun. A call takes the
/// [io.edgemq.domain.Principal] it acts for, blocks until it is done, and answers an
/// [io.edgemq.ports.in.Outcome]: the value, or why it was refused. It takes the domain's own
/// records; a record stands here only where callers see something else than stores do. An outage of
/// the store is thrown as [io.edgemq.domain.StoreException].
@NullMarked
package io.edgemq.ports.in;

import org.jspecify.annotations.NullMarked;
