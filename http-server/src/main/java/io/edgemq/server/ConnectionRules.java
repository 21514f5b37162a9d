package io.edgemq.server;

import io.helidon.webserver.Router;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What holds for all connections.
///
/// @param router finds who serves the requests, in place of Helidon's own
/// @param mostBytes how many bytes a request may have, everything included
/// @param budget counts the bytes that are in memory
/// @param sockets the connections that became WebSockets
/// @param late makes what is told to a client of whose request too little is here
/// @param tls what is shown to clients; null: no TLS is spoken
record ConnectionRules(
    Router router,
    long mostBytes,
    ByteBudget budget,
    WebSockets sockets,
    Supplier<LateAnswer> late,
    @Nullable TlsCertificates tls) {}
