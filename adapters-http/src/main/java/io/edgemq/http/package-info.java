/// REST over the server engine ([io.edgemq.server]): endpoints, server-sent events, metrics and the
/// OpenAPI description. Turns calls into calls of [io.edgemq.ports.in] and outcomes into replies;
/// decides nothing that a use case could. [io.edgemq.http.Problems] owns every status and code.
@NullMarked
package io.edgemq.http;

import org.jspecify.annotations.NullMarked;
