package io.edgemq.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;

/// What a client is told whose request does not arrive in time.
///
/// @param dialect words it
/// @param request as far as it is known
/// @param id the request's name
record LateAnswer(Dialect dialect, RequestHead request, String id) {
  private static final int EXPECTED = 1024;

  /// The answer as it stands on the wire.
  BufferData bytes() {
    var reply = dialect.refuse(new Fault.TooSlow(), id);
    var answer = BufferData.growing(EXPECTED);
    var status = reply.status();
    answer.write(
        "HTTP/1.1 %d %s\r\n".formatted(status.code(), status.reasonPhrase()).getBytes(US_ASCII));
    reply.type().writeHttp1Header(answer);
    reply.headers().forEach(header -> header.writeHttp1Header(answer));
    dialect.corsHeaders(request).forEach(header -> header.writeHttp1Header(answer));
    HeaderValues.create(RequestIds.HEADER, id).writeHttp1Header(answer);
    HeaderValues.create(HeaderNames.CONTENT_LENGTH, reply.body().length).writeHttp1Header(answer);
    HeaderValues.CONNECTION_CLOSE.writeHttp1Header(answer);
    answer.write('\r');
    answer.write('\n');
    answer.write(reply.body());
    return answer;
  }
}
