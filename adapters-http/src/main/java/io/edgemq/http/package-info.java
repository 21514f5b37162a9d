/// EdgeMQ over HTTP: REST, server-sent events, metrics and the description of it all. Turns
/// requests into calls of [io.edgemq.ports.in] and outcomes into answers; decides nothing that a
/// use case could. Helidon stays in here. One table of routes, one class of problems.
@NullMarked
package io.edgemq.http;

import org.jspecify.annotations.NullMarked;
