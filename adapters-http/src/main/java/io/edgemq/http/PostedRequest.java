package io.edgemq.http;

import io.edgemq.ports.in.IngestMessages;
import io.edgemq.server.Call;
import io.helidon.http.HeaderNames;
import java.util.Optional;

/// What a sender posted. The body is read when it is first asked for.
///
/// @param rest what follows the ingest in the path
/// @param limit how many bytes the body may have
record PostedRequest(Call call, String rest, int limit) implements IngestMessages.Request {
  @Override
  public Optional<String> header(String name) {
    var known = HeaderNames.create(name);
    if (!call.headers().contains(known)) {
      return Optional.empty();
    }
    var header = call.headers().get(known);
    return header.valueCount() == 1
        ? Optional.of(MessageIn.text(header)).filter(value -> !value.isBlank())
        : Optional.empty();
  }

  @Override
  public byte[] body() {
    return call.body(limit, () -> Problems.messageTooLarge(limit).asException());
  }

  @Override
  public Optional<String> at(String pointer) {
    return JsonPlaces.find(body(), pointer);
  }

  /// Without the path, which may hold a secret.
  @Override
  public String toString() {
    return "PostedRequest[" + call.id() + "]";
  }
}
